// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace custos::storage {

/// Opaque page cursors: numbers of the last row seen. `tag` names the kind of list, so that a cursor of another list
/// is refused.
std::string MakeCursor(char tag, const std::vector<std::int64_t>& numbers);
/// Throws db::Failure kInvalid "cursor.invalid".
std::vector<std::int64_t> ParseCursor(char tag, const std::string& cursor, std::size_t count);

/// The same for lists that are ordered by texts.
std::string MakeTextCursor(char tag, const std::vector<std::string>& texts);
std::vector<std::string> ParseTextCursor(char tag, const std::string& cursor, std::size_t count);

}  // namespace custos::storage
