// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "connectors/generic/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const custos::RecordResult result = custos::generic::ParseLine("ingest:fuzz", line);
  if (result.message.has_value() != result.problem.empty()) std::abort();
  if (custos::generic::ParkedKey(result, line).empty()) std::abort();
  return 0;
}
