// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/allocation_rule.h"
#include "storage/reader.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class AllocationOrigin : std::uint8_t { kLead = 1, kPerson = 2 };
enum class AllocationAct : std::uint8_t {
  kGiven = 1,
  kMovedOn = 2,  ///< after a time-out
  kToPool = 3,   ///< after the last one
  kKept = 4,     ///< he had an owner or was in a pool already
};
enum class AllocationState : std::uint8_t { kMeant = 0, kDone = 1, kRefused = 2 };
enum class AllocationWatch : std::uint8_t {
  kNone = 0,
  kRunning = 1,
  kSpoken = 2,
  kMovedOn = 3,
  kOthers = 4,  ///< somebody else changed the owner, or the rule is gone
  kStays = 5,   ///< nobody else, and no pool
};

std::optional<AllocationAct> ParseAllocationAct(std::string_view name);
std::optional<AllocationState> ParseAllocationState(std::string_view name);
std::string_view ToString(AllocationOrigin origin);  ///< lead, person
std::string_view ToString(AllocationAct act);        ///< given, moved_on, to_pool, kept
std::string_view ToString(AllocationState state);    ///< meant, done, refused
std::string_view ToString(AllocationWatch watch);    ///< none, running, spoken, moved_on, others, stays

/// A customer in one line of business with all that rules ask about.
struct AllocationCase {
  std::uint64_t customer = 0;
  std::string line;
  TimeMs since = 0;
  AllocationOrigin origin = AllocationOrigin::kPerson;
  std::uint64_t lead = 0;
  std::uint64_t user_id = 0;
  std::string user_name;
  bool exists = false;  ///< the record, and it stands for itself
  std::string name;
  std::string grade;
  std::string stage;
  std::map<std::string, std::string> fields;
  std::vector<std::string> tags;
  std::string region;           ///< of the lead, else where the first number belongs to
  std::string channel, intake;  ///< of the lead
  std::optional<EmployeeRef> owner;
  std::uint64_t pool = 0;
  bool frozen = false;
  std::int64_t seen = -1;  ///< newest entry of the ledger; -1: none
};

/// A taker of a rule as he stands.
struct TakerStanding {
  AllocationTaker taker;
  std::string name;
  bool known = false;  ///< in the directory
  bool active = false;
  std::uint64_t owned = 0;  ///< in the rule's line
  std::uint64_t today = 0;  ///< given in the rule's line
  std::int64_t credit = 0;
  std::int64_t last = 0;  ///< the rule's count when he last got one; 0: never
};

struct AllocationTurn {
  std::uint64_t rule = 0;
  EmployeeRef employee;
  std::int64_t credit = 0;
  std::int64_t last = 0;
};

/// What was decided about one customer.
struct AllocationDecision {
  std::uint64_t id = 0;
  TimeMs at = 0;
  std::uint64_t customer = 0;
  std::string line;
  AllocationAct act = AllocationAct::kGiven;
  AllocationState state = AllocationState::kMeant;
  std::string code;
  std::uint64_t rule = 0;  ///< 0: none had a say
  std::uint64_t rule_version = 0;
  std::string rule_name;
  std::optional<EmployeeRef> taker;
  std::uint64_t pool = 0;
  std::uint64_t previous = 0;
  std::optional<EmployeeRef> moved_from;
  std::uint32_t moves = 0;
  std::int64_t seen = -1;
  std::int64_t entry = -1;  ///< of the ledger; -1: none
  AllocationOrigin origin = AllocationOrigin::kPerson;
  std::uint64_t lead = 0;
  std::uint64_t user_id = 0;
  std::string user_name;
  std::string why = "{}";  ///< JSON: docs/allocation.md
  AllocationWatch watch = AllocationWatch::kNone;
  TimeMs due_at = 0;
};

struct AllocationView {
  AllocationDecision decision;
  std::string customer_name;
  std::optional<PersonView> taker;
  std::optional<PersonView> moved_from;
  std::string pool_name;
};

struct AllocationPage {
  std::vector<AllocationView> items;  ///< the newest first
  std::string next_cursor;
};

struct AllocationFilter {
  std::uint64_t customer = 0;  ///< 0: all
  std::uint64_t rule = 0;      ///< 0: all
  std::optional<EmployeeRef> taker;
  std::optional<AllocationAct> act;
  std::optional<AllocationState> state;
  TimeMs from = 0;   ///< inclusive; 0: no limit
  TimeMs until = 0;  ///< exclusive; 0: no limit
  std::string cursor;
  std::size_t limit = 50;
};

/// Why somebody waits still.
struct AllocationWait {
  std::uint64_t customer = 0;
  std::string line;
  std::string reason;      ///< no_rule, off_hours, nobody_free, no_takers, frozen, ledger
  std::uint64_t rule = 0;  ///< whose takers he waits for
  TimeMs next_at = 0;
};

