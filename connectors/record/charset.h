// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace custos::record {

/// Well-formed UTF-8 without NUL.
bool IsUtf8(std::string_view bytes);

/// Bytes in a character set that ICU knows ("GB18030", "UTF-16BE", "ISO-8859-1", "GSM" is none) as UTF-8; nullopt when
/// the set is unknown or a byte does not belong to it.
std::optional<std::string> ToUtf8(std::string_view bytes, const std::string& charset);

}  // namespace custos::record
