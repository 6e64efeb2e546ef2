// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/record/formats/formats.h"
#include "connectors/records.h"

namespace custos::record {

/// 2026-11-01 in UTC: everything in tests lies before it.
inline constexpr TimeMs kTestNow = 1'793'491'200'000;

inline RecordOptions TestOptions() {
  RecordOptions options;
  options.source = "phone:test";
  options.employee = "staff01";
  options.device = "phone-07";
  options.now = kTestNow;
  options.file = "upload";
  return options;
}

/// What a file becomes when it comes in pieces of `piece` bytes.
struct ReadFile {
  std::vector<Record> records;
  Status ended;

  std::vector<const Message*> messages() const {
    std::vector<const Message*> all;
    for (const Record& record : records) {
      if (record.kind == Record::Kind::kMessage) all.push_back(&record.message);
    }
    return all;
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> all;
    for (const Record& record : records) {
      if (record.kind != Record::Kind::kMessage) all.push_back(record.code);
    }
    return all;
  }
};

inline ReadFile ReadAll(RecordParser& parser, std::string_view file, std::size_t piece = 1 << 20) {
  ReadFile read;
  for (std::size_t at = 0; at < file.size() && read.ended; at += piece) {
    read.ended = parser.Feed(file.substr(at, piece), read.records);
  }
  if (read.ended) read.ended = parser.Finish(read.records);
  return read;
}

inline ReadFile ReadAs(const std::string& format, std::string_view file, const RecordOptions& options = TestOptions(),
                       std::size_t piece = 1 << 20) {
  auto parser = BuiltinFormats().Make(format, options, {});
  if (!parser) return {{}, parser.error()};
  return ReadAll(**parser, file, piece);
}

/// Keys of all messages, reading stopped after every piece and taken up by a new parser, as after a crash.
inline std::vector<std::string> KeysWithStops(const std::string& format, std::string_view file, std::size_t piece,
                                              const RecordOptions& options = TestOptions()) {
  std::vector<std::string> keys;
  const auto keep = [&](const std::vector<Record>& records) {
    for (const Record& record : records) {
      const std::string& key = record.kind == Record::Kind::kMessage ? record.message.key : record.code;
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
  };
  RecordPosition position;
  for (std::size_t read = 0; read < file.size(); read += piece) {
    auto parser = BuiltinFormats().Make(format, options, position);
    std::vector<Record> records;
    const std::size_t end = std::min(read + piece, file.size());
    if (!(*parser)->Feed(file.substr(position.offset, end - position.offset), records)) return keys;
    if (end == file.size() && !(*parser)->Finish(records)) return keys;
    keep(records);
    position = (*parser)->position();
  }
  return keys;
}

}  // namespace custos::record
