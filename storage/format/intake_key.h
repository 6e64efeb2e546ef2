// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::storage {

/// 16 bytes that stand for (source, message key) for ever: the first half of SHA-256(source ‖ 0x00 ‖ key). A message is
/// stored once per key, and a recall names its original by it.
std::string IntakeKey(std::string_view source, std::string_view key);

}  // namespace custos::storage
