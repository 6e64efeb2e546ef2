// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/record/formats/formats.h"

namespace custos::record {

/// Reads the input whole and in pieces whose size its first byte gives; both must give the same records.
inline void FuzzFormat(const std::string& format, const std::uint8_t* data, std::size_t size,
                       const std::string& mapping = {}) {
  static const BuiltinFormats formats;
  RecordOptions options;
  options.source = "fuzz";
  options.employee = "staff01";
  options.now = 1'793'491'200'000;
  options.mapping = mapping;
  if (size == 0) return;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto read = [&](std::size_t piece) {
    std::vector<Record> records;
    auto parser = formats.Make(format, options, {});
    bool well = parser.ok();
    for (std::size_t at = 0; well && at < bytes.size(); at += piece) {
      well = (*parser)->Feed(bytes.substr(at, piece), records).ok();
    }
    if (well) well = (*parser)->Finish(records).ok();
    return std::pair(well, std::move(records));
  };
  const auto whole = read(bytes.size() + 1);
  const auto pieces = read(1 + data[0] % 61U);
  if (whole.first != pieces.first) std::abort();
  if (!whole.first) return;
  if (whole.second.size() != pieces.second.size()) std::abort();
  for (std::size_t at = 0; at < whole.second.size(); ++at) {
    const Record& a = whole.second[at];
    const Record& b = pieces.second[at];
    if (a.kind != b.kind || a.code != b.code || a.offset != b.offset || a.line != b.line) std::abort();
    if (a.message.key != b.message.key || a.message.detail != b.message.detail) std::abort();
  }
}

}  // namespace custos::record
