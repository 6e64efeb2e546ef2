// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "connectors/record/cdr/cdr.h"
#include "connectors/record/cdr/hangup_cause.h"
#include "connectors/record/cdr/row_parser.h"

namespace custos::cdr {
namespace {

using record::Maker;

// The template "example" of cdr_csv.conf; what stands behind the twelfth column does not matter here.
enum Column : std::size_t {
  kCallerName,
  kCaller,
  kDestination,
  kContext,
  kStart,
  kAnswer,
  kEnd,
  kDuration,
  kTalk,
  kCause,
  kUuid,
  kOtherUuid,
  kColumns
};

// What FreeSWITCH calls itself when it places a call.
constexpr std::string_view kOutboundCall = "Outbound Call";

const char* ReadRow(const Maker& maker, const std::vector<std::string>& row, Leg& leg) {
  if (row.size() < kColumns) return "record.column_count";
  const auto time = [&](const std::string& text) -> TimeMs {
    return text.empty() ? 0 : record::ReadTime(text, maker.zone()).value_or(-1);
  };
  leg.start = time(row[kStart]);
  leg.answer = time(row[kAnswer]);
  leg.end = time(row[kEnd]);
  if (leg.start <= 0 || leg.answer < 0 || leg.end < 0) return "record.bad_time";
  const auto duration = record::ReadDuration(row[kDuration]);
  const auto talk = record::ReadDuration(row[kTalk]);
  if (!duration || !talk) return "record.bad_duration";
  if (row[kUuid].empty()) return "record.no_id";
  leg.duration_s = *duration;
  leg.talk_s = *talk;
  leg.disposition = DispositionOf(row[kCause], leg.answer != 0);
  leg.id = row[kUuid];
  leg.other_id = row[kOtherUuid];
  leg.from = row[kCaller];
  leg.to = row[kDestination];
  leg.originated = row[kCallerName] == kOutboundCall;
  return nullptr;
}

}  // namespace

std::unique_ptr<RecordParser> MakeFreeswitchCsvParser(std::shared_ptr<const Maker> maker, const RecordPosition& from) {
  LegReader read = [known = maker.get()](const std::vector<std::string>& fields, Leg& leg) {
    return ReadRow(*known, fields, leg);
  };
  return std::make_unique<RowParser>(std::move(maker), std::move(read), from);
}

}  // namespace custos::cdr
