// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class DisputeState : std::uint8_t { kOpen = 0, kDecided = 1, kWithdrawn = 2 };

/// How a dispute ended. Values are stored; never renumber.
enum class DisputeOutcome : std::uint8_t {
  kNone = 0,
  kKeep = 1,   ///< whoever served him goes on
  kGive = 2,   ///< the claimant becomes the owner
  kShare = 3,  ///< the claimant may look after him too
};

std::string_view ToString(DisputeState state);      ///< open, decided, withdrawn
std::string_view ToString(DisputeOutcome outcome);  ///< none, keep, give, share
std::optional<DisputeState> ParseDisputeState(std::string_view name);
std::optional<DisputeOutcome> ParseDisputeOutcome(std::string_view name);

/// Two employees want the same customer (撞单): one says why he should have him, somebody else decides.
struct Dispute {
  std::uint64_t id = 0;
  std::uint64_t customer = 0;
  std::string line;  ///< of business
  PersonView claimant;
  std::optional<PersonView> owner;  ///< when it was opened
  std::string statement;
  TimeMs opened_at = 0;
  std::uint64_t user_id = 0;  ///< who opened it
  std::string user_name;
  DisputeState state = DisputeState::kOpen;
  DisputeOutcome outcome = DisputeOutcome::kNone;
  std::string note;
  TimeMs decided_at = 0;
  std::string decided_by;
  std::uint64_t entry = 0;  ///< of the ledger that carried it out; 0: none had to
};

struct DisputeDraft {
  std::uint64_t customer = 0;
  std::string line;
  EmployeeRef claimant;
  std::string statement;
  std::uint64_t user_id = 0;
  std::string user_name;
  TimeMs protected_for = 0;  ///< so long after an owner got him nobody may dispute him; 0: no such time
};

/// What an employee had to do with the customer. Times are 0 when it never happened.
struct DisputeSide {
  TimeMs added_at = 0;  ///< as a contact
  TimeMs first_at = 0;  ///< message or call between the two
  TimeMs last_at = 0;
  std::uint64_t messages = 0;
};

struct DisputeVerdict {
  DisputeOutcome outcome = DisputeOutcome::kKeep;
  std::string note;
  std::string user_name;
  std::uint64_t entry = 0;
};

struct DisputeFilter {
  std::optional<DisputeState> state;
  /// Only those of these accounts, as claimant or owner; nullopt: of everybody.
  std::optional<std::vector<EmployeeRef>> accounts;
  std::string cursor;
  std::size_t limit = 50;
};

struct DisputePage {
  std::vector<Dispute> items;  ///< the newest first
  std::string next_cursor;
};

/// Disputes about who serves a customer. Deciding changes nothing by itself: the ledger does, and the verdict names its
/// entry. Thread-safe.
class DisputeStore {
 public:
  virtual ~DisputeStore() = default;

  /// kNotFound "customer.not_found", "employee.not_found"; kConflict "dispute.not_owned" (nobody serves him: he can be
  /// had without one), "dispute.own" (the claimant serves him), "dispute.open", "dispute.protected".
  virtual Result<Dispute> Open(const DisputeDraft& draft) = 0;
  virtual Result<Dispute> Get(std::uint64_t id) = 0;  ///< kNotFound "dispute.not_found"
  /// kInvalid "cursor.invalid".
  virtual Result<DisputePage> List(const DisputeFilter& filter) = 0;
  /// Of an employee and the dispute's customer.
  virtual Result<DisputeSide> SideOf(std::uint64_t customer, const EmployeeRef& employee) = 0;
  /// kConflict "dispute.ended"; kNotFound "dispute.not_found".
  virtual Result<Dispute> Decide(std::uint64_t id, const DisputeVerdict& verdict) = 0;
  virtual Result<Dispute> Withdraw(std::uint64_t id, const std::string& user_name) = 0;
};

}  // namespace custos::storage
