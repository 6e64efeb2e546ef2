// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/table/table_parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/record/charset.h"

namespace custos::table {
namespace {

using nlohmann::json;
using record::Maker;
using record::Row;

using Values = std::map<std::string, std::string>;  // by field

std::string Trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string TextOf(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_number() || value.is_boolean() ? value.dump() : std::string();
}

/// One record of the table as a message.
class RowReader {
 public:
  RowReader(std::shared_ptr<const Maker> maker, Mapping mapping, std::shared_ptr<const record::Zone> zone)
      : maker_(std::move(maker)), mapping_(std::move(mapping)), zone_(std::move(zone)) {}

  const Mapping& mapping() const { return mapping_; }

  Record Read(const Values& values, std::string raw, std::uint64_t offset, std::uint64_t line) const {
    Message message;
    message.channel = mapping_.channel;
    message.type = mapping_.channel == Channel::kCall ? "call" : "sms";
    json detail = json::object();
    const char* wrong = ReadTimes(values, message);
    if (wrong == nullptr) wrong = ReadEnds(values, message, detail);
    if (wrong == nullptr && mapping_.channel == Channel::kCall) wrong = ReadCall(values, message, detail);
    if (wrong != nullptr) return maker_->Refuse(wrong, std::move(raw), offset, line);
    message.text = Of(values, "text");
    const std::string device = Of(values, "device").empty() ? maker_->options().device : Of(values, "device");
    if (!device.empty()) detail["device"] = device;
    const std::string id = Trim(Of(values, "id"));
    message.key = id.empty() ? record::DigestKey({message.type, std::to_string(message.sent_at), message.from.id,
                                                  message.to.front().id, message.text, Of(values, "duration")})
                             : id;
    message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
    message.raw = std::move(raw);
    return maker_->Accept(std::move(message), offset, line);
  }

 private:
  static std::string Of(const Values& values, const char* field) {
    const auto found = values.find(field);
    return found == values.end() ? std::string() : found->second;
  }

  /// What is written, as the mapping translates it.
  std::string Meaning(const Values& values, const char* field) const {
    std::string written = Trim(Of(values, field));
    const auto table = mapping_.values.find(field);
    if (table == mapping_.values.end()) return written;
    const auto found = table->second.find(written);
    return found == table->second.end() ? written : found->second;
  }

  const char* ReadTimes(const Values& values, Message& message) const {
    const auto time = record::ReadTime(Trim(Of(values, "time")), mapping_.time_format, *zone_);
    if (!time) return "record.bad_time";
    message.sent_at = *time;
    return nullptr;
  }

  const char* ReadEnds(const Values& values, Message& message, json& detail) const {
    const std::string employee = Meaning(values, "employee");
    const Party own = employee.empty() ? maker_->Own() : Party{PartyKind::kStaff, employee};
    if (mapping_.columns.count("from") != 0) {
      const std::string from = Trim(Of(values, "from"));
      const std::string to = Trim(Of(values, "to"));
      message.from = maker_->AtExchange(from);
      message.to = {maker_->AtExchange(to)};
      const bool inward = message.from.kind == PartyKind::kExternal;
      const bool outward = !inward && message.to.front().kind == PartyKind::kExternal;
      detail["direction"] = inward ? "inbound" : outward ? "outbound" : "internal";
      detail["number"] = inward ? from : to;
      detail["line"] = inward ? to : from;
      if (!employee.empty()) (inward ? message.to.front() : message.from) = own;
      return nullptr;
    }
    const std::string direction = Meaning(values, "direction");
    if (direction != "inbound" && direction != "outbound") return "record.bad_direction";
    if (employee.empty() && maker_->options().employee.empty() && maker_->options().device.empty()) {
      return "record.no_employee";
    }
    const std::string number = Trim(Of(values, "number"));
    const Party other = maker_->Other(number);
    const bool inward = direction == "inbound";
    message.from = inward ? other : own;
    message.to = {inward ? own : other};
    detail["direction"] = direction;
    detail["number"] = other.id == record::kWithheldId ? std::string() : number;
    if (const std::string line = Trim(Of(values, "line")); !line.empty()) detail["line"] = line;
    return nullptr;
  }

  const char* ReadCall(const Values& values, Message& message, json& detail) const {
    const auto duration = record::ReadDuration(Trim(Of(values, "duration")));
    if (!duration) return "record.bad_duration";
    detail["duration_s"] = *duration;
    if (const auto ring = record::ReadDuration(Trim(Of(values, "ring")))) detail["ring_s"] = *ring;
    std::string disposition = Meaning(values, "disposition");
    if (disposition.empty()) disposition = *duration > 0 ? "ANSWERED" : "NO ANSWER";
    if (disposition != "ANSWERED" && disposition != "NO ANSWER" && disposition != "BUSY" && disposition != "FAILED") {
      return "record.bad_disposition";
    }
    detail["disposition"] = disposition;
    if (mapping_.columns.count("recording") == 0) return nullptr;
    const std::string file = Trim(Of(values, "recording"));
    detail["recorded"] = !file.empty();
    if (file.empty() || !maker_->options().recordings) return nullptr;
    MediaRef media;
    media.kind = "call_recording";
    media.locator = file;
    media.name = file.substr(file.rfind('/') + 1);
    message.media.push_back(std::move(media));
    return nullptr;
  }

  const std::shared_ptr<const Maker> maker_;
  const Mapping mapping_;
  const std::shared_ptr<const record::Zone> zone_;
};

/// Where the scanner stands and what it learned: "encoding\nrows read\nheader".
class TableParser final : public RecordParser {
 public:
  TableParser(std::shared_ptr<const Maker> maker, RowReader reader, record::RowFormat format,
              const RecordPosition& from)
      : maker_(std::move(maker)),
        reader_(std::move(reader)),
        scanner_(WithEncoding(format, from.memory), from.offset, from.line) {
    Remember(from.memory);
  }

