// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/cdr/call_legs.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>
#include <utility>

#include "core/digest.h"

namespace custos::cdr {
namespace {

using nlohmann::json;
using record::Maker;

// Extensions that a dial plan jumps to by itself: start, hang-up, invalid, time-out, operator; and places that are no
// number at all.
constexpr std::array<std::string_view, 10> kDialPlanPlaces = {"", "s", "h", "i", "t", "T", "o", "a", "~~s~~", "&"};

struct End {
  Party party;
  std::string shown;  // number as written
};

bool IsPlace(std::string_view number) {
  return number.size() < 2 ||
         std::find(kDialPlanPlaces.begin(), kDialPlanPlaces.end(), number) != kDialPlanPlaces.end();
}

Party Exchange() { return {PartyKind::kRobot, std::string(record::kExchangeId)}; }

// A device of the company tells more than the number it shows to the world.
End EndOf(const Maker& maker, const std::string& number, const std::string& peer, bool caller) {
  if (!number.empty() && maker.IsExtension(number)) return {maker.AtExchange(number), number};
  if (!peer.empty() && maker.IsExtension(peer)) return {maker.AtExchange(peer), number.empty() ? peer : number};
  if (!caller && IsPlace(number)) return {Exchange(), number};
  return {maker.AtExchange(number), number};
}

bool IsStaff(const Party& party) { return party.kind == PartyKind::kStaff; }
bool IsOutside(const Party& party) { return party.kind == PartyKind::kExternal; }

bool Earlier(const Leg& a, const Leg& b) {
  const auto rank = [](const Leg& leg) { return std::tuple(leg.originated, leg.start, leg.id != leg.call_id, leg.id); };
  return rank(a) < rank(b);
}

const Leg& Reached(const std::vector<Leg>& legs) {
  const auto answered =
      std::find_if(legs.begin(), legs.end(), [](const Leg& leg) { return leg.disposition == "ANSWERED"; });
  return answered == legs.end() ? legs.front() : *answered;
}

std::uint32_t Seconds(TimeMs from, TimeMs until) {
  return until > from ? static_cast<std::uint32_t>((until - from) / 1000) : 0;
}

/// Talk over all legs, without counting twice what two legs cover.
std::uint32_t TalkOf(const std::vector<Leg>& legs) {
  if (legs.size() == 1) return legs.front().talk_s;
  std::vector<std::pair<TimeMs, TimeMs>> spans;
  for (const Leg& leg : legs) {
    if (leg.disposition == "ANSWERED" && leg.talk_s > 0) {
      const TimeMs from = leg.answer != 0 ? leg.answer : leg.start;
      spans.emplace_back(from, from + TimeMs{leg.talk_s} * 1000);
    }
  }
  std::sort(spans.begin(), spans.end());
  TimeMs total = 0;
  TimeMs covered = 0;
  for (const auto& [from, until] : spans) {
    total += std::max<TimeMs>(0, until - std::max(from, covered));
    covered = std::max(covered, until);
  }
  return Seconds(0, total);
}

std::uint32_t RingOf(const std::vector<Leg>& legs) {
  const Leg& first = legs.front();
  // A dial plan that answered first to play a menu: the caller waited until the ends were joined.
  if (legs.size() == 1 && first.bridged > first.answer && first.answer != 0) return Seconds(first.start, first.bridged);
  if (legs.size() == 1) return first.duration_s > first.talk_s ? first.duration_s - first.talk_s : 0;
  const Leg& reached = Reached(legs);
  if (reached.answer != 0) return Seconds(first.start, reached.answer);
  return first.duration_s;
}

std::string KeyOf(const std::vector<Leg>& legs) {
  const Leg& first = legs.front();
  if (first.call_id.empty() && first.id.empty()) {
    return record::DigestKey({"cdr", std::to_string(first.start), record::BareNumber(first.from),
                              record::BareNumber(first.to), std::to_string(first.duration_s), first.from_peer});
  }
  if (first.call_id.empty() || first.id == first.call_id) return first.id;
  const bool whole = std::any_of(legs.begin(), legs.end(), [](const Leg& leg) { return leg.id == leg.call_id; });
  return whole ? first.call_id : first.call_id + "#" + first.id;
}

json LegsJson(const std::vector<Leg>& legs) {
  json all = json::array();
  for (const Leg& leg : legs) {
    json one{{"from", leg.from}, {"to", leg.to}, {"disposition", leg.disposition}, {"duration_s", leg.talk_s}};
    one["ring_s"] = leg.duration_s > leg.talk_s ? leg.duration_s - leg.talk_s : 0;
    if (!leg.id.empty()) one["id"] = leg.id;
    if (!leg.to_peer.empty()) one["peer"] = leg.to_peer;
    all.push_back(std::move(one));
  }
  return all;
}

void Attach(const Maker& maker, const std::vector<Leg>& legs, json& detail, Message& message) {
  std::vector<std::string> files;
  for (const Leg& leg : legs) {
    const bool fresh = std::find(files.begin(), files.end(), leg.recording) == files.end();
    if (!leg.recording.empty() && fresh) files.push_back(leg.recording);
  }
  detail["recorded"] = !files.empty();
  if (!maker.options().recordings) return;
  for (const std::string& file : files) {
    MediaRef media;
    media.kind = "call_recording";
    media.locator = file;
    media.name = file.substr(file.rfind('/') + 1);
    message.media.push_back(std::move(media));
  }
}

/// Where the call went after its first end, in order, each once.
std::vector<std::string> TargetsOf(const std::vector<Leg>& legs) {
  std::vector<std::string> targets;
  const auto add = [&](const std::string& target) {
    const bool own = target == legs.front().to && !legs.front().second;
    if (target.size() > 1 && !own && std::find(targets.begin(), targets.end(), target) == targets.end()) {
      targets.push_back(target);
    }
  };
  std::size_t answered = 0;
  for (const Leg& leg : legs) {
    for (const std::string& target : leg.transferred_to) add(target);
    if (leg.conference.empty() && leg.disposition == "ANSWERED" && leg.talk_s > 0 && ++answered > 1) add(leg.to);
  }
  return targets;
}

bool IsIn(const Message& message, const Party& party) {
  return party == message.from || std::find(message.to.begin(), message.to.end(), party) != message.to.end();
}

/// Everybody who called into the room takes part; the room itself is nobody. Returns the first outsider, when the one
/// who came first is none.
std::optional<End> AddMembers(const Maker& maker, const std::vector<Leg>& legs, Message& message) {
  std::optional<End> outsider;
  for (const Leg& leg : legs) {
    if (leg.conference.empty()) continue;
    End member = EndOf(maker, leg.from, leg.from_peer, true);
    if (!IsIn(message, member.party)) message.to.push_back(member.party);
    if (!outsider && IsOutside(member.party)) outsider = std::move(member);
  }
  if (message.to.size() > 1) std::erase(message.to, Exchange());
  return outsider;
}

/// Those a call was passed on to take part in it, though its conversation stays that of the two who began it.
void AddPassedOn(const Maker& maker, const std::vector<Leg>& legs, const std::vector<std::string>& targets,
                 Message& message) {
  for (const std::string& target : targets) {
    const auto leg = std::find_if(legs.begin(), legs.end(), [&](const Leg& one) { return one.to == target; });
    const Party party = EndOf(maker, target, leg == legs.end() ? std::string() : leg->to_peer, false).party;
    if ((IsStaff(party) || IsOutside(party)) && !IsIn(message, party)) message.to.push_back(party);
  }
}

}  // namespace

std::string PeerOf(std::string_view channel) {
  const std::size_t slash = channel.find('/');
  if (slash == std::string_view::npos) return {};
  std::string_view peer = channel.substr(slash + 1);
  peer = peer.substr(0, peer.find('@'));
  if (const std::size_t dash = peer.rfind('-'); dash != std::string_view::npos) peer = peer.substr(0, dash);
  return std::string(peer);
}

bool IsSameEnd(const Maker& maker, const std::string& a, const std::string& b) {
  return EndOf(maker, a, {}, false).party == EndOf(maker, b, {}, false).party;
}

Record MakeCall(const Maker& maker, std::vector<Leg> legs) {
  std::stable_sort(legs.begin(), legs.end(), Earlier);
  const Leg& first = legs.front();
  const Leg& reached = Reached(legs);
  Message message;
  message.channel = Channel::kCall;
  message.type = "call";
  message.sent_at = first.start;
  message.key = KeyOf(legs);
  End from = EndOf(maker, first.from, first.from_peer, true);
  End to = EndOf(maker, first.to, reached.to_peer, false);
  if (!IsStaff(to.party) && reached.to != first.to) to.party = EndOf(maker, reached.to, reached.to_peer, false).party;
  if (first.originated && !IsStaff(to.party) && !IsOutside(to.party)) {
    std::swap(from, to);  // the exchange called this end
  }
  const bool conference = std::any_of(legs.begin(), legs.end(), [](const Leg& leg) { return !leg.conference.empty(); });
  if (!first.conference.empty() && !IsOutside(to.party)) to.party = Exchange();
  message.from = from.party;
  message.to = {to.party};
  if (conference) {
    // An outsider who called into a room of colleagues.
    const std::optional<End> outsider = AddMembers(maker, legs, message);
    if (outsider && !IsOutside(from.party) && !IsOutside(to.party)) {
      to = from;
      from = *outsider;
    }
  }

  const bool outward = IsStaff(from.party) && IsOutside(to.party);
  const bool inward = IsOutside(from.party);
  const End& company = inward ? to : from;
  const End& other = inward ? from : to;
  json detail{{"direction", outward  ? "outbound"
                            : inward ? "inbound"
                                     : "internal"},
              {"number", other.party.id == record::kWithheldId ? std::string() : other.shown},
              {"line", company.shown},
              {"duration_s", TalkOf(legs)},
              {"ring_s", RingOf(legs)},
              {"disposition", reached.disposition}};
  for (const Leg& leg : legs) {
    if (!leg.conference.empty()) detail["conference"] = leg.conference;
    if (!leg.conference_id.empty()) detail["conference_id"] = leg.conference_id;
  }
  Attach(maker, legs, detail, message);
  const std::vector<std::string> targets = TargetsOf(legs);
  if (!targets.empty()) detail["transferred_to"] = targets;
  if (legs.size() > 1 || first.second) detail["legs"] = LegsJson(legs);
  if (first.second) {
    // The call itself says these, once.
    for (const char* const name : {"direction", "duration_s", "ring_s"}) detail.erase(name);
    detail["leg"] = "b";
  }
  if (!first.call_id.empty() && message.key != first.call_id) detail["part_of"] = first.call_id;
  message.detail = detail.dump(-1, ' ', false, json::error_handler_t::replace);
  const std::uint64_t offset = std::min_element(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) {
                                 return a.offset < b.offset;
                               })->offset;
  const std::uint64_t line =
      std::min_element(legs.begin(), legs.end(), [](const Leg& a, const Leg& b) { return a.line < b.line; })->line;
  for (const Leg& leg : legs) message.raw += (message.raw.empty() ? "" : "\n") + leg.raw;
  Record record = maker.Accept(std::move(message), offset, line);
  if (record.kind == Record::Kind::kMessage) AddPassedOn(maker, legs, targets, record.message);
  return record;
}

}  // namespace custos::cdr
