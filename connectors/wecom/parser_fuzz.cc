// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/wecom/envelope.h"
#include "connectors/wecom/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const custos::wecom::StaffIndex staff;
  static custos::wecom::MessageParser parser(staff);
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)custos::wecom::ParsePage(bytes);
  (void)parser.Parse({"wecom:fuzz", 1, "m1"}, std::string(bytes));
  return 0;
}
