// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connectors/lead/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr custos::TimeMs kNow = 1'790'000'000'000;
  static const auto plain = custos::lead::LeadParser::Create({.source = "lead:fuzz", .pointers = {}});
  static const auto renamed = custos::lead::LeadParser::Create(
      {.source = "lead:fuzz", .pointers = {{"name", "/contact/name"}, {"phone", "/tel"}, {"id", "/0"}}});
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const auto* parser : {&plain, &renamed}) {
    const custos::RecordResult result = (**parser)->Parse(bytes, kNow);
    if (result.message.has_value() != result.problem.empty()) std::abort();
    if (custos::lead::ParkedKey(result, bytes).empty()) std::abort();
    if (!result.message) continue;
    const custos::RecordResult again = (**parser)->Parse(bytes, kNow);
    if (again.message->key != result.message->key || again.message->detail != result.message->detail) std::abort();
  }
  return 0;
}
