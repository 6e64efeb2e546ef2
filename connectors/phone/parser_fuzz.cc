// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connectors/phone/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const custos::phone::DeviceContext context{"phone:fuzz", "d1", "staff01", 1'760'000'000'000, 120'000};
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const custos::phone::ParsedRecord record = custos::phone::ParseRecord(context, line);
  if (record.message.has_value() != record.problem.empty()) std::abort();
  if (custos::phone::ParkedKey(context, record, line).empty()) std::abort();
  (void)custos::phone::ParseHead(line);
  return 0;
}
