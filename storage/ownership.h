// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "storage/scope.h"

namespace custos::storage {

/// What can be done to who serves a customer. Values are stored; never renumber.
enum class OwnershipAct : std::uint8_t {
  kAssign = 1,      ///< to an employee: from nobody, out of a pool, or from another
  kClaim = 2,       ///< by the employee himself out of a pool, within its limits
  kReturn = 3,      ///< into a pool
  kShare = 4,       ///< an employee may look after him too
  kUnshare = 5,     ///< not any more
  kLend = 6,        ///< another serves until a date; the owner stays
  kEndLending = 7,  ///< before the date, or because it came
  kFreeze = 8,      ///< nothing below changes until it is taken off or its date comes
  kUnfreeze = 9,    ///<
  kMergeAway = 10,  ///< his record went into another one
  kMergeIn = 11,    ///< taken over from a record that was merged into this one
  kTakeApart = 12,  ///< the merge was taken back: what stood before it stands again
};

std::string_view ToString(OwnershipAct act);  ///< assign, claim, return, share, unshare, lend, end_lending …
std::optional<OwnershipAct> ParseOwnershipAct(std::string_view name);

/// Somebody, until a moment or since one.
struct DatedEmployee {
  EmployeeRef employee;
  TimeMs at = 0;
};

/// Who serves a customer in one line of business. One owner at most, or one pool, or neither.
struct OwnershipState {
  std::optional<EmployeeRef> owner;
  std::uint64_t pool = 0;                 ///< 0: in none
  TimeMs since = 0;                       ///< of the owner or of the pool
  std::vector<EmployeeRef> shared;        ///< in order, each once
  std::optional<DatedEmployee> borrower;  ///< until `at`
  bool frozen = false;
  TimeMs frozen_until = 0;                  ///< 0: open end
  std::optional<DatedEmployee> last_owner;  ///< who lost him last, and when
  bool merged = false;                      ///< his record went into another one: this one is at rest
};

/// The one who serves: the borrower as long as he has him, else the owner.
std::optional<EmployeeRef> ServingEmployee(const OwnershipState& state, TimeMs now);

bool SameEmployee(const EmployeeRef& one, const EmployeeRef& other);
/// Brings `shared` into the order in which it is kept: by source and id.
void SortSharers(OwnershipState& state);

/// Who orders a change, and why.
struct OwnershipActor {
  std::uint64_t user_id = 0;     ///< 0: nobody did, a rule or a job
  std::string user_name;         ///< as it is at that moment
  std::string cause = "person";  ///< person, rule, merge, handover:<id>, allocation:<rule> …
  std::string reason;            ///< for people; may be empty
};

constexpr std::int64_t kNoEntry = -1;

struct OwnershipOrder {
  std::uint64_t customer = 0;
  std::string line;  ///< of business; empty: the company's only one
  OwnershipAct act = OwnershipAct::kAssign;
  std::optional<EmployeeRef> employee;  ///< the new owner, claimer, sharer or borrower
  std::uint64_t pool = 0;               ///< kReturn: into which
  TimeMs until = 0;                     ///< kLend, kFreeze
  /// The newest entry that whoever orders has seen, kNoEntry for none; refused when another came meanwhile. nullopt:
  /// whatever stands.
  std::optional<std::int64_t> seen;
  OwnershipActor actor;
};

}  // namespace custos::storage
