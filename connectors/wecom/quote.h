// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/message.h"

namespace custos::wecom {

struct QuotedReply {
  Quote quote;
  std::string reply;
};

/// Takes a quoted reply apart (both layouts of wecom.md 3.1). Nullopt for an ordinary text. The quote ends at the first
/// separator: a writer who types a second one gains nothing, his words stay his own.
std::optional<QuotedReply> SplitQuote(std::string_view text);

}  // namespace custos::wecom