struct WaitingCustomer {
  AllocationWait wait;
  TimeMs since = 0;
  AllocationOrigin origin = AllocationOrigin::kPerson;
  std::string name;
};

/// A decision whose time-out has come.
struct AllocationTimeOut {
  AllocationDecision decision;
  AllocationCase now;                ///< as the customer stands
  TimeMs since = 0;                  ///< of what stands in the ledger
  bool spoken = false;               ///< the taker has written to him or called
  std::vector<EmployeeRef> had_him;  ///< everybody of this chain
};

struct AllocationFinish {
  std::uint64_t id = 0;
  std::int64_t entry = -1;
  std::string refused;  ///< code; empty: done
};

/// Rules of allocation, who waits, and what was decided. Thread-safe; one thread decides.
class AllocationStore {
 public:
  virtual ~AllocationStore() = default;

  /// In their order.
  virtual Result<std::vector<AllocationRule>> Rules() = 0;
  /// The last one. kConflict "allocation.name_taken".
  virtual Result<AllocationRule> Create(const AllocationRule& rule) = 0;
  /// kNotFound "allocation.not_found"; kConflict "allocation.changed" unless `version` is the current one,
  /// "allocation.name_taken".
  virtual Result<AllocationRule> Update(const AllocationRule& rule) = 0;
  /// Errors as Update. Decisions stay.
  virtual Status Remove(std::uint64_t id, std::uint64_t version) = 0;
  /// kConflict "allocation.changed" unless these are all rules there are.
  virtual Status Reorder(const std::vector<std::uint64_t>& ids) = 0;

  virtual Result<std::vector<CalendarDay>> Calendar() = 0;
  /// In the place of what was there.
  virtual Status SetCalendar(const std::vector<CalendarDay>& days) = 0;

  /// To be given to somebody in this line; those who wait already are looked at again. How many there are of them.
  virtual Result<std::uint64_t> Offer(const std::vector<std::uint64_t>& customers, const std::string& line,
                                      std::uint64_t user_id, const std::string& user_name) = 0;
  /// Takes customers of new leads, each lead once, in each line that an enabled rule is for. How many leads.
  virtual Result<std::uint64_t> OfferLeads() = 0;
  /// Those who wait and may be looked at, the longest first. Merged records give way to the one that stands.
  virtual Result<std::vector<AllocationCase>> Due(std::size_t limit) = 0;
  /// The same facts of any customers, as if a person offered them.
  virtual Result<std::vector<AllocationCase>> Cases(const std::vector<std::uint64_t>& customers,
                                                    const std::string& line) = 0;
  virtual Status Wait(const std::vector<AllocationWait>& waits) = 0;
  /// They wait for nobody any more.
  virtual Status Drop(const std::vector<AllocationCase>& cases) = 0;
  /// The same by a person, in this line, before somebody was found. How many waited.
  virtual Result<std::uint64_t> TakeOff(const std::vector<std::uint64_t>& customers, const std::string& line) = 0;
  virtual Result<std::vector<WaitingCustomer>> Waiting(std::size_t limit) = 0;
  /// By reason; empty: nobody has looked yet.
  virtual Result<std::map<std::string, std::uint64_t>> CountWaiting() = 0;

  /// One list for each rule, in its order: takers as named, then employees of departments.
  virtual Result<std::vector<std::vector<TakerStanding>>> Standing(const std::vector<AllocationRule>& rules) = 0;

  /// Before the ledger is asked, in one commit. Decisions of act kKept are done by it. Ids in their order; 0 for
  /// somebody who was on the list (`previous` 0) and was taken off meanwhile: nothing is written about him.
  virtual Result<std::vector<std::uint64_t>> Mean(std::vector<AllocationDecision> decisions,
                                                  const std::vector<AllocationTurn>& turns) = 0;
  /// Meant and not finished, with `entry` where the ledger has it.
  virtual Result<std::vector<AllocationDecision>> Unfinished() = 0;
  /// What the ledger said. Who was refused is looked at again. `turns` where they are others than was meant.
  virtual Status Finish(const std::vector<AllocationFinish>& outcomes, const std::vector<AllocationTurn>& turns) = 0;

  /// The first to come. None while the counting of messages and calls lags behind.
  virtual Result<std::vector<AllocationTimeOut>> TimeOuts(std::size_t limit) = 0;
  /// Ends a watch, or with kRunning moves its end to `due_at`.
  virtual Status Watch(std::uint64_t decision, AllocationWatch watch, TimeMs due_at) = 0;

  virtual Result<AllocationPage> Decisions(const AllocationFilter& filter) = 0;
};

}  // namespace custos::storage
