// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "connectors/order/order_file.h"
#include "connectors/order/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr custos::TimeMs kNow = 1'790'000'000'000;
  static const auto parser = custos::order::OrderParser::Create({.source = "order:fuzz"});
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const custos::RecordResult result = (*parser)->Parse(bytes, kNow);
  if (result.message.has_value() != result.problem.empty()) std::abort();
  custos::RecordOptions options;
  options.source = "records:fuzz";
  options.now = kNow;
  auto file = custos::order::MakeFileParser(options, {});
  std::vector<custos::Record> records;
  if ((*file)->Feed(bytes.substr(0, size / 2), records) && (*file)->Feed(bytes.substr(size / 2), records)) {
    (void)(*file)->Finish(records);
  }
  for (const custos::Record& record : records) {
    if (record.kind == custos::Record::Kind::kMessage && record.message.key.empty()) std::abort();
  }
  return 0;
}
