// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "connectors/lead/table_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  custos::RecordOptions options;
  options.source = "records:fuzz";
  options.now = 1'790'000'000'000;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto parser = custos::lead::MakeFileParser(options, {});
  std::vector<custos::Record> records;
  if ((*parser)->Feed(bytes.substr(0, size / 2), records) && (*parser)->Feed(bytes.substr(size / 2), records)) {
    (void)(*parser)->Finish(records);
  }
  for (const custos::Record& record : records) {
    if (record.kind == custos::Record::Kind::kMessage && record.message.key.empty()) std::abort();
    if (record.kind == custos::Record::Kind::kRefused && record.parked.key.empty()) std::abort();
  }
  (void)custos::lead::PreviewTable(options, bytes, true, 20);
  return 0;
}
