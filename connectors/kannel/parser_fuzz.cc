// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: any bytes must be read or refused without a fault, and what is read must be storable.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "connectors/kannel/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace custos;
  const kannel::GatewayContext context{.source = "sms:main",
                                       .employees = {{"106900001111", "staff01"}},
                                       .outside =
                                           [](std::string_view number) {
                                             return Party{PartyKind::kExternal, std::string(number)};
                                           },
                                       .now = 1'700'000'000'000};
  const RecordResult result = kannel::ParseCall(context, std::string_view(reinterpret_cast<const char*>(data), size));
  if (result.message.has_value() == !result.problem.empty()) std::abort();
  if (!result.message) return 0;
  if (result.message->key.empty() || result.message->text.find('\0') != std::string::npos) std::abort();
  if (!nlohmann::json::parse(result.message->detail, nullptr, false).is_object()) std::abort();
  return 0;
}
