// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/cdr/row_parser.h"

#include <tuple>
#include <utility>

namespace custos::cdr {

using record::Row;

RowParser::RowParser(std::shared_ptr<const record::Maker> maker, LegReader read, const RecordPosition& from)
    : maker_(std::move(maker)),
      read_(std::move(read)),
      scanner_({.encoding = from.memory.empty() ? "auto" : from.memory}, from.offset, from.line),
      window_(*maker_) {}

Status RowParser::Feed(std::string_view bytes, std::vector<Record>& out) {
  scanner_.Feed(bytes);
  Row row;
  while (scanner_.Next(row)) Read(std::move(row), out);
  return {};
}

Status RowParser::Finish(std::vector<Record>& out) {
  Row row;
  while (scanner_.Rest(row)) Read(std::move(row), out);
  window_.Flush(out);
  return {};
}

RecordPosition RowParser::position() const {
  RecordPosition position{scanner_.offset(), scanner_.line(), scanner_.encoding()};
  if (const auto held = window_.held()) std::tie(position.offset, position.line) = *held;
  return position;
}

void RowParser::Read(Row row, std::vector<Record>& out) {
  const auto refuse = [&](const char* code) {
    out.push_back(maker_->Refuse(code, std::move(row.bytes), row.offset, row.line));
  };
  switch (row.state) {
    case Row::State::kBadEncoding: return refuse("record.bad_encoding");
    case Row::State::kUnclosedQuote: return refuse("record.malformed");
    case Row::State::kTooLarge: return refuse("record.too_large");
    case Row::State::kWhole: break;
  }
  std::vector<std::string> fields;
  if (!record::SplitFields(row.text, {}, fields)) return refuse("record.malformed");
  Leg leg;
  if (const char* const wrong = read_(fields, leg)) return refuse(wrong);
  leg.raw = std::move(row.bytes);
  leg.offset = row.offset;
  leg.line = row.line;
  window_.Add(std::move(leg), out);
}

}  // namespace custos::cdr
