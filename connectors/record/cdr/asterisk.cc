// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <utility>

#include "connectors/record/cdr/cdr.h"
#include "connectors/record/cdr/row_parser.h"

namespace custos::cdr {
namespace {

using record::Maker;
using Names = std::vector<std::string>;

const Names& StockColumns() {
  static const Names names = {"accountcode", "src",     "dst",         "dcontext", "clid",     "channel",
                              "dstchannel",  "lastapp", "lastdata",    "start",    "answer",   "end",
                              "duration",    "billsec", "disposition", "amaflags", "uniqueid", "userfield"};
  return names;
}

const Names& SampleCustomColumns() {
  static const Names names = {"clid",        "src",      "dst",       "dcontext",    "channel",
                              "dstchannel",  "lastapp",  "lastdata",  "start",       "answer",
                              "end",         "duration", "billsec",   "disposition", "amaflags",
                              "accountcode", "uniqueid", "userfield", "sequence"};
  return names;
}

/// Fields of a row by the names of their columns.
class Fields {
 public:
  Fields(const Names& names, const std::vector<std::string>& values) : names_(names), values_(values) {}

  std::string operator[](std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    const auto at = static_cast<std::size_t>(found - names_.begin());
    return at < values_.size() ? values_[at] : std::string();
  }

 private:
  const Names& names_;
  const std::vector<std::string>& values_;
};

/// The number in "Name" <number>, or what stands there without brackets.
std::string NumberIn(const std::string& clid) {
  const std::size_t open = clid.rfind('<');
  const std::size_t close = clid.rfind('>');
  if (open == std::string::npos || close == std::string::npos || close < open) return clid;
  return clid.substr(open + 1, close - open - 1);
}

std::string DispositionOf(const std::string& written) {
  if (written == "ANSWERED" || written == "NO ANSWER" || written == "BUSY" || written == "FAILED") return written;
  return written == "CONGESTION" ? "FAILED" : std::string();
}

/// A time column: text, or seconds since 1970 where cdr_custom was told so. Empty is 0, nonsense is -1.
TimeMs TimeOf(const std::string& text, const record::Zone& zone) {
  if (text.empty()) return 0;
  if (const auto time = record::ReadTime(text, zone)) return *time;
  return record::ReadTime(text, "epoch_s", zone).value_or(-1);
}

const char* ReadRow(const Maker& maker, const Names& wanted, const std::vector<std::string>& values, Leg& leg) {
  const Names* names = &wanted;
  if (wanted.empty()) {
    if (values.size() < 16 || values.size() > 19) return "record.column_count";
    names = values.size() == 19 ? &SampleCustomColumns() : &StockColumns();
  } else if (values.size() != wanted.size()) {
    return "record.column_count";
  }
  const Fields row(*names, values);
  leg.start = TimeOf(row["start"], maker.zone());
  leg.answer = TimeOf(row["answer"], maker.zone());
  leg.end = TimeOf(row["end"], maker.zone());
  if (leg.start <= 0 || leg.answer < 0 || leg.end < 0) return "record.bad_time";
  const auto duration = record::ReadDuration(row["duration"]);
  const auto talk = record::ReadDuration(row["billsec"]);
  if (!duration || !talk) return "record.bad_duration";
  leg.duration_s = *duration;
  leg.talk_s = *talk;
  leg.disposition = DispositionOf(row["disposition"]);
  if (leg.disposition.empty()) return "record.bad_disposition";
  leg.id = row["uniqueid"];
  leg.call_id = row["linkedid"];
  leg.from = row["src"].empty() ? NumberIn(row["clid"]) : row["src"];
  leg.to = row["dst"];
  leg.from_peer = PeerOf(row["channel"]);
  leg.to_peer = PeerOf(row["dstchannel"]);
  leg.recording = row["recordingfile"];
  const std::string application = row["lastapp"];
  if (application == "ConfBridge" || application == "MeetMe") {
    const std::string data = row["lastdata"];
    leg.conference = data.substr(0, data.find(','));
  }
  return nullptr;
}

}  // namespace

std::unique_ptr<RecordParser> MakeAsteriskParser(std::shared_ptr<const Maker> maker, Names columns,
                                                 const RecordPosition& from) {
  LegReader read = [known = maker.get(), names = std::move(columns)](const std::vector<std::string>& fields, Leg& leg) {
    return ReadRow(*known, names, fields, leg);
  };
  return std::make_unique<RowParser>(std::move(maker), std::move(read), from);
}

}  // namespace custos::cdr
