// SPDX-License-Identifier: Apache-2.0
#include "server/customers/allocation_runner.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace custos::server::customers {
namespace {

using storage::AllocationAct;
using storage::AllocationCase;
using storage::AllocationDecision;
using storage::AllocationRule;
using storage::AllocationTimeOut;
using storage::AllocationWait;
using storage::AllocationWatch;

constexpr std::size_t kAtOnce = 1'000;
constexpr std::size_t kTimeOutsAtOnce = 500;
constexpr TimeMs kMinute = 60'000;
constexpr TimeMs kSoon = 5 * kMinute;
constexpr TimeMs kLater = 60 * kMinute;

AllocationDecision About(const AllocationCase& customer, AllocationAct act) {
  AllocationDecision decision;
  decision.customer = customer.customer;
  decision.line = customer.line;
  decision.act = act;
  decision.seen = customer.seen;
  decision.origin = customer.origin;
  decision.lead = customer.lead;
  decision.user_id = customer.user_id;
  decision.user_name = customer.user_name;
  return decision;
}

void SetRule(AllocationDecision& decision, const AllocationRule& rule) {
  decision.rule = rule.id;
  decision.rule_version = rule.version;
  decision.rule_name = rule.name;
}

/// An existing owner keeps him, and a lead takes nobody out of a pool.
bool IsKept(const AllocationCase& customer) {
  return customer.owner || (customer.pool != 0 && customer.origin == storage::AllocationOrigin::kLead);
}

AllocationDecision Kept(const AllocationCase& customer) {
  AllocationDecision decision = About(customer, AllocationAct::kKept);
  decision.taker = customer.owner;
  decision.pool = customer.pool;
  return decision;
}

/// When to look again at somebody whom nobody can take now.
TimeMs LookAgain(const AllocationChoice& choice, const WorkCalendar& calendar, TimeMs now) {
  if (choice.reason == "no_rule") return now + kLater;
  if (choice.reason != "off_hours") return now + kSoon;
  const auto opening = calendar.NextOpening(choice.rule->terms.hours, now);
  return opening ? std::max(*opening, now + kMinute) : now + kLater;
}

void SetTimeOut(AllocationDecision& decision, const AllocationRule& rule, const WorkCalendar& calendar, TimeMs now) {
  if (rule.terms.time_out_minutes == 0) return;
  const auto due = calendar.After(rule.terms.hours, now, rule.terms.time_out_minutes);
  if (!due) return;
  decision.watch = AllocationWatch::kRunning;
  decision.due_at = *due;
}

/// What becomes of a time-out: a new decision, or how it goes on without one.
struct MoveOutcome {
  std::optional<AllocationDecision> decision;
  std::optional<std::size_t> receipt = {};  ///< of the chooser
  AllocationWatch watch = AllocationWatch::kRunning;
  TimeMs due_at = 0;
};

MoveOutcome Going(TimeMs due_at) {
  return {.decision = std::nullopt, .watch = AllocationWatch::kRunning, .due_at = due_at};
}
MoveOutcome Ended(AllocationWatch watch) { return {.decision = std::nullopt, .watch = watch, .due_at = 0}; }

AllocationDecision After(const AllocationTimeOut& time_out, AllocationAct act, const AllocationRule& rule) {
  AllocationDecision decision = About(time_out.now, act);
  SetRule(decision, rule);
  decision.previous = time_out.decision.id;
  decision.moved_from = time_out.decision.taker;
  decision.moves = time_out.decision.moves + 1;
  return decision;
}

MoveOutcome ToPool(const AllocationTimeOut& time_out, const AllocationRule& rule) {
  if (rule.terms.fallback_pool == 0) return Ended(AllocationWatch::kStays);
  AllocationDecision decision = After(time_out, AllocationAct::kToPool, rule);
  decision.pool = rule.terms.fallback_pool;
  return {.decision = std::move(decision), .watch = AllocationWatch::kMovedOn, .due_at = 0};
}

MoveOutcome MoveOne(AllocationChooser& chooser, const AllocationTimeOut& time_out, TimeMs now) {
  const AllocationDecision& last = time_out.decision;
  const AllocationRule* rule = chooser.Find(last.rule);
  const bool his = time_out.now.exists && time_out.now.owner && last.taker &&
                   storage::SameEmployee(*time_out.now.owner, *last.taker);
  if (!his) return Ended(AllocationWatch::kOthers);
  if (time_out.spoken) return Ended(AllocationWatch::kSpoken);
  if (rule == nullptr || rule->terms.time_out_minutes == 0) return Ended(AllocationWatch::kOthers);
  // Days off may have come since.
  const auto due = chooser.calendar().After(rule->terms.hours, last.at, rule->terms.time_out_minutes);
  if (!due) return Going(now + kLater);
  if (*due > now) return Going(*due);
  if (time_out.now.frozen) return Going(now + kLater);
  if (last.moves >= rule->terms.max_moves) return ToPool(time_out, *rule);
  AllocationChoice choice = chooser.MoveOn(*rule, time_out.now, time_out.had_him);
  if (choice.taker) {
    AllocationDecision decision = After(time_out, AllocationAct::kMovedOn, *rule);
    decision.taker = choice.taker;
    decision.why = std::move(choice.why);
    SetTimeOut(decision, *rule, chooser.calendar(), now);
    return {
        .decision = std::move(decision), .receipt = choice.receipt, .watch = AllocationWatch::kMovedOn, .due_at = 0};
  }
  if (choice.reason == "nobody_left" || choice.reason == "no_takers") return ToPool(time_out, *rule);
  return Going(LookAgain(choice, chooser.calendar(), now));
}

storage::OwnershipOrder OrderOf(const AllocationDecision& decision) {
  storage::OwnershipOrder order;
  order.customer = decision.customer;
  order.line = decision.line;
  order.act = decision.act == AllocationAct::kToPool ? storage::OwnershipAct::kReturn : storage::OwnershipAct::kAssign;
  if (decision.act == AllocationAct::kToPool) {
    order.pool = decision.pool;
  } else {
    order.employee = decision.taker;
  }
  order.seen = decision.seen;
  order.actor.user_id = decision.user_id;
  order.actor.user_name = decision.user_name;
  order.actor.cause = "allocation:" + std::to_string(decision.rule);
  if (decision.previous != 0) order.actor.reason = "time_out";
  return order;
}

}  // namespace

