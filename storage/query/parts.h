// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "storage/reader.h"

namespace custos::storage::query {

/// One text of a message that can be searched. All of them stand in the index; what `text` says already is not
/// repeated.
struct TextPart {
  SearchPart kind = SearchPart::kText;
  std::string name;  ///< kDetail: path of the field, "items.2.title"; kFile: position of the file; else empty
  std::string text;
};

/// Every text of a message: what was written, what it quotes, the words in the fields of its type (titles, addresses,
/// entries of forwarded records, numbers of calls), names of its files. The first is always the text, even when empty.
std::vector<TextPart> PartsOf(const Message& message);
std::vector<TextPart> PartsOf(const MessageView& message);

/// The search codes of a message: of all its parts together.
std::vector<std::int32_t> IndexCodes(const Message& message);

}  // namespace custos::storage::query
