// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead/parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/json_object.h"
#include "connectors/lead/lead_reader.h"
#include "connectors/record/maker.h"

namespace custos::lead {
namespace {

using nlohmann::json;

constexpr std::size_t kKeptOfRefused = std::size_t{4} << 20;

/// The best that is known of who it is: what stays when he is met again elsewhere comes first.
Party WhoIs(const json& detail, const std::string& key) {
  if (detail.contains("phones")) return {PartyKind::kExternal, detail["phones"][0].get<std::string>()};
  if (detail.contains("unionid")) return {PartyKind::kExternal, "unionid:" + detail["unionid"].get<std::string>()};
  if (detail.contains("wechat")) return {PartyKind::kExternal, "wechat:" + detail["wechat"].get<std::string>()};
  if (detail.contains("emails")) return {PartyKind::kExternal, detail["emails"][0].get<std::string>()};
  return {PartyKind::kExternal, "lead:" + key};
}

/// What the customer himself may have written: judged and searched.
std::string WordsOf(const json& detail) {
  std::string words;
  for (const char* name : {"interest", "note"}) {
    if (const auto found = detail.find(name); found != detail.end()) {
      words.append(words.empty() ? "" : "\n").append(found->get<std::string>());
    }
  }
  return words;
}

}  // namespace

bool IsMember(std::string_view name) {
  constexpr std::string_view kOthers[] = {"id", "time", "phone", "phones", "email", "emails", "fields"};
  const auto same = [&](std::string_view one) { return one == name; };
  return std::any_of(std::begin(kTexts), std::end(kTexts), same) ||
         std::any_of(std::begin(kOthers), std::end(kOthers), same);
}

Result<std::unique_ptr<LeadParser>> LeadParser::Create(LeadOptions options) {
  auto numbers = record::NumberReader::Create(options.region);
  if (!numbers) return numbers.error();
  auto zone = record::Zone::Find(options.zone);
  if (!zone) return zone.error();
  for (const auto& [member, pointer] : options.pointers) {
    bool good = IsMember(member) && pointer.starts_with('/');
    try {
      (void)json::json_pointer(pointer);
    } catch (const json::exception&) {
      good = false;
    }
    if (!good) {
      return Error{ErrorKind::kInvalid, "lead.pointers",
                   "members are JSON pointers by the name that leads use: " + member};
    }
  }
  return std::unique_ptr<LeadParser>(new LeadParser(std::move(options), std::move(*numbers), std::move(*zone)));
}

/// The members a sender keeps elsewhere under our names; what he has besides stays as it is.
json LeadParser::Renamed(const json& object) const {
  json renamed = object;
  for (const auto& [member, pointer] : options_.pointers) {
    const json::json_pointer place(pointer);
    // The first piece leaves its old place, so that it is not kept a second time as a field.
    const std::size_t end = pointer.find('/', 1);
    if (end == std::string::npos && !IsMember(place.back())) renamed.erase(place.back());
    if (object.contains(place)) renamed[member] = object.at(place);
  }
  return renamed;
}

RecordResult LeadParser::Parse(std::string_view bytes, TimeMs now) const {
  RecordResult result;
  if (bytes.size() > kLargestLead) {
    result.problem = {"lead.too_large", ""};
    return result;
  }
  const std::optional<json> object = ParseJsonObject(bytes);
  if (!object) {
    result.problem = {"lead.not_json", ""};
    return result;
  }
  return Read(options_.pointers.empty() ? *object : Renamed(*object), std::string(bytes), now);
}

RecordResult LeadParser::Read(const json& object, std::string raw, TimeMs now) const {
  RecordResult result;
  LeadReader reader(object, *numbers_, *zone_, result.problem);
  result.id = reader.Id();
  const std::optional<TimeMs> time = reader.Time(now);
  const json detail = reader.Detail();
  if (!result.problem.empty()) return result;
  Message message;
  message.source = options_.source;
  message.detail = JsonText(detail);
  // Without an id the same content at the same time is the same lead.
  message.key =
      result.id.empty() ? record::DigestKey({"lead", time ? std::to_string(*time) : "", message.detail}) : result.id;
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "lead";
  message.from = WhoIs(detail, message.key);
  message.role = Role::kCustomer;
  message.conversation_key = "lead:" + message.from.id;
  message.conversation_kind = ConversationKind::kSingle;
  message.sent_at = time.value_or(now);
  message.text = WordsOf(detail);
  message.raw = std::move(raw);
  result.message = std::move(message);
  return result;
}

std::string ParkedKey(const RecordResult& result, std::string_view bytes) {
  return result.id.empty() ? "sha256:" + HexEncode(AsBytes(Sha256(bytes))) : result.id;
}

ParkedMessage Parked(const std::string& source, const RecordResult& result, std::string_view bytes) {
  ParkedMessage parked;
  parked.source = source;
  parked.key = ParkedKey(result, bytes);
  parked.reason = result.problem.code;
  parked.envelope = std::string(bytes.substr(0, kKeptOfRefused));
  return parked;
}

Intake RetryLeads(const std::string& source, const std::vector<ParkedMessage>& parked, TimeMs now,
                  const std::function<RecordResult(const std::string& bytes)>& read) {
  Intake settled;
  settled.source = source;
  settled.fetched_at = now;
  for (const ParkedMessage& one : parked) {
    RecordResult result = read(one.envelope);
    if (!result.message) continue;
    settled.messages.push_back(std::move(*result.message));
    settled.unparked.push_back({one.seq, one.key});
  }
  return settled;
}

}  // namespace custos::lead