Result<std::unique_ptr<AllocationChooser>> MakeChooser(storage::AllocationStore& store, TimeMs now,
                                                       std::int32_t zone_minutes) {
  auto rules = store.Rules();
  if (!rules) return rules.error();
  auto standing = store.Standing(*rules);
  if (!standing) return standing.error();
  const auto days = store.Calendar();
  if (!days) return days.error();
  return std::make_unique<AllocationChooser>(std::move(*rules), std::move(*standing), WorkCalendar(*days, zone_minutes),
                                             now);
}

Result<std::vector<AllocationPreview>> PreviewAllocation(storage::AllocationStore& store, AllocationChooser& chooser,
                                                         const std::vector<std::uint64_t>& customers,
                                                         const std::string& line) {
  auto cases = store.Cases(customers, line);
  if (!cases) return cases.error();
  std::vector<AllocationPreview> previews;
  for (AllocationCase& one : *cases) {
    AllocationPreview& preview = previews.emplace_back();
    preview.kept = IsKept(one);
    if (one.exists && !preview.kept && !one.frozen) preview.choice = chooser.Choose(one);
    if (one.frozen && !preview.kept) preview.choice.reason = "frozen";
    preview.customer = std::move(one);
  }
  return previews;
}

Result<std::uint64_t> AllocationRunner::Tick() {
  if (!recovered_) {
    if (const Status done = Recover(); !done) return done.error();
    recovered_ = true;
  }
  const auto leads = parts_.store.OfferLeads();
  if (!leads) return leads.error();
  recovered_ = false;  // until what follows has ended well
  const auto moved = MoveOn();
  if (!moved) return moved.error();
  const auto given = Give();
  if (!given) return given.error();
  recovered_ = true;
  return *leads + *moved + *given;
}

// What the ledger has already is told from what it never saw by the entry that follows the one that was seen.
Status AllocationRunner::Recover() {
  const auto open = parts_.store.Unfinished();
  if (!open) return open.error();
  std::vector<storage::AllocationFinish> done;
  std::vector<Meant> left;
  for (const AllocationDecision& one : *open) {
    if (one.entry >= 0) {
      done.push_back({one.id, one.entry, ""});
    } else {
      left.push_back({one, std::nullopt});
    }
  }
  if (const Status finished = parts_.store.Finish(done, {}); !finished) return finished;
  return CarryOut(left, nullptr);
}

