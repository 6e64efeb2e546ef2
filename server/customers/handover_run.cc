// SPDX-License-Identifier: Apache-2.0
#include "server/customers/handover_run.h"

#include <algorithm>
#include <utility>

namespace custos::server::customers {
namespace {

using storage::HandoverItem;
using storage::HandoverItemState;
using storage::HandoverKind;
using storage::HandoverOutcome;
using wecom::HandoverAdvice;
using wecom::HandoverStatus;

constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kDay = 24 * kHour;
constexpr TimeMs kPlatformZone = 8 * kHour;    ///< its days are those of Beijing
constexpr TimeMs kNoRecordAfter = 26 * kHour;  ///< of a customer of whom the platform knows nothing
constexpr TimeMs kOverdueAfter = 48 * kHour;   ///< after the moment at which he should have gone
constexpr TimeMs kSlack = kHour;               ///< an older answer is about an earlier handover
constexpr TimeMs kSoon = 5'000;
constexpr std::uint32_t kMostUnanswered = 5;

TimeMs DayStart(TimeMs now) { return (now + kPlatformZone) / kDay * kDay - kPlatformZone; }

HandoverOutcome Failed(const HandoverItem& item, std::string code, HandoverAdvice advice) {
  return {item.n, HandoverItemState::kFailed, std::move(code), static_cast<int>(advice), 0};
}

HandoverOutcome Waits(const HandoverItem& item, TimeMs due) {
  return {item.n, HandoverItemState::kWaiting, "", 0, due};
}
HandoverOutcome Done(const HandoverItem& item, TimeMs at) { return {item.n, HandoverItemState::kDone, "", 0, at}; }

HandoverOutcome Judged(const HandoverItem& item, const wecom::HandoverVerdict& verdict) {
  const auto state = verdict.taker_full ? HandoverItemState::kTakerFull : HandoverItemState::kFailed;
  return {item.n, state, verdict.code, static_cast<int>(verdict.advice), 0};
}

std::map<std::string, std::vector<HandoverItem>> ByTaker(const std::vector<HandoverItem>& items) {
  std::map<std::string, std::vector<HandoverItem>> groups;
  for (const HandoverItem& item : items) groups[item.taker.id].push_back(item);
  return groups;
}

std::vector<HandoverItem> Those(const std::vector<HandoverItem>& items, HandoverKind kind) {
  std::vector<HandoverItem> some;
  std::copy_if(items.begin(), items.end(), std::back_inserter(some),
               [&](const HandoverItem& item) { return item.kind == kind; });
  return some;
}

std::vector<HandoverItem> Those(const std::vector<HandoverItem>& items, HandoverItemState state) {
  std::vector<HandoverItem> some;
  std::copy_if(items.begin(), items.end(), std::back_inserter(some),
               [&](const HandoverItem& item) { return item.state == state; });
  return some;
}

std::vector<std::string> IdsOf(const std::vector<HandoverItem>& items) {
  std::vector<std::string> ids;
  for (const HandoverItem& item : items) ids.push_back(item.id);
  return ids;
}

}  // namespace

HandoverRun::HandoverRun(storage::HandoverStore& store, HandoverPlatform& platform, const Clock& clock,
                         const HandoverPace& pace, const storage::HandoverView& handover, std::stop_token stop)
    : store_(store),
      platform_(platform),
      calls_(platform.api),
      clock_(clock),
      pace_(pace),
      handover_(handover),
      stop_(std::move(stop)) {}

Status HandoverRun::Step() {
  const Result<Items> open = store_.Open(handover_.id);
  if (!open) return open.error();
  if (const Status found = FindOut(Those(*open, HandoverItemState::kAsked)); !found) return found;
  if (problem_.empty() && handover_.state == storage::HandoverState::kRunning) {
    if (const Status asked = Ask(Those(*open, HandoverItemState::kPlanned)); !asked) return asked;
  }
  if (problem_.empty()) {
    if (const Status looked = Look(Those(*open, HandoverItemState::kWaiting)); !looked) return looked;
  }
  return Rest();
}

wecom::HandoverPair HandoverRun::Pair(const std::string& taker) const {
  return {handover_.giver.id, taker, handover_.resigned};
}

TimeMs HandoverRun::Tomorrow() const { return DayStart(clock_.Now()) + kDay + 60'000; }

Status HandoverRun::Settle(const Items& items, Outcomes outcomes) {
  if (const Status settled = store_.Settle(handover_.id, outcomes); !settled) return settled;
  std::vector<wecom::ChangeHint> moved;
  for (const HandoverOutcome& outcome : outcomes) {
    if (outcome.state != HandoverItemState::kDone) continue;
    const auto item =
        std::find_if(items.begin(), items.end(), [&](const HandoverItem& one) { return one.n == outcome.n; });
    if (item->kind == HandoverKind::kGroup) {
      moved.push_back({.kind = wecom::ChangeHint::Kind::kGroup, .id = item->id});
    } else {
      moved.push_back({.kind = wecom::ChangeHint::Kind::kRelation, .id = item->taker.id, .other = item->id});
    }
  }
  if (!moved.empty() && platform_.look_again) platform_.look_again(moved);
  return {};
}

Result<std::map<std::string, std::vector<wecom::HandoverProgress>>> HandoverRun::ProgressOf(const std::string& taker) {
  Result<std::vector<wecom::HandoverProgress>> all = calls_.Progress(Pair(taker), stop_);
  if (!all) return all.error();
  std::map<std::string, std::vector<wecom::HandoverProgress>> by_customer;
  for (wecom::HandoverProgress& one : *all) by_customer[one.customer].push_back(std::move(one));
  return by_customer;
}

/// A call of ours whose answer is missing: what the platform knows since then came of it, else it never arrived.
Status HandoverRun::FindOut(const Items& asked) {
  for (const auto& [taker, items] : ByTaker(asked)) {
    const Items customers = Those(items, HandoverKind::kCustomer);
    Outcomes outcomes;
    if (!customers.empty()) {
      const auto progress = ProgressOf(taker);
      if (!progress) {
        problem_ = progress.error().code;
        return {};
      }
      for (const HandoverItem& item : customers) {
        const auto told = progress->find(item.id);
        std::vector<wecom::HandoverProgress> since;
        if (told != progress->end()) {
          std::copy_if(told->second.begin(), told->second.end(), std::back_inserter(since), [&](const auto& one) {
            return one.status == HandoverStatus::kWaiting || one.at + 999 >= item.asked_at;
          });
        }
        const bool known = std::any_of(since.begin(), since.end(), [](const auto& one) {
          return one.status != HandoverStatus::kNoRecord && one.status != HandoverStatus::kUnknown;
        });
        if (known) {
          outcomes.push_back(OutcomeOf(item, &since));
        } else if (item.attempts >= kMostUnanswered) {
          outcomes.push_back(Failed(item, "handover.no_answer", HandoverAdvice::kRetry));
        } else {
          outcomes.push_back({item.n, HandoverItemState::kPlanned, "", 0, 0});
        }
      }
    }
    for (const HandoverItem& item : Those(items, HandoverKind::kGroup)) {
      outcomes.push_back(Owns(item.id, taker) ? Done(item, clock_.Now())
                                              : HandoverOutcome{item.n, HandoverItemState::kPlanned, "", 0, 0});
      if (!problem_.empty()) return {};
    }
    if (const Status settled = Settle(items, std::move(outcomes)); !settled) return settled;
  }
  return {};
}

Status HandoverRun::Ask(const Items& planned) {
  for (const auto& [taker, items] : ByTaker(planned)) {
    if (const Status asked = AskCustomers(taker, Those(items, HandoverKind::kCustomer)); !asked) return asked;
    if (problem_.empty()) {
      if (const Status moved = MoveGroups(taker, Those(items, HandoverKind::kGroup)); !moved) return moved;
    }
    if (!problem_.empty() || stop_.stop_requested()) return {};
  }
  return {};
}

Status HandoverRun::AskCustomers(const std::string& taker, const Items& items) {
  for (std::size_t from = 0; from < items.size(); from += wecom::kMostPerHandoverCall) {
    if (stop_.stop_requested() || !problem_.empty()) return {};
    const auto first = items.begin() + static_cast<std::ptrdiff_t>(from);
    const std::size_t count = std::min(wecom::kMostPerHandoverCall, items.size() - from);
    const Items batch(first, first + static_cast<std::ptrdiff_t>(count));
    std::vector<std::uint32_t> numbers;
    for (const HandoverItem& item : batch) numbers.push_back(item.n);
    const auto asking = store_.Asking(handover_.id, numbers);
    if (!asking) return asking.error();
    Items still;
    std::copy_if(batch.begin(), batch.end(), std::back_inserter(still),
                 [&](const HandoverItem& item) { return std::binary_search(asking->begin(), asking->end(), item.n); });
    if (still.empty()) continue;
    if (const Status asked = AskPart(taker, still); !asked) return asked;
  }
  return {};
}

/// One call. What the platform refuses as a whole without saying for whom is found by halving.
Status HandoverRun::AskPart(const std::string& taker, const Items& items) {
  const auto answers = calls_.Ask(Pair(taker), IdsOf(items), handover_.message, stop_);
  if (!answers) {
    const int errcode = wecom::ErrcodeIn(answers.error().code);
    const bool refused = answers.error().kind == ErrorKind::kInvalid || answers.error().kind == ErrorKind::kNotFound;
    if (!refused || errcode == 0) {
      problem_ = answers.error().code;
      return {};
    }
    if (wecom::IsAboutPeople(errcode) || items.size() == 1) {
      Outcomes outcomes;
      for (const HandoverItem& item : items) outcomes.push_back(Judged(item, wecom::VerdictOfCustomer(errcode)));
      return Settle(items, std::move(outcomes));
    }
    const auto middle = items.begin() + static_cast<std::ptrdiff_t>(items.size() / 2);
    if (const Status first = AskPart(taker, Items(items.begin(), middle)); !first || !problem_.empty()) return first;
    return AskPart(taker, Items(middle, items.end()));
  }
  Outcomes outcomes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const int errcode = answers->at(i).errcode;
    if (errcode == -1) continue;  // not answered: looked for at the next step
    const wecom::HandoverVerdict verdict = wecom::VerdictOfCustomer(errcode);
    outcomes.push_back(verdict.started ? Waits(items[i], clock_.Now() + kDay) : Judged(items[i], verdict));
  }
  return Settle(items, std::move(outcomes));
}

Status HandoverRun::MoveGroups(const std::string& taker, const Items& items) {
  for (std::size_t from = 0; from < items.size() && !stop_.stop_requested();) {
    const auto today = store_.GroupsSince(handover_.source, handover_.giver.id, DayStart(clock_.Now()));
    if (!today) return today.error();
    if (*today >= wecom::kMostGroupsPerDay) return {};
    const std::size_t count =
        std::min({wecom::kMostPerHandoverCall, items.size() - from, std::size_t{wecom::kMostGroupsPerDay - *today}});
    std::vector<std::uint32_t> numbers;
    for (std::size_t i = from; i < from + count; ++i) numbers.push_back(items[i].n);
    from += count;
    const auto asking = store_.Asking(handover_.id, numbers);
    if (!asking) return asking.error();
    Items still;
    std::copy_if(items.begin(), items.end(), std::back_inserter(still),
                 [&](const HandoverItem& item) { return std::binary_search(asking->begin(), asking->end(), item.n); });
    if (still.empty()) continue;
    const auto answers = calls_.MoveGroups(Pair(taker), IdsOf(still), stop_);
    const int refused = answers ? 0 : wecom::ErrcodeIn(answers.error().code);
    if (!answers && (refused == 0 || answers.error().kind == ErrorKind::kUnavailable ||
                     answers.error().kind == ErrorKind::kDenied)) {
      problem_ = answers.error().code;
      return {};
    }
    Outcomes outcomes;
    for (std::size_t i = 0; i < still.size(); ++i) {
      outcomes.push_back(OutcomeOfGroup(still[i], answers ? answers->at(i).errcode : refused));
    }
    if (const Status settled = Settle(still, std::move(outcomes)); !settled) return settled;
  }
  return {};
}

HandoverOutcome HandoverRun::OutcomeOfGroup(const HandoverItem& item, int errcode) {
  constexpr int kTooMany = 45009;
  if (errcode == 0) return Done(item, clock_.Now());
  if (errcode == kTooMany) return {item.n, HandoverItemState::kPlanned, "handover.daily_limit", 0, Tomorrow()};
  const wecom::HandoverVerdict verdict = wecom::VerdictOfGroup(errcode);
  if (verdict.started) return Waits(item, clock_.Now());
  if (Owns(item.id, item.taker.id)) return Done(item, clock_.Now());
  return Judged(item, verdict);
}

/// Whether the platform says that this group is his now.
bool HandoverRun::Owns(const std::string& group, const std::string& taker) {
  const auto found = platform_.reader.CustomerGroup(group, stop_);
  if (!found && found.error().kind == ErrorKind::kUnavailable) problem_ = found.error().code;
  return found && found->owner_id == taker;
}

Status HandoverRun::Look(const Items& waiting) {
  for (const auto& [taker, items] : ByTaker(waiting)) {
    Outcomes outcomes;
    const Items customers = Those(items, HandoverKind::kCustomer);
    if (!customers.empty()) {
      const auto progress = ProgressOf(taker);
      if (!progress) {
        problem_ = progress.error().code;
        return {};
      }
      for (const HandoverItem& item : customers) {
        const auto told = progress->find(item.id);
        outcomes.push_back(OutcomeOf(item, told == progress->end() ? nullptr : &told->second));
      }
    }
    for (const HandoverItem& item : Those(items, HandoverKind::kGroup)) {
      if (Owns(item.id, taker)) outcomes.push_back(Done(item, clock_.Now()));
      if (!problem_.empty()) return {};
    }
    if (const Status settled = Settle(items, std::move(outcomes)); !settled) return settled;
    if (stop_.stop_requested()) return {};
  }
  return {};
}

/// One that waits tells more than one that ended; of those that ended the newest. Older ones are about an earlier
/// handover between the two.
HandoverOutcome HandoverRun::OutcomeOf(const HandoverItem& item,
                                       const std::vector<wecom::HandoverProgress>* told) const {
  const wecom::HandoverProgress* best = nullptr;
  for (std::size_t i = 0; told != nullptr && i < told->size(); ++i) {
    const wecom::HandoverProgress& one = told->at(i);
    const bool waits = one.status == HandoverStatus::kWaiting;
    const bool ended = one.status == HandoverStatus::kDone || one.status == HandoverStatus::kRefused ||
                       one.status == HandoverStatus::kTakerFull;
    if (!waits && (!ended || (one.at != 0 && one.at + kSlack < item.asked_at))) continue;
    if (best == nullptr || waits || (best->status != HandoverStatus::kWaiting && one.at > best->at)) best = &one;
  }
  const TimeMs now = clock_.Now();
  if (best == nullptr) {
    if (now > item.asked_at + kNoRecordAfter) return Failed(item, "handover.no_record", HandoverAdvice::kRetry);
    return Waits(item, item.due_at);
  }
  switch (best->status) {
    case HandoverStatus::kDone: return Done(item, best->at);
    case HandoverStatus::kRefused:
      return {item.n, HandoverItemState::kRefused, "handover.refused", static_cast<int>(HandoverAdvice::kOtherTaker),
              0};
    case HandoverStatus::kTakerFull:
      return {item.n, HandoverItemState::kTakerFull, "handover.taker_full",
              static_cast<int>(HandoverAdvice::kOtherTaker), 0};
    default: break;
  }
  if (now > std::max(best->at, item.asked_at + kDay) + kOverdueAfter) {
    return Failed(item, "handover.overdue", HandoverAdvice::kRetry);
  }
  return Waits(item, best->at != 0 ? best->at : item.due_at);
}

/// Looks again when something may have come, more seldom the longer nothing has.
Status HandoverRun::Rest() {
  const Result<Items> open = store_.Open(handover_.id);
  if (!open) return open.error();
  const TimeMs now = clock_.Now();
  const TimeMs check = pace_.check.count();
  TimeMs next = now + pace_.longest.count();
  for (const HandoverItem& item : *open) {
    if (item.state == HandoverItemState::kAsked) next = std::min(next, now + std::min<TimeMs>(check, 30'000));
    if (item.state == HandoverItemState::kPlanned) {
      const bool group_of_tomorrow = item.kind == HandoverKind::kGroup && item.due_at <= now && problem_.empty();
      next =
          std::min(next, group_of_tomorrow ? Tomorrow() : std::max(item.due_at, now + std::min<TimeMs>(check, 30'000)));
    }
    if (item.state != HandoverItemState::kWaiting) continue;
    const TimeMs pause = std::clamp<TimeMs>((now - item.asked_at) / 4, check, std::max(check, pace_.longest.count()));
    next = std::min(next, now + pause);
    if (item.due_at > now) next = std::min(next, item.due_at + std::min(check, kSoon));
  }
  return store_.Rest(handover_.id, next, problem_);
}

}  // namespace custos::server::customers
