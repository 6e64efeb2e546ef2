// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class AllocationMethod : std::uint8_t {
  kInTurn = 1,     ///< whoever has waited longest
  kWeighted = 2,   ///< in turn, by weight
  kLeastLoad = 3,  ///< whoever owns fewest by weight
};

std::string_view ToString(AllocationMethod method);  ///< in_turn, weighted, least_load
std::optional<AllocationMethod> ParseAllocationMethod(std::string_view name);

/// Which customers a rule is for. Each list is "one of these"; empty: whatever it is. All must fit.
struct AllocationConditions {
  struct Field {
    std::string name;
    std::vector<std::string> values;
  };
  std::vector<std::string> regions;   ///< the customer's lies in one of these
  std::vector<std::string> tags;      ///< names
  std::vector<std::string> grades;    ///<
  std::vector<std::string> stages;    ///<
  std::vector<std::string> intakes;   ///< sources of leads, "lead:shop"
  std::vector<std::string> channels;  ///< as the lead says
  std::vector<Field> fields;          ///< the company's own
};

/// Somebody who takes. 0 is no limit.
struct AllocationTaker {
  EmployeeRef employee;
  std::uint32_t weight = 1;   ///< 1 … 100
  std::uint32_t owned = 0;    ///< customers he may own in the line
  std::uint32_t per_day = 0;  ///< that he is given in a day of the company's zone
  bool away = false;          ///< gets none for now
};

/// When a rule works, in the company's zone.
struct AllocationHours {
  std::vector<int> weekdays;         ///< 1 Monday … 7 Sunday; empty: all
  std::uint32_t from_minutes = 0;    ///< of the day
  std::uint32_t to_minutes = 1'440;  ///< after `from_minutes`
};

struct AllocationTerms {
  AllocationConditions conditions;
  std::vector<AllocationTaker> takers;
  std::vector<DepartmentRef> departments;  ///< whose active employees take too, each with weight 1
  std::uint32_t department_owned = 0;      ///< limits of each of them
  std::uint32_t department_per_day = 0;
  AllocationMethod method = AllocationMethod::kInTurn;
  AllocationHours hours;
  bool anyway = false;                 ///< outside the hours too; else customers wait
  std::uint32_t time_out_minutes = 0;  ///< of the hours, without a word from the new owner; 0: never
  std::uint32_t max_moves = 0;         ///< to others after a time-out
  std::uint64_t fallback_pool = 0;     ///< after that; 0: he stays
};

struct AllocationRule {
  std::uint64_t id = 0;
  std::string name;
  bool enabled = true;
  std::string line;  ///< of business
  AllocationTerms terms;
  std::uint64_t version = 0;
};

/// A day that is not what its weekday says: off, or worked (调休).
struct CalendarDay {
  std::int64_t day = 0;  ///< since 1970-01-01, in the company's zone
  bool works = false;
  std::string note;
};

/// As JSON, in the form in which the API shows it too.
std::string AllocationTermsText(const AllocationTerms& terms);
/// kCorrupt "allocation.corrupt" for a text that the function above did not write.
Result<AllocationTerms> ReadAllocationTerms(const std::string& text);

}  // namespace custos::storage
