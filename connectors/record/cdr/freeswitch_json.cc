// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "connectors/record/cdr/call_legs.h"
#include "connectors/record/cdr/cdr.h"
#include "connectors/record/cdr/hangup_cause.h"
#include "connectors/record/charset.h"
#include "connectors/record/json_scanner.h"
#include "core/digest.h"

namespace custos::cdr {
namespace {

using nlohmann::json;
using record::JsonDocument;
using record::Maker;

constexpr int kDeepest = 32;

bool IsTooDeep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted && c == '\\') {
      ++at;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      if (++depth > kDeepest) return true;
    } else if (!quoted && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return false;
}

/// mod_json_cdr escapes values as in addresses when it is told to; a value that does not read so stands for itself.
std::string Unescape(const std::string& value) {
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const auto byte = value[at] == '%' && at + 2 < value.size() ? HexDecode(value.substr(at + 1, 2)) : std::nullopt;
    out += byte ? *byte : value.substr(at, 1);
    if (byte) at += 2;
  }
  return record::IsUtf8(out) ? out : value;
}

std::string TextIn(const json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (found->is_string()) return Unescape(found->get<std::string>());
  return found->is_number() ? found->dump() : std::string();
}

/// The first of the names that is there.
std::string FirstIn(const json& object, std::initializer_list<const char*> names) {
  for (const char* const name : names) {
    if (std::string text = TextIn(object, name); !text.empty()) return text;
  }
  return {};
}

/// Profiles of the call in the order in which they came about.
std::vector<json> Profiles(const json& document) {
  std::vector<json> flows;
  const auto found = document.find("callflow");
  if (found == document.end()) return flows;
  if (found->is_object()) flows.push_back(*found);
  if (found->is_array()) flows.assign(found->begin(), found->end());
  std::erase_if(flows, [](const json& flow) {
    return !flow.is_object() || !flow.contains("caller_profile") || !flow["caller_profile"].is_object();
  });
  const auto index = [](const json& flow) { return record::ReadCount(TextIn(flow, "profile_index")).value_or(0); };
  std::stable_sort(flows.begin(), flows.end(), [&](const json& a, const json& b) { return index(a) < index(b); });
  for (json& flow : flows) flow = json(flow["caller_profile"]);
  return flows;
}

TimeMs TimeIn(const json& variables, const char* micros, const char* seconds) {
  if (const auto value = record::ReadCount(TextIn(variables, micros)); value && *value > 0) return *value / 1000;
  return record::ReadCount(TextIn(variables, seconds)).value_or(0) * 1000;
}

/// What transfer_history says.
struct Transfers {
  std::vector<std::string> targets;  ///< of blind transfers
  bool attended = false;
};

/// "1515666344:uuid:bl_xfer:1002/default/XML" names the target, "1515666344:uuid:att_xfer:1001@host/1002@host" who
/// passed the call on and this very end; several stand between "|:".
Transfers ReadTransfers(std::string history) {
  Transfers found;
  if (history.starts_with("ARRAY::")) history.erase(0, 7);
  std::size_t at = 0;
  while (at < history.size()) {
    const std::size_t end = std::min(history.find("|:", at), history.size());
    const std::string one = history.substr(at, end - at);
    at = end + 2;
    found.attended = found.attended || one.find(":att_xfer:") != std::string::npos;
    const std::size_t kind = one.find(":bl_xfer:");
    if (kind == std::string::npos) continue;
    std::string target = one.substr(kind + 9);
    target = target.substr(0, target.find_first_of("/@"));
    if (!target.empty()) found.targets.push_back(std::move(target));
  }
  return found;
}

/// The profile of the channel that had this one called; null when nobody had.
json OriginatorOf(const std::vector<json>& profiles) {
  for (const json& profile : profiles) {
    const auto found = profile.find("originator");
    if (found == profile.end() || !found->is_object()) continue;
    const auto list = found->find("originator_caller_profiles");
    if (list != found->end() && list->is_array() && !list->empty() && list->front().is_object()) return list->front();
    return json::object();
  }
  return {};
}

/// What tells a second leg from a call, and the call it belongs to.
struct Second {
  bool is = false;
  bool loopback = false;  ///< one half of a loop inside the exchange: no telephone
  std::string dialled;    ///< what the call was placed to; empty when not said
};