  Status Feed(std::string_view bytes, std::vector<Record>& out) override {
    scanner_.Feed(bytes);
    Row row;
    while (scanner_.Next(row)) {
      if (const Status read = Read(row, out); !read) return read;
    }
    return {};
  }

  Status Finish(std::vector<Record>& out) override {
    Row row;
    while (scanner_.Rest(row)) {
      if (const Status read = Read(row, out); !read) return read;
    }
    if (reader_.mapping().header && header_.empty() && !reader_.mapping().ndjson) return NoHeader();
    return {};
  }

  RecordPosition position() const override {
    return {scanner_.offset(), scanner_.line(), scanner_.encoding() + "\n" + std::to_string(seen_) + "\n" + header_};
  }

 private:
  static Error NoHeader() {
    return {ErrorKind::kInvalid, "records.columns_missing",
            "the file has no row that names the columns of the mapping"};
  }

  static record::RowFormat WithEncoding(record::RowFormat format, const std::string& memory) {
    if (!memory.empty()) format.encoding = memory.substr(0, memory.find('\n'));
    return format;
  }

  void Remember(const std::string& memory) {
    const std::size_t first = memory.find('\n');
    if (first == std::string::npos) return;
    const std::size_t second = memory.find('\n', first + 1);
    if (second == std::string::npos) return;
    seen_ = static_cast<std::uint32_t>(record::ReadCount(memory.substr(first + 1, second - first - 1)).value_or(0));
    header_ = memory.substr(second + 1);
    if (!header_.empty()) record::SplitFields(header_, reader_.mapping().rows, names_);
  }

  Status Read(Row& row, std::vector<Record>& out) {
    const Mapping& mapping = reader_.mapping();
    if (!mapping.ndjson && seen_ < mapping.skip_rows) {
      ++seen_;
      return {};
    }
    const auto refuse = [&](const char* code) {
      out.push_back(maker_->Refuse(code, std::move(row.bytes), row.offset, row.line));
    };
    switch (row.state) {
      case Row::State::kBadEncoding: refuse("record.bad_encoding"); return {};
      case Row::State::kUnclosedQuote: refuse("record.malformed"); return {};
      case Row::State::kTooLarge: refuse("record.too_large"); return {};
      case Row::State::kWhole: break;
    }
    Values values;
    if (mapping.ndjson) {
      if (!ReadObject(row.text, values)) {
        refuse("record.malformed");
        return {};
      }
    } else {
      if (mapping.header && header_.empty()) return ReadHeader(row);
      if (!ReadRow(row.text, values)) {
        refuse("record.column_count");
        return {};
      }
    }
    out.push_back(reader_.Read(values, std::move(row.bytes), row.offset, row.line));
    return {};
  }

  Status ReadHeader(const Row& row) {
    if (!record::SplitFields(row.text, reader_.mapping().rows, names_)) return NoHeader();
    for (std::string& name : names_) name = Trim(name);
    for (const auto& [field, column] : reader_.mapping().columns) {
      if (std::find(names_.begin(), names_.end(), column) == names_.end()) return NoHeader();
    }
    header_ = row.text;
    return {};
  }

  bool ReadRow(const std::string& text, Values& values) const {
    std::vector<std::string> fields;
    if (!record::SplitFields(text, reader_.mapping().rows, fields)) return false;
    for (const auto& [field, column] : reader_.mapping().columns) {
      std::size_t at = 0;
      if (reader_.mapping().header) {
        at = static_cast<std::size_t>(
            std::find_if(names_.begin(), names_.end(),
                         [&, &wanted = column](const std::string& name) { return Trim(name) == wanted; }) -
            names_.begin());
      } else {
        at = static_cast<std::size_t>(record::ReadCount(column).value_or(0)) - 1;
      }
      if (at >= fields.size()) return false;
      values.emplace(field, std::move(fields[at]));
      fields[at] = values[field];
    }
    return true;
  }

  bool ReadObject(const std::string& text, Values& values) const {
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object()) return false;
    for (const auto& [field, column] : reader_.mapping().columns) {
      // A column may lie deeper, its name is a JSON pointer then.
      if (column.starts_with('/')) {
        const json::json_pointer pointer = PointerOf(column);
        if (object.contains(pointer)) values.emplace(field, TextOf(object[pointer]));
      } else if (const auto found = object.find(column); found != object.end()) {
        values.emplace(field, TextOf(*found));
      }
    }
    return true;
  }

  static json::json_pointer PointerOf(const std::string& text) {
    try {
      return json::json_pointer(text);
    } catch (const json::exception&) {
      return json::json_pointer();
    }
  }

  const std::shared_ptr<const Maker> maker_;
  const RowReader reader_;
  record::RowScanner scanner_;
  std::uint32_t seen_ = 0;  // rows before the header
  std::string header_;
  std::vector<std::string> names_;
};

}  // namespace

Result<std::unique_ptr<RecordParser>> MakeTableParser(std::shared_ptr<const Maker> maker, Mapping mapping,
                                                      const RecordPosition& from) {
  Result<std::shared_ptr<const record::Zone>> zone =
      record::Zone::Find(mapping.zone.empty() ? maker->options().zone : mapping.zone);
  if (!zone) return zone.error();
  record::RowFormat format = mapping.rows;
  if (mapping.ndjson) format.quotes = false;
  RowReader reader(maker, std::move(mapping), std::move(*zone));
  return std::unique_ptr<RecordParser>(
      std::make_unique<TableParser>(std::move(maker), std::move(reader), format, from));
}

}  // namespace custos::table
