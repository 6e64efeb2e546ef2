// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/maker.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/digest.h"

namespace custos::record {
namespace {

/// Without control characters other than tab and line ends.
std::string Clean(std::string text) {
  std::erase_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
  return text;
}

bool IsStaff(const Party& party) { return party.kind == PartyKind::kStaff; }
bool IsOutside(const Party& party) { return party.kind == PartyKind::kExternal; }

void SetConversation(Message& message) {
  std::vector<std::string> ids{message.from.id};
  bool outsiders = IsOutside(message.from);
  for (const Party& party : message.to) {
    ids.push_back(party.id);
    outsiders = outsiders || IsOutside(party);
  }
  std::sort(ids.begin(), ids.end());
  std::string members;
  for (const std::string& id : ids) members += (members.empty() ? "" : "|") + id;
  if (message.to.size() > 1) {
    message.room = HexEncode(AsBytes(Sha256(members)).substr(0, 16));
    message.conversation_key = "g:" + message.room;
    message.conversation_kind = outsiders ? ConversationKind::kGroup : ConversationKind::kInternal;
  } else {
    message.conversation_key = "s:" + members;
    message.conversation_kind = outsiders ? ConversationKind::kSingle : ConversationKind::kInternal;
  }
  if (IsStaff(message.from)) {
    message.role = outsiders ? Role::kRep : Role::kColleague;
  } else if (message.from.kind == PartyKind::kRobot) {
    message.role = Role::kRobot;
  } else {
    message.role = IsOutside(message.from) ? Role::kCustomer : Role::kUnknown;
  }
}

}  // namespace

Result<std::shared_ptr<const Maker>> Maker::Create(RecordOptions options) {
  Result<std::unique_ptr<NumberReader>> numbers = NumberReader::Create(options.region);
  if (!numbers) return numbers.error();
  Result<std::shared_ptr<const Zone>> zone = Zone::Find(options.zone);
  if (!zone) return zone.error();
  return std::shared_ptr<const Maker>(new Maker(std::move(options), std::move(*zone), std::move(*numbers)));
}

Party Maker::Own() const {
  return {PartyKind::kStaff, options_.employee.empty() ? "device:" + options_.device : options_.employee};
}

Party Maker::Known(Number number) const {
  if (number.kind == NumberKind::kWithheld) return {PartyKind::kExternal, std::string(kWithheldId)};
  if (const auto staff = options_.employee_of.find(number.id); staff != options_.employee_of.end()) {
    return {PartyKind::kStaff, staff->second};
  }
  return {PartyKind::kExternal, std::move(number.id)};
}

Party Maker::Other(std::string_view written) const { return Known(numbers_->Read(written)); }

bool Maker::IsExtension(std::string_view written) const {
  if (options_.employee_of.count(std::string(written)) != 0) return true;
  const bool digits = std::all_of(written.begin(), written.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return false;
  if (written.size() < options_.shortest_extension || written.size() > options_.longest_extension) return false;
  // 110, 10086 or 95588 are as short as an extension and are none.
  return !numbers_->IsPublicShortNumber(written);
}

Party Maker::AtExchange(std::string_view written) const {
  if (IsExtension(written)) {
    const auto staff = options_.employee_of.find(std::string(written));
    return {PartyKind::kStaff, staff == options_.employee_of.end() ? std::string(written) : staff->second};
  }
  const std::string& prefix = options_.outside_prefix;
  if (!prefix.empty() && written.starts_with(prefix) && written.size() > prefix.size() + options_.longest_extension) {
    written.remove_prefix(prefix.size());
  }
  Number number = numbers_->Read(written);
  // A name instead of a number is an account of the exchange.
  if (number.kind == NumberKind::kSender) {
    const auto staff = options_.employee_of.find(number.id);
    return {PartyKind::kStaff, staff == options_.employee_of.end() ? std::move(number.id) : staff->second};
  }
  return Known(std::move(number));
}

Record Maker::Refuse(std::string code, std::string bytes, std::uint64_t offset, std::uint64_t line) const {
  Record record;
  record.kind = Record::Kind::kRefused;
  record.code = code;
  record.offset = offset;
  record.line = line;
  record.parked.source = options_.source;
  record.parked.key = "sha256:" + HexEncode(AsBytes(Sha256(bytes)));
  record.parked.reason = std::move(code);
  record.parked.envelope = std::move(bytes);
  return record;
}

Record Maker::Skip(std::string code, std::uint64_t offset, std::uint64_t line) {
  Record record;
  record.kind = Record::Kind::kSkipped;
  record.code = std::move(code);
  record.offset = offset;
  record.line = line;
  return record;
}

Record Maker::Accept(Message message, std::uint64_t offset, std::uint64_t line) const {
  if (!IsPlausible(message.sent_at, options_.now)) return Refuse("record.wrong_clock", message.raw, offset, line);
  message.source = options_.source;
  if (message.action.empty()) message.action = "send";
  message.text = Clean(std::move(message.text));
  SetConversation(message);
  Record record;
  record.message = std::move(message);
  record.offset = offset;
  record.line = line;
  return record;
}

std::string DigestKey(std::initializer_list<std::string_view> fields) {
  std::string all;
  for (const std::string_view field : fields) {
    all += std::to_string(field.size());
    all += ':';
    all += field;
  }
  return HexEncode(AsBytes(Sha256(all)));
}

}  // namespace custos::record
