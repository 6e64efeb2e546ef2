// SPDX-License-Identifier: Apache-2.0
#include "connectors/sheet/table_file.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/record/row_scanner.h"
#include "connectors/sheet/columns.h"
#include "connectors/sheet/workbook.h"

namespace custos::sheet {
namespace {

using nlohmann::json;
using record::Row;

constexpr std::size_t kMostColumns = 1'000;

Error NoHeadings() { return {ErrorKind::kInvalid, "records.columns_missing", "the first row must name the columns"}; }

std::string Trim(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// One row with its place; of a table its cells, else its text.
struct Line {
  std::uint64_t offset = 0;
  std::uint64_t number = 0;
  std::string bytes;
  std::string text;
  std::vector<std::string> cells;
  const char* fault = nullptr;  ///< stable code when it could not be read
};

/// Headings and rows of a table become records.
class RowReader {
 public:
  RowReader(std::shared_ptr<const Kind> kind, Columns columns, TimeMs now)
      : kind_(std::move(kind)), columns_(std::move(columns)), now_(now) {}

  const std::vector<std::string>& headings() const { return headings_; }
  std::string MemberOf(const std::string& heading) const { return sheet::MemberOf(heading, columns_, *kind_); }

  Status SetHeadings(std::vector<std::string> headings) {
    if (headings.size() > kMostColumns) return NoHeadings();
    for (std::string& heading : headings) heading = Trim(heading);
    std::vector<std::string> members;
    for (const std::string& heading : headings) members.push_back(MemberOf(heading));
    if (const Status enough = kind_->CheckMembers(members); !enough) return enough;
    headings_ = std::move(headings);
    return {};
  }

  RecordResult Read(Line& line, bool serial_dates) const {
    RecordResult refused;
    if (line.fault != nullptr) {
      refused.problem = {line.fault, ""};
      return refused;
    }
    if (headings_.empty()) return kind_->Parse(line.text, now_);
    if (line.cells.size() > headings_.size()) {
      const auto extra = line.cells.begin() + static_cast<std::ptrdiff_t>(headings_.size());
      if (std::any_of(extra, line.cells.end(), [](const std::string& cell) { return !cell.empty(); })) {
        refused.problem = {"record.column_count", ""};
        return refused;
      }
    }
    if (serial_dates) {
      for (std::size_t i = 0; i < headings_.size() && i < line.cells.size(); ++i) {
        if (kind_->IsTime(MemberOf(headings_[i]))) line.cells[i] = SerialToText(line.cells[i]);
      }
    }
    return kind_->Read(ObjectOf(headings_, line.cells, columns_, *kind_), line.bytes, now_);
  }

  Record ToRecord(Line line, bool serial_dates) const {
    Record record;
    record.offset = line.offset;
    record.line = line.number;
    RecordResult result = Read(line, serial_dates);
    if (result.message) {
      record.message = std::move(*result.message);
      return record;
    }
    record.kind = Record::Kind::kRefused;
    record.code = result.problem.code;
    record.parked = kind_->Refused(result, line.bytes);
    return record;
  }

 private:
  std::shared_ptr<const Kind> kind_;
  Columns columns_;
  TimeMs now_;
  std::vector<std::string> headings_;
};

/// What stands between the columns: what the first line has most of. True of every encoding we read.
char DelimiterOf(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', '\t', ';'}) {
    const auto count = std::count(line.begin(), line.end(), c);
    if (count > most) {
      most = count;
      best = c;
    }
  }
  return best;
}

bool LooksLikeJson(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const std::size_t first = bytes.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bytes[first] == '{';
}

/// A table of text or lines of JSON. Its memory: "encoding\ndelimiter\nheadings as they were written".
class TextParser final : public RecordParser {
 public:
  TextParser(RowReader reader, RecordPosition from) : reader_(std::move(reader)), from_(std::move(from)) {}

  Status Feed(std::string_view bytes, std::vector<Record>& out) override {
    if (!scanner_) {
      if (const Status begun = Begin(bytes); !begun) return begun;
    }
    scanner_->Feed(bytes);
    Row row;
    while (scanner_->Next(row)) {
      if (const Status taken = Take(row, out); !taken) return taken;
    }
    return {};
  }

  Status Finish(std::vector<Record>& out) override {
    Row row;
    while (scanner_ && scanner_->Rest(row)) {
      if (const Status taken = Take(row, out); !taken) return taken;
    }
    return !json_ && reader_.headings().empty() ? Status(NoHeadings()) : Status();
  }

