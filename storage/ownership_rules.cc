// SPDX-License-Identifier: Apache-2.0
#include "storage/ownership_rules.h"

#include <algorithm>
#include <tuple>

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;

Error Conflict(const char* code, const char* what) { return {ErrorKind::kConflict, code, what}; }
Error Invalid(const char* what) { return {ErrorKind::kInvalid, "ownership.invalid", what}; }

bool Less(const EmployeeRef& one, const EmployeeRef& other) {
  return std::tie(one.source, one.id) < std::tie(other.source, other.id);
}

bool Same(const std::optional<EmployeeRef>& one, const std::optional<EmployeeRef>& other) {
  return one.has_value() == other.has_value() && (!one || SameEmployee(*one, *other));
}

bool Same(const std::optional<DatedEmployee>& one, const std::optional<DatedEmployee>& other) {
  return one.has_value() == other.has_value() &&
         (!one || (SameEmployee(one->employee, other->employee) && one->at == other->at));
}

std::vector<EmployeeRef>::iterator Sharer(OwnershipState& state, const EmployeeRef& employee) {
  return std::find_if(state.shared.begin(), state.shared.end(),
                      [&](const EmployeeRef& one) { return SameEmployee(one, employee); });
}

/// Nobody has him any more: who had him is remembered, and those who shared or borrowed him go with the owner.
void Leave(OwnershipState& state, TimeMs now) {
  if (state.owner) state.last_owner = DatedEmployee{*state.owner, now};
  state.owner.reset();
  state.borrower.reset();
  state.shared.clear();
  state.pool = 0;
  state.since = now;
}

OwnershipState Owned(OwnershipState state, const EmployeeRef& employee, TimeMs now) {
  const std::vector<EmployeeRef> shared = state.shared;
  Leave(state, now);
  state.owner = employee;
  for (const EmployeeRef& one : shared) {
    if (!SameEmployee(one, employee)) state.shared.push_back(one);
  }
  return state;
}

Result<OwnershipState> Claimed(const OwnershipState& state, const OwnershipOrder& order, TimeMs now,
                               const ClaimTerms& terms) {
  if (state.pool == 0 || (order.pool != 0 && order.pool != state.pool)) {
    return Conflict("ownership.not_in_pool", "the customer is not in the pool any more");
  }
  if (!terms.open || !terms.theirs) return Conflict("pool.not_theirs", "the pool is not open to this employee");
  const ClaimLimits& limits = terms.limits;
  if (limits.per_day != 0 && terms.claims_today >= limits.per_day) {
    return Conflict("pool.daily_limit", "no further claim today");
  }
  if (limits.held != 0 && terms.held >= limits.held) return Conflict("pool.held_limit", "too many customers already");
  if (state.last_owner && SameEmployee(state.last_owner->employee, *order.employee) &&
      now - state.last_owner->at < limits.cool_off_days * kDay) {
    return Conflict("pool.cooling_off", "whoever had the customer last has to wait");
  }
  return Owned(state, *order.employee, now);
}

Result<OwnershipState> WithEmployee(OwnershipState state, const OwnershipOrder& order, TimeMs now) {
  const EmployeeRef& employee = *order.employee;
  if (!state.owner) return Conflict("ownership.not_owned", "nobody owns the customer");
  const bool owner = SameEmployee(*state.owner, employee);
  const auto sharer = Sharer(state, employee);
  switch (order.act) {
    case OwnershipAct::kShare:
      if (owner) return Invalid("the owner has the customer already");
      if (sharer == state.shared.end()) {
        state.shared.insert(std::lower_bound(state.shared.begin(), state.shared.end(), employee, Less), employee);
      }
      return state;
    case OwnershipAct::kUnshare:
      if (sharer == state.shared.end()) return Conflict("ownership.not_shared", "not shared with this employee");
      state.shared.erase(sharer);
      return state;
    default:
      if (owner) return Invalid("the owner has the customer already");
      if (order.until <= now) return Invalid("the end of the lending has to lie ahead");
      state.borrower = DatedEmployee{employee, order.until};
      return state;
  }
}

bool NeedsEmployee(OwnershipAct act) {
  return act == OwnershipAct::kAssign || act == OwnershipAct::kClaim || act == OwnershipAct::kShare ||
         act == OwnershipAct::kUnshare || act == OwnershipAct::kLend;
}

}  // namespace

