// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include "connectors/record/testing/fuzz_kit.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  custos::record::FuzzFormat("asterisk", data, size);
  return 0;
}
