// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace custos::storage {

/// Texts longer than this are never closing words, in bytes.
inline constexpr std::size_t kLongestClosing = 96;

/// Whether a customer's text only ends a talk and waits for no answer: 好的, 谢谢, ok, or nothing but punctuation and
/// emoji. The list is that of docs/activity.md. A question mark always asks.
bool IsClosing(std::string_view text);

}  // namespace custos::storage