std::string_view ToString(OwnershipAct act) {
  switch (act) {
    case OwnershipAct::kAssign: return "assign";
    case OwnershipAct::kClaim: return "claim";
    case OwnershipAct::kReturn: return "return";
    case OwnershipAct::kShare: return "share";
    case OwnershipAct::kUnshare: return "unshare";
    case OwnershipAct::kLend: return "lend";
    case OwnershipAct::kEndLending: return "end_lending";
    case OwnershipAct::kFreeze: return "freeze";
    case OwnershipAct::kUnfreeze: return "unfreeze";
    case OwnershipAct::kMergeAway: return "merge_away";
    case OwnershipAct::kMergeIn: return "merge_in";
    case OwnershipAct::kTakeApart: return "take_apart";
  }
  return "unknown";
}

std::optional<OwnershipAct> ParseOwnershipAct(std::string_view name) {
  for (int value = 1; value <= static_cast<int>(OwnershipAct::kTakeApart); ++value) {
    if (ToString(static_cast<OwnershipAct>(value)) == name) return static_cast<OwnershipAct>(value);
  }
  return std::nullopt;
}

std::optional<EmployeeRef> ServingEmployee(const OwnershipState& state, TimeMs now) {
  if (state.merged) return std::nullopt;
  if (state.borrower && now < state.borrower->at) return state.borrower->employee;
  return state.owner;
}

bool SameEmployee(const EmployeeRef& one, const EmployeeRef& other) {
  return one.id == other.id && one.source == other.source;
}

void SortSharers(OwnershipState& state) { std::sort(state.shared.begin(), state.shared.end(), Less); }

Result<OwnershipState> Ordered(const OwnershipState& state, const OwnershipOrder& order, TimeMs now,
                               const ClaimTerms& terms) {
  if (state.merged) return Conflict("ownership.merged", "the record was merged into another one");
  if (NeedsEmployee(order.act) && (!order.employee || order.employee->id.empty())) {
    return Invalid("this needs an employee");
  }
  OwnershipState next = state;
  if (next.frozen && next.frozen_until != 0 && next.frozen_until <= now) {
    next.frozen = false;
    next.frozen_until = 0;
  }
  if (order.act == OwnershipAct::kUnfreeze) {
    next.frozen = false;
    next.frozen_until = 0;
    return next;
  }
  if (order.act == OwnershipAct::kFreeze) {
    if (order.until != 0 && order.until <= now) return Invalid("the end of the freeze has to lie ahead");
    next.frozen = true;
    next.frozen_until = order.until;
    return next;
  }
  // A lending that was to end then ends then, frozen or not.
  if (order.act == OwnershipAct::kEndLending) {
    if (!state.borrower) return Conflict("ownership.not_lent", "the customer is not lent");
    if (next.frozen && state.borrower->at > now) return Conflict("ownership.frozen", "the customer is frozen");
    next.borrower.reset();
    return next;
  }
  if (next.frozen) return Conflict("ownership.frozen", "the customer is frozen");
  switch (order.act) {
    case OwnershipAct::kAssign:
      if (next.owner && SameEmployee(*next.owner, *order.employee)) return next;
      return Owned(std::move(next), *order.employee, now);
    case OwnershipAct::kClaim: return Claimed(next, order, now, terms);
    case OwnershipAct::kReturn:
      if (order.pool == 0) return Invalid("this needs a pool");
      if (next.pool == order.pool) return next;
      Leave(next, now);
      next.pool = order.pool;
      return next;
    case OwnershipAct::kShare:
    case OwnershipAct::kUnshare:
    case OwnershipAct::kLend: return WithEmployee(std::move(next), order, now);
    default: return Invalid("merges are not ordered");
  }
}

OwnershipState MergedAway(const OwnershipState& gone) {
  OwnershipState state = gone;
  state.merged = true;
  return state;
}

OwnershipState MergedIn(const OwnershipState& kept, const OwnershipState& gone) {
  if (kept.owner || kept.frozen || (kept.pool != 0 && !gone.owner)) return kept;
  OwnershipState state = gone;
  state.merged = false;
  return state;
}

bool SameOwnership(const OwnershipState& one, const OwnershipState& other) {
  return Same(one.owner, other.owner) && one.pool == other.pool && one.since == other.since &&
         std::equal(one.shared.begin(), one.shared.end(), other.shared.begin(), other.shared.end(), SameEmployee) &&
         Same(one.borrower, other.borrower) && one.frozen == other.frozen && one.frozen_until == other.frozen_until &&
         Same(one.last_owner, other.last_owner) && one.merged == other.merged;
}

}  // namespace custos::storage