Status AllocationRunner::CarryOut(const std::vector<Meant>& meant, AllocationChooser* chooser) {
  std::vector<storage::OwnershipOrder> orders;
  for (const Meant& one : meant) orders.push_back(OrderOf(one.decision));
  const auto outcomes = parts_.ledger.Apply(orders);
  if (!outcomes) return outcomes.error();
  std::vector<storage::AllocationFinish> ends;
  bool took_back = false;
  for (std::size_t i = 0; i < meant.size(); ++i) {
    const storage::OwnershipOutcome& outcome = outcomes->at(i);
    const std::uint64_t id = meant[i].decision.id;
    if (!outcome.refused) {
      ends.push_back({id, static_cast<std::int64_t>(outcome.entry), ""});
      continue;
    }
    ends.push_back({id, -1, outcome.refused->code});
    if (chooser == nullptr || !meant[i].receipt) continue;
    chooser->TakeBack(*meant[i].receipt);
    took_back = true;
  }
  return parts_.store.Finish(ends, took_back ? chooser->Turns() : std::vector<storage::AllocationTurn>());
}

Result<std::uint64_t> AllocationRunner::MoveOn() {
  const auto due = parts_.store.TimeOuts(kTimeOutsAtOnce);
  if (!due) return due.error();
  if (due->empty()) return std::uint64_t{0};
  const TimeMs now = parts_.clock.Now();
  const auto chooser = MakeChooser(parts_.store, now, parts_.zone_minutes);
  if (!chooser) return chooser.error();
  std::vector<AllocationDecision> decisions;
  std::vector<Meant> meant;
  for (const AllocationTimeOut& one : *due) {
    MoveOutcome outcome = MoveOne(**chooser, one, now);
    if (outcome.decision) {
      meant.push_back({*outcome.decision, outcome.receipt});
      decisions.push_back(std::move(*outcome.decision));
    } else if (const Status kept = parts_.store.Watch(one.decision.id, outcome.watch, outcome.due_at); !kept) {
      return kept.error();
    }
  }
  const auto ids = parts_.store.Mean(decisions, (*chooser)->Turns());
  if (!ids) return ids.error();
  for (std::size_t i = 0; i < meant.size(); ++i) meant[i].decision.id = ids->at(i);
  if (const Status done = CarryOut(meant, chooser->get()); !done) return done.error();
  return due->size();
}

Result<std::uint64_t> AllocationRunner::Give() {
  const auto cases = parts_.store.Due(kAtOnce);
  if (!cases) return cases.error();
  if (cases->empty()) return std::uint64_t{0};
  const TimeMs now = parts_.clock.Now();
  const auto chooser = MakeChooser(parts_.store, now, parts_.zone_minutes);
  if (!chooser) return chooser.error();
  std::vector<AllocationDecision> decisions;
  std::vector<std::size_t> receipts;  // of each decision; of those that keep their owner it says nothing
  std::vector<AllocationWait> waits;
  std::vector<AllocationCase> gone;
  for (const AllocationCase& one : *cases) {
    if (!one.exists) {
      gone.push_back(one);
    } else if (IsKept(one)) {
      decisions.push_back(Kept(one));
      receipts.push_back(0);
    } else if (one.frozen) {
      waits.push_back({one.customer, one.line, "frozen", 0, now + kLater});
    } else if (AllocationChoice choice = (*chooser)->Choose(one); choice.taker) {
      AllocationDecision& decision = decisions.emplace_back(About(one, AllocationAct::kGiven));
      SetRule(decision, *choice.rule);
      decision.taker = choice.taker;
      decision.why = std::move(choice.why);
      SetTimeOut(decision, *choice.rule, (*chooser)->calendar(), now);
      receipts.push_back(choice.receipt);
    } else {
      const std::uint64_t rule = choice.rule == nullptr ? 0 : choice.rule->id;
      waits.push_back({one.customer, one.line, choice.reason, rule, LookAgain(choice, (*chooser)->calendar(), now)});
    }
  }
  if (const Status dropped = parts_.store.Drop(gone); !dropped) return dropped.error();
  if (const Status waiting = parts_.store.Wait(waits); !waiting) return waiting.error();
  const auto ids = parts_.store.Mean(decisions, (*chooser)->Turns());
  if (!ids) return ids.error();
  std::vector<Meant> meant;
  bool taken_off = false;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (decisions[i].act == AllocationAct::kKept) continue;
    decisions[i].id = ids->at(i);
    if (decisions[i].id != 0) {
      meant.push_back({std::move(decisions[i]), receipts[i]});
      continue;
    }
    (*chooser)->TakeBack(receipts[i]);
    taken_off = true;
  }
  if (taken_off) {
    if (const Status returned = parts_.store.Finish({}, (*chooser)->Turns()); !returned) return returned.error();
  }
  if (const Status done = CarryOut(meant, chooser->get()); !done) return done.error();
  return cases->size();
}

}  // namespace custos::server::customers
