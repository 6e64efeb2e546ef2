// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "connectors/record/table/mapping.h"
#include "connectors/record/testing/fuzz_kit.h"

// Half of the inputs are read as a mapping, half as a table.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && (data[0] & 1U) != 0) {
    (void)custos::table::ReadMapping(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
    return 0;
  }
  custos::record::FuzzFormat("table", data, size,
                             "[fields]\ntime = \"t\"\nnumber = \"n\"\ndirection = \"d\"\nduration = \"s\"\n");
  return 0;
}
