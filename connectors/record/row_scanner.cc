// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/row_scanner.h"

#include <algorithm>
#include <utility>

#include "connectors/record/charset.h"

namespace custos::record {
namespace {

constexpr std::size_t kKeptOfTooLarge = 4096;
constexpr unsigned kOther = 0x80;  // any character that is none of ours

bool Decode(Row& row, const std::string& encoding) {
  if (encoding == "utf-8" || encoding == "auto") {
    if (IsUtf8(row.bytes)) {
      row.text = row.bytes;
      return true;
    }
    if (encoding == "utf-8") return false;
  }
  auto text = ToUtf8(row.bytes, encoding == "auto" ? "gb18030" : encoding);
  if (!text) return false;
  row.text = std::move(*text);
  return true;
}

}  // namespace

RowScanner::RowScanner(RowFormat format, std::uint64_t offset, std::uint64_t line, std::size_t largest)
    : format_(std::move(format)), largest_(largest), base_(offset), line_(line), marked_(offset != 0) {}

void RowScanner::Feed(std::string_view bytes) {
  buffer_.erase(0, begin_);
  base_ += begin_;
  at_ -= begin_;
  begin_ = 0;
  buffer_ += bytes;
}

unsigned RowScanner::CharAt(std::size_t at) const {
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(buffer_[index]); };
  if (unit() == 1) return byte(at);
  const unsigned value =
      format_.encoding == "utf-16le" ? byte(at) + 256U * byte(at + 1) : byte(at + 1) + 256U * byte(at);
  return value < 0x80 ? value : kOther;
}

void RowScanner::ReadMark() {
  marked_ = true;
  const bool open = format_.encoding == "auto" || format_.encoding == "utf-8" || format_.encoding.starts_with("utf-16");
  if (open && buffer_.starts_with("\xEF\xBB\xBF")) {
    format_.encoding = "utf-8";
    begin_ = at_ = 3;
  } else if (open && buffer_.starts_with("\xFF\xFE")) {
    format_.encoding = "utf-16le";
    begin_ = at_ = 2;
  } else if (open && buffer_.starts_with("\xFE\xFF")) {
    format_.encoding = "utf-16be";
    begin_ = at_ = 2;
  }
}

bool RowScanner::Take(std::size_t end, std::size_t next, std::uint64_t lines, Row::State state, Row& row) {
  row = {};
  row.bytes = buffer_.substr(begin_, end - begin_);
  row.offset = base_ + begin_;
  row.line = line_;
  row.state = state;
  begin_ = at_ = next;
  line_ += lines;
  lines_ = 0;
  quoted_ = false;
  field_start_ = true;
  if (state == Row::State::kWhole && !Decode(row, format_.encoding)) row.state = Row::State::kBadEncoding;
  return true;
}

// A quote that never closes must not take the rest of the file with it: only its first line is lost.
bool RowScanner::FirstLine(Row::State state, Row& row) {
  for (std::size_t at = begin_; at + unit() <= buffer_.size(); at += unit()) {
    if (CharAt(at) != '\n') continue;
    const bool feed = at >= begin_ + unit() && CharAt(at - unit()) == '\r';
    return Take(feed ? at - unit() : at, at + unit(), 1, state, row);
  }
  return false;
}

bool RowScanner::SkipToLineEnd(Row& row) {
  while (at_ + unit() <= buffer_.size()) {
    const bool end = CharAt(at_) == '\n';
    at_ += unit();
    if (!end) continue;
    row = std::move(too_large_);
    begin_ = at_;
    ++line_;
    skipping_ = false;
    return true;
  }
  begin_ = at_;
  return false;
}

bool RowScanner::Next(Row& row) {
  if (!marked_) {
    if (buffer_.size() < 3) return false;
    ReadMark();
  }
  if (skipping_) return SkipToLineEnd(row);
  while (at_ + unit() <= buffer_.size()) {
    const unsigned c = CharAt(at_);
    const std::size_t here = at_;
    at_ += unit();
    if (c == '\n' && !quoted_) {
      std::size_t end = here;
      if (end >= begin_ + unit() && CharAt(end - unit()) == '\r') end -= unit();
      if (end > begin_) return Take(end, at_, lines_ + 1, Row::State::kWhole, row);
      begin_ = at_;
      line_ += lines_ + 1;
      lines_ = 0;
      field_start_ = true;
      continue;
    }
    if (c == '\n') ++lines_;
    if (format_.quotes && c == '"' && (quoted_ || field_start_)) {
      // A doubled quote closes and opens again at once.
      field_start_ = quoted_;
      quoted_ = !quoted_;
    } else {
      field_start_ = !quoted_ && c == static_cast<unsigned char>(format_.delimiter);
    }
    if (at_ - begin_ <= largest_) continue;
    if (quoted_ && FirstLine(Row::State::kUnclosedQuote, row)) return true;
    too_large_ = {};
    too_large_.state = Row::State::kTooLarge;
    too_large_.bytes = buffer_.substr(begin_, kKeptOfTooLarge);
    too_large_.offset = base_ + begin_;
    too_large_.line = line_;
    skipping_ = true;
    quoted_ = false;
    field_start_ = true;
    lines_ = 0;
    return SkipToLineEnd(row);
  }
  return false;
}

bool RowScanner::Rest(Row& row) {
  if (!marked_) ReadMark();
  if (Next(row)) return true;
  if (skipping_) {
    row = std::move(too_large_);
    skipping_ = false;
    begin_ = at_ = buffer_.size();
    return true;
  }
  if (begin_ >= buffer_.size()) return false;
  if (quoted_ && FirstLine(Row::State::kUnclosedQuote, row)) return true;
  const Row::State state = quoted_ ? Row::State::kUnclosedQuote : Row::State::kWhole;
  return Take(buffer_.size(), buffer_.size(), 0, state, row);
}

bool SplitFields(std::string_view row, const RowFormat& format, std::vector<std::string>& fields) {
  fields.clear();
  std::size_t at = 0;
  while (true) {
    std::string field;
    if (format.quotes && at < row.size() && row[at] == '"') {
      ++at;
      while (true) {
        const std::size_t close = row.find('"', at);
        if (close == std::string_view::npos) return false;
        field += row.substr(at, close - at);
        at = close + 1;
        if (at >= row.size() || row[at] != '"') break;
        field += '"';
        ++at;
      }
      if (at < row.size() && row[at] != format.delimiter) return false;
    } else {
      const std::size_t end = std::min(row.find(format.delimiter, at), row.size());
      field = row.substr(at, end - at);
      at = end;
    }
    fields.push_back(std::move(field));
    if (at >= row.size()) return true;
    ++at;
  }
}

}  // namespace custos::record
