// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/contact_check.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "connectors/delivery.h"
#include "connectors/wecom/callback_event.h"
#include "connectors/wecom/json_text.h"
#include "core/digest.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

constexpr std::uint32_t kCallsPerMinute = 600;
constexpr std::chrono::milliseconds kAfterTrouble{60'000};
constexpr std::size_t kMostSuspects = 10'000;  ///< the rest is found by the next check
constexpr std::size_t kAtOnce = 500;
constexpr int kAssigned = 202;  ///< add_way of a customer that an administrator gave
constexpr TimeMs kClockSlack = 5 * 60 * 1000;

/// The same for the same ending however often it is found, and nobody else's.
std::string KeyOf(const std::string& source, const std::string& employee, const ContactBook::Missing& missing) {
  const std::string after = std::to_string(missing.seen_at);
  return "event:" +
         HexEncode(AsBytes(Sha256({"found", "\n", source, "\n", employee, "\n", missing.customer, "\n", after})));
}

}  // namespace

Message MessageOf(const std::string& source, const FoundEnding& ending) {
  Message message;
  message.source = source;
  message.key = ending.key;
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "del_external_contact";
  message.from = {PartyKind::kStaff, ending.employee};
  message.to = {{PartyKind::kExternal, ending.customer}};
  message.role = Role::kRep;
  message.conversation_key = PairConversation(ending.employee, ending.customer);
  message.conversation_kind = ConversationKind::kSingle;
  message.sent_at = ending.before;
  message.detail = R"({"Event":"change_external_contact","ChangeType":"del_external_contact","UserID":)";
  AppendJsonString(message.detail, ending.employee);
  message.detail += R"(,"ExternalUserID":)";
  AppendJsonString(message.detail, ending.customer);
  message.detail += R"(,"Source":")";
  message.detail += ending.handover ? "DELETE_BY_TRANSFER" : "RECONCILED";
  message.detail += R"(","checked_after":)" + std::to_string(ending.after);
  message.detail += R"(,"checked_before":)" + std::to_string(ending.before) + "}";
  message.detail = MendJson(message.detail);
  message.raw = message.detail;
  return message;
}

ContactCheck::ContactCheck(Parts parts) : parts_(std::move(parts)), rate_(kCallsPerMinute) {}

void ContactCheck::Run(IntakeSink& sink, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const Status done = CheckAll(sink, stop);
    if (!done && done.error().code != "wecom.stopping") {
      Log(LogLevel::kWarn, "contacts could not all be checked",
          {{"source", parts_.source}, {"code", done.error().code}, {"detail", done.error().message}});
    }
    WaitFor(done ? parts_.interval : std::min(parts_.interval, kAfterTrouble), stop);
  }
}

// What an earlier run recorded and could not tell comes first.
Status ContactCheck::CheckAll(IntakeSink& sink, const std::stop_token& stop) {
  Status whole = TellAll(sink);
  const Result<std::vector<std::string>> employees = parts_.reader.FollowUsers(stop);
  std::vector<FoundEnding> suspects;
  if (!employees) whole = employees.error();
  std::uint64_t looked = 0;
  for (std::size_t i = 0; employees && i < employees->size() && suspects.size() < kMostSuspects; ++i) {
    if (!rate_.Wait(stop)) return Error{ErrorKind::kUnavailable, "wecom.stopping", "the connector is stopping"};
    if (const Status seen = Look((*employees)[i], suspects, stop); !seen) {
      whole = seen;
    } else {
      ++looked;
    }
  }
  if (!suspects.empty() && !WaitFor(parts_.grace, stop)) return {};
  std::uint64_t found = 0;
  for (const FoundEnding& suspect : suspects) {
    const Result<bool> recorded = parts_.book.Record(suspect);
    if (!recorded) whole = recorded.error();
    if (recorded && *recorded) ++found;
  }
  if (const Status told = TellAll(sink); !told) whole = told;
  const std::scoped_lock lock(mutex_);
  counts_.employees = looked;
  counts_.found += found;
  counts_.problem = whole ? "" : whole.error().code;
  if (whole) counts_.checked_at = parts_.clock.Now();
  return whole;
}

Status ContactCheck::Look(const std::string& employee, std::vector<FoundEnding>& suspects,
                          const std::stop_token& stop) {
  const TimeMs before_reading = parts_.clock.Now();
  const Result<std::vector<std::string>> customers = parts_.reader.ContactsOf(employee, stop);
  if (!customers) return customers.error();
  const auto missing = parts_.book.Compare(employee, *customers, before_reading);
  if (!missing) return missing.error();
  for (const ContactBook::Missing& one : *missing) {
    if (!rate_.Wait(stop)) break;
    Result<std::optional<FoundEnding>> ending = Confirm(employee, one, stop);
    if (!ending) return ending.error();
    if (*ending) suspects.push_back(std::move(**ending));
  }
  return {};
}

Result<std::optional<FoundEnding>> ContactCheck::Confirm(const std::string& employee,
                                                         const ContactBook::Missing& missing,
                                                         const std::stop_token& stop) {
  const Result<std::vector<Follower>> followers = parts_.reader.FollowersOf(missing.customer, stop);
  if (!followers) return followers.error();
  FoundEnding ending{.employee = employee,
                     .customer = missing.customer,
                     .after = missing.seen_at,
                     .before = parts_.clock.Now(),
                     .key = KeyOf(parts_.source, employee, missing),
                     .handover = false};
  for (const Follower& follower : *followers) {
    if (follower.employee == employee) return std::optional<FoundEnding>();
    const bool since = follower.added_at + kClockSlack >= missing.seen_at;
    if (follower.add_way == kAssigned && since) ending.handover = true;
  }
  return std::optional(std::move(ending));
}

Status ContactCheck::TellAll(IntakeSink& sink) {
  const Result<std::vector<FoundEnding>> untold = parts_.book.Untold();
  if (!untold) return untold.error();
  for (std::size_t i = 0; i < untold->size(); i += kAtOnce) {
    Intake intake;
    intake.source = parts_.source;
    intake.fetched_at = parts_.clock.Now();
    const std::size_t end = std::min(untold->size(), i + kAtOnce);
    for (std::size_t k = i; k < end; ++k) intake.messages.push_back(MessageOf(parts_.source, (*untold)[k]));
    if (const Result<IntakeReceipt> receipt = Deliver(sink, std::move(intake)); !receipt) return receipt.error();
    for (std::size_t k = i; k < end; ++k) {
      if (const Status told = parts_.book.Told((*untold)[k]); !told) return told;
    }
  }
  return {};
}

ContactCheckCounts ContactCheck::counts() const {
  const std::scoped_lock lock(mutex_);
  return counts_;
}

}  // namespace custos::wecom