  RecordPosition position() const override {
    if (!scanner_) return from_;
    return {scanner_->offset(), scanner_->line(),
            scanner_->encoding() + "\n" + (json_ ? '{' : format_.delimiter) + "\n" + written_};
  }

  const RowReader& reader() const { return reader_; }
  /// Told of every row in place of making a record of it.
  void SetWatcher(std::function<void(Line&)> watcher) { watcher_ = std::move(watcher); }

 private:
  Status Begin(std::string_view bytes) {
    const std::size_t first = from_.memory.find('\n');
    if (first != std::string::npos && first + 1 < from_.memory.size()) {
      format_.encoding = from_.memory.substr(0, first);
      format_.delimiter = from_.memory[first + 1];
      json_ = format_.delimiter == '{';
      written_ = from_.memory.substr(std::min(first + 3, from_.memory.size()));
    } else {
      json_ = LooksLikeJson(bytes);
      format_.delimiter = DelimiterOf(bytes);
    }
    if (json_) format_.quotes = false;
    scanner_ = std::make_unique<record::RowScanner>(format_, from_.offset, from_.line);
    return written_.empty() ? Status() : ReadHeadings(written_);
  }

  Status ReadHeadings(const std::string& text) {
    std::vector<std::string> headings;
    if (!record::SplitFields(text, format_, headings)) return NoHeadings();
    const Status set = reader_.SetHeadings(std::move(headings));
    if (set) written_ = text;
    return set;
  }

  Status Take(Row& row, std::vector<Record>& out) {
    Line line{.offset = row.offset, .number = row.line, .bytes = std::move(row.bytes), .text = {}, .cells = {}};
    switch (row.state) {
      case Row::State::kBadEncoding: line.fault = "record.bad_encoding"; break;
      case Row::State::kUnclosedQuote: line.fault = "record.malformed"; break;
      case Row::State::kTooLarge: line.fault = "record.too_large"; break;
      case Row::State::kWhole: break;
    }
    line.text = std::move(row.text);
    if (!json_ && reader_.headings().empty()) {
      return line.fault == nullptr ? ReadHeadings(line.text) : Status(NoHeadings());
    }
    if (!json_ && line.fault == nullptr) {
      if (!record::SplitFields(line.text, format_, line.cells)) line.fault = "record.malformed";
      for (std::string& cell : line.cells) cell = Trim(cell);
      // Spreadsheets end with rows of delimiters only.
      const bool blank =
          std::all_of(line.cells.begin(), line.cells.end(), [](const std::string& c) { return c.empty(); });
      if (line.fault == nullptr && blank) return {};
    }
    if (watcher_) {
      watcher_(line);
    } else {
      out.push_back(reader_.ToRecord(std::move(line), false));
    }
    return {};
  }

  RowReader reader_;
  const RecordPosition from_;
  record::RowFormat format_;
  std::unique_ptr<record::RowScanner> scanner_;
  bool json_ = false;
  std::string written_;
  std::function<void(Line&)> watcher_;
};

/// A workbook: whole in memory, its rows follow when its last byte is there.
class BookParser final : public RecordParser {
 public:
  explicit BookParser(RowReader reader) : reader_(std::move(reader)) {}

  Status Feed(std::string_view bytes, std::vector<Record>&) override {
    if (bytes_.size() + bytes.size() > kLargestWorkbook) {
      return Error{ErrorKind::kInvalid, "lead.workbook_too_large", "the workbook is too large: save it as CSV"};
    }
    bytes_ += bytes;
    return {};
  }

  Status Finish(std::vector<Record>& out) override {
    const Status read = ReadLines(bytes_, [&](Line& line) {
      out.push_back(reader_.ToRecord(std::move(line), true));
      return true;
    });
    if (!read) return read;
    done_ = true;
    return reader_.headings().empty() ? Status(NoHeadings()) : Status();
  }

  RecordPosition position() const override {
    return done_ ? RecordPosition{bytes_.size(), last_line_ + 1, ""} : RecordPosition{};
  }

  /// The rows behind the headings, until `take` says false.
  Status ReadLines(std::string_view bytes, const std::function<bool(Line&)>& take) {
    Status fault;
    const Status read = ReadWorkbook(bytes, {}, [&](std::uint64_t number, const std::vector<std::string>& cells) {
      last_line_ = number;
      if (reader_.headings().empty()) {
        fault = reader_.SetHeadings(cells);
        return static_cast<bool>(fault);
      }
      Line line{.offset = number, .number = number, .bytes = RawOf(cells), .text = {}, .cells = cells};
      return take(line);
    });
    return fault ? read : fault;
  }