std::string RecordingOf(const json& variables) {
  std::string name = TextIn(variables, "record_name");
  const std::string path = TextIn(variables, "record_path");
  if (!name.empty() && !path.empty()) return path + "/" + name;
  return FirstIn(variables, {"recording_file", "record_file", "record_name"});
}

Second ReadSecond(const json& variables, const std::vector<json>& profiles, Leg& leg) {
  Second second;
  const auto other = [&](std::string id) { return id == leg.id ? std::string() : id; };
  const json originator = OriginatorOf(profiles);
  const std::string loop = other(TextIn(variables, "other_loopback_leg_uuid"));
  leg.call_id = other(TextIn(variables, "call_uuid"));
  if (leg.call_id.empty()) leg.call_id = other(TextIn(variables, "originating_leg_uuid"));
  if (leg.call_id.empty() && originator.is_object()) leg.call_id = other(TextIn(originator, "uuid"));
  second.loopback = !loop.empty();
  if (leg.call_id.empty()) leg.call_id = loop;
  second.is = !leg.call_id.empty() || originator.is_object();
  if (!second.is || !originator.is_object()) return second;
  // What the far telephone was shown may be the company's number: the first leg knows who really called.
  if (std::string caller = FirstIn(originator, {"username", "caller_id_number", "ani"}); !caller.empty()) {
    leg.from_peer = caller;
    if (std::string shown = FirstIn(originator, {"caller_id_number", "ani"}); !shown.empty()) leg.from = shown;
  }
  second.dialled = TextIn(originator, "destination_number");
  return second;
}

/// Whether a second leg says nothing that the document of the call does not say.
bool IsPlain(const Maker& maker, const Second& second, const Leg& leg, const std::string& cause) {
  if (!leg.recording.empty() || !leg.conference.empty() || !leg.transferred_to.empty()) return false;
  if (second.loopback) return true;
  const std::string& end = leg.to_peer.empty() ? leg.to : leg.to_peer;
  if (second.dialled.empty() || !IsSameEnd(maker, end, second.dialled)) return false;
  return leg.answer > 0 || cause == "ORIGINATOR_CANCEL";
}

const char* ReadLeg(const Maker& maker, const json& document, Leg& leg, bool& plain) {
  const auto found = document.find("variables");
  if (found == document.end() || !found->is_object()) return "record.no_variables";
  const json& variables = *found;
  const std::vector<json> profiles = Profiles(document);
  leg.id = TextIn(variables, "uuid");
  if (leg.id.empty() && !profiles.empty()) leg.id = TextIn(profiles.front(), "uuid");
  if (leg.id.empty()) return "record.no_id";
  leg.start = TimeIn(variables, "start_uepoch", "start_epoch");
  leg.answer = TimeIn(variables, "answer_uepoch", "answer_epoch");
  leg.end = TimeIn(variables, "end_uepoch", "end_epoch");
  if (leg.start <= 0) return "record.bad_time";
  const auto duration = record::ReadDuration(TextIn(variables, "duration"));
  const auto talk = record::ReadDuration(TextIn(variables, "billsec"));
  if (!duration || !talk) return "record.bad_duration";
  leg.duration_s = *duration;
  leg.talk_s = *talk;
  const std::string cause = TextIn(variables, "hangup_cause");
  leg.disposition = DispositionOf(cause, leg.answer > 0);
  if (profiles.size() == 1) leg.bridged = TimeIn(variables, "bridge_uepoch", "bridge_epoch");
  if (!profiles.empty()) {
    leg.from = FirstIn(profiles.front(), {"caller_id_number", "ani", "username"});
    leg.to = TextIn(profiles.front(), "destination_number");
    for (const json& later : profiles) {
      std::string target = TextIn(later, "destination_number");
      if (target != leg.to) leg.transferred_to.push_back(std::move(target));
    }
  }
  if (leg.from.empty()) leg.from = FirstIn(variables, {"caller_id_number", "sip_from_user"});
  if (leg.to.empty()) leg.to = FirstIn(variables, {"destination_number", "sip_to_user", "dialed_user"});
  leg.from_peer = FirstIn(variables, {"user_name", "sip_auth_username", "sip_from_user"});
  leg.to_peer = TextIn(variables, "dialed_user");
  Transfers transfers = ReadTransfers(TextIn(variables, "transfer_history"));
  for (std::string& target : transfers.targets) leg.transferred_to.push_back(std::move(target));
  leg.recording = RecordingOf(variables);
  leg.conference = TextIn(variables, "conference_name");
  leg.conference_id = TextIn(variables, "conference_uuid");
  if (leg.conference.empty() && TextIn(variables, "last_app") == "conference") {
    leg.conference = TextIn(variables, "last_arg");
    leg.conference = leg.conference.substr(0, leg.conference.find_first_of("@+"));
  }
  const Second second = ReadSecond(variables, profiles, leg);
  leg.second = second.is;
  if (std::string target = TextIn(variables, "att_xfer_destination_number"); !target.empty()) {
    leg.transferred_to.push_back(std::move(target));
  }
  if (leg.second && transfers.attended) {
    // The one it was passed on to: joined with the call that was transferred, not with the question beforehand.
    leg.transferred_to.push_back(leg.to_peer.empty() ? leg.to : leg.to_peer);
    const std::string joined = FirstIn(variables, {"signal_bond", "bridge_uuid"});
    if (!joined.empty() && joined != leg.id) leg.call_id = joined;
  }
  plain = leg.second && IsPlain(maker, second, leg, cause);
  if (!leg.second) leg.call_id.clear();
  return nullptr;
}

