// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// What two accounts of one person have in common. A name is none: people share names. Values are stored.
enum class StaffMark : std::uint8_t { kMobile = 1, kEmail = 2, kStaffNumber = 3 };
std::string_view ToString(StaffMark mark);  ///< mobile, email, staff_number

/// Values are stored; never renumber.
enum class StaffAct : std::uint8_t {
  kJoined = 1,
  kParted = 2,
  kRefused = 3,  ///< said not to be one person
};
std::string_view ToString(StaffAct act);  ///< joined, parted, refused

/// A work account of a person.
struct StaffAccount {
  PersonView person;
  bool active = false;          ///< the account is there
  bool archived = false;        ///< it has an archive seat
  std::uint64_t customers = 0;  ///< contacts that stand
  TimeMs since = 0;             ///< joined with the others; 0 when it stands alone
};

/// Who decides, and why.
struct StaffOrder {
  std::string reason;
  std::uint64_t user_id = 0;
  std::string user_name;
};

struct StaffStep {
  TimeMs at = 0;
  StaffAct act = StaffAct::kJoined;
  PersonView account;
  PersonView other;
  std::string reason;
  std::string user_name;
};

/// Two accounts that may be one person's: the directories show the same marks at both.
struct StaffProposal {
  StaffAccount account;
  StaffAccount other;
  std::vector<StaffMark> marks;
};

/// Which work accounts, of one company or several, are the same person's. People decide it; the directories only
/// propose. What was decided is kept for ever. Thread-safe.
class StaffStore {
 public:
  virtual ~StaffStore() = default;

  /// All accounts of the person who has this one, those that are there first; at least itself. kNotFound
  /// "employee.not_found" for one that no directory told of.
  virtual Result<std::vector<StaffAccount>> Accounts(const EmployeeRef& account) = 0;
  /// Steps of all these accounts, the newest first, at most 200.
  virtual Result<std::vector<StaffStep>> History(const EmployeeRef& account) = 0;

  /// Both and all that are joined with either are one person's from now on. kNotFound "employee.not_found"; kInvalid
  /// "staff.same_account"; kConflict "staff.joined_already".
  virtual Status Join(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) = 0;
  /// This one is somebody else's than the others from now on; it is not proposed with them again. kConflict
  /// "staff.not_joined".
  virtual Status Part(const EmployeeRef& account, const StaffOrder& order) = 0;
  /// The two are not one person's: they are not proposed any more. kNotFound "employee.not_found"; kInvalid
  /// "staff.same_account"; kConflict "staff.joined_already".
  virtual Status Refuse(const EmployeeRef& account, const EmployeeRef& other, const StaffOrder& order) = 0;

  /// Accounts with equal marks that nobody decided on, those with more of them first. A mark that more than five
  /// accounts have tells nothing, nor does a staff number alone where the names differ.
  virtual Result<std::vector<StaffProposal>> Proposals(std::size_t limit) = 0;
};

}  // namespace custos::storage