  const RowReader& reader() const { return reader_; }

 private:
  // A row of a workbook has no bytes of its own: its texts stand elsewhere in the file.
  std::string RawOf(const std::vector<std::string>& cells) const {
    json raw = json::object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string& heading = i < reader_.headings().size() ? reader_.headings()[i] : std::string();
      if (!cells[i].empty()) raw[heading.empty() ? "#" + std::to_string(i + 1) : heading] = cells[i];
    }
    return raw.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  RowReader reader_;
  std::string bytes_;
  std::uint64_t last_line_ = 0;
  bool done_ = false;
};

/// Which of the two it is shows with the first bytes.
class FileParser final : public RecordParser {
 public:
  FileParser(RowReader reader, RecordPosition from)
      : reader_(std::make_unique<RowReader>(std::move(reader))), from_(std::move(from)) {}

  Status Feed(std::string_view bytes, std::vector<Record>& out) override {
    Choose(bytes);
    return parser_->Feed(bytes, out);
  }
  Status Finish(std::vector<Record>& out) override {
    Choose({});
    return parser_->Finish(out);
  }
  RecordPosition position() const override { return parser_ ? parser_->position() : from_; }

 private:
  void Choose(std::string_view bytes) {
    if (parser_) return;
    if (from_.offset == 0 && LooksLikeWorkbook(bytes)) {
      parser_ = std::make_unique<BookParser>(std::move(*reader_));
    } else {
      parser_ = std::make_unique<TextParser>(std::move(*reader_), from_);
    }
  }

  std::unique_ptr<RowReader> reader_;
  const RecordPosition from_;
  std::unique_ptr<RecordParser> parser_;
};

Result<RowReader> MakeReader(std::shared_ptr<const Kind> kind, const RecordOptions& options) {
  auto columns = ReadColumns(options.mapping, *kind);
  if (!columns) return columns.error();
  return RowReader(std::move(kind), std::move(*columns), options.now);
}

}  // namespace

Result<std::unique_ptr<RecordParser>> MakeFileParser(std::shared_ptr<const Kind> kind, const RecordOptions& options,
                                                     const RecordPosition& from) {
  Result<RowReader> reader = MakeReader(std::move(kind), options);
  if (!reader) return reader.error();
  return std::unique_ptr<RecordParser>(std::make_unique<FileParser>(std::move(*reader), from));
}

Result<Preview> PreviewTable(std::shared_ptr<const Kind> kind, const RecordOptions& options, std::string_view bytes,
                             bool whole, std::size_t shown) {
  Result<RowReader> made = MakeReader(std::move(kind), options);
  if (!made) return made.error();
  Preview preview;
  const RowReader* reader = nullptr;
  const auto look = [&](Line& line, bool serial_dates) {
    const RecordResult result = reader->Read(line, serial_dates);
    std::vector<std::string> cells = line.cells.empty() ? std::vector<std::string>{line.text} : line.cells;
    ++(result.message ? preview.good : preview.bad);
    if (preview.rows.size() < shown) preview.rows.push_back({line.number, std::move(cells), result.problem});
  };
  const auto tell_columns = [&] {
    for (const std::string& heading : reader->headings()) {
      preview.columns.push_back({heading, reader->MemberOf(heading)});
    }
  };
  preview.whole = whole;
  if (LooksLikeWorkbook(bytes)) {
    if (!whole)
      return Error{ErrorKind::kInvalid, "lead.workbook_too_large", "the workbook is too large: save it as CSV"};
    BookParser parser(std::move(*made));
    reader = &parser.reader();
    const Status read = parser.ReadLines(bytes, [&](Line& line) {
      look(line, true);
      return true;
    });
    if (!read) return read.error();
    tell_columns();
  } else {
    TextParser parser(std::move(*made), {});
    reader = &parser.reader();
    parser.SetWatcher([&](Line& line) { look(line, false); });
    std::vector<Record> none;
    Status read = parser.Feed(bytes, none);
    if (read && whole) read = parser.Finish(none);
    if (!read) return read.error();
    tell_columns();
  }
  if (preview.columns.empty() && preview.rows.empty()) return NoHeadings();
  return preview;
}

}  // namespace custos::sheet