class Parser final : public RecordParser {
 public:
  Parser(std::shared_ptr<const Maker> maker, const RecordPosition& from)
      : maker_(std::move(maker)), scanner_(from.offset, from.line) {}

  Status Feed(std::string_view bytes, std::vector<Record>& out) override {
    scanner_.Feed(bytes);
    JsonDocument document;
    while (scanner_.Next(document)) Read(document, out);
    return {};
  }

  Status Finish(std::vector<Record>& out) override {
    JsonDocument document;
    while (scanner_.Rest(document)) Read(document, out);
    return {};
  }

  RecordPosition position() const override { return {scanner_.offset(), scanner_.line(), {}}; }

 private:
  void Read(JsonDocument& document, std::vector<Record>& out) const {
    const auto refuse = [&](const char* code) {
      out.push_back(maker_->Refuse(code, std::move(document.bytes), document.offset, document.line));
    };
    switch (document.state) {
      case JsonDocument::State::kForeign: return refuse("record.malformed");
      case JsonDocument::State::kTooLarge: return refuse("record.too_large");
      case JsonDocument::State::kTruncated: return refuse("record.truncated");
      case JsonDocument::State::kWhole: break;
    }
    out.push_back(ReadFreeswitchJson(*maker_, std::move(document.bytes), document.offset, document.line));
  }

  const std::shared_ptr<const Maker> maker_;
  record::JsonScanner scanner_;
};

}  // namespace

Record ReadFreeswitchJson(const Maker& maker, std::string document, std::uint64_t offset, std::uint64_t line) {
  if (!record::IsUtf8(document)) return maker.Refuse("record.bad_encoding", std::move(document), offset, line);
  if (IsTooDeep(document)) return maker.Refuse("record.malformed", std::move(document), offset, line);
  const json read = json::parse(document, nullptr, false);
  if (!read.is_object()) return maker.Refuse("record.malformed", std::move(document), offset, line);
  Leg leg;
  bool plain = false;
  if (const char* const wrong = ReadLeg(maker, read, leg, plain)) {
    return maker.Refuse(wrong, std::move(document), offset, line);
  }
  if (plain) return Maker::Skip("record.second_leg", offset, line);
  leg.raw = std::move(document);
  leg.offset = offset;
  leg.line = line;
  std::vector<Leg> legs;
  legs.push_back(std::move(leg));
  return MakeCall(maker, std::move(legs));
}

std::unique_ptr<RecordParser> MakeFreeswitchJsonParser(std::shared_ptr<const Maker> maker, const RecordPosition& from) {
  return std::make_unique<Parser>(std::move(maker), from);
}

}  // namespace custos::cdr
