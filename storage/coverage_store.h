// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// How far the archive reaches into a company or one department of it. Employees are those who are there; a customer
/// counts once, however many of them know him.
struct StaffCoverage {
  std::string source;
  std::int64_t department = 0;  ///< 0: the whole company
  std::string name;             ///< of the department
  std::uint64_t employees = 0;
  std::uint64_t seats = 0;      ///< of them, with an archive seat
  std::uint64_t customers = 0;  ///< contacts that stand
  std::uint64_t covered = 0;    ///< of them, known by somebody with a seat
  std::uint64_t pairs = 0;      ///< contacts of those with a seat, one for each of the two
  std::uint64_t agreed = 0;
  std::uint64_t disagreed = 0;
  std::uint64_t by_default = 0;

  std::uint64_t unknown() const { return pairs - agreed - disagreed - by_default; }
};

/// Where the archive does not reach. Stable names; see ToString.
enum class CoverageGapKind : std::uint8_t {
  kNoSeat,          ///< an employee with customers has no archive seat
  kCustomerNoSeat,  ///< a customer of such an employee
  kDisagreed,       ///< an employee with a seat has customers who said no
  kNeverSaid,       ///< an employee with a seat has customers who said nothing
  kNoDevice,        ///< an employee who ought to carry a work phone has none that is enrolled
  kSilentDevice,    ///< a phone was not heard of for a day
  kDeviceGaps,      ///< records of a phone are missing
  kLeftDevice,      ///< a phone of somebody who is not there any more is not revoked
  kLeftNumber,      ///< a number of somebody who is not there any more
  kUnboundNumber,   ///< a number or extension of the company was used and is nobody's
};
inline constexpr int kCoverageGapKinds = 10;

std::string_view ToString(CoverageGapKind kind);  ///< no_seat, customer_no_seat, disagreed, never_said, no_device …
std::optional<CoverageGapKind> ParseCoverageGapKind(std::string_view name);

struct CoverageGap {
  PersonView employee;       ///< of a number that is nobody's: as it stands in the calls
  std::string item;          ///< customer, device or number; empty for a gap of the employee
  std::string label;         ///< the customer's name, the device's label, the exchange of an extension
  std::uint64_t record = 0;  ///< of a customer; 0: none
  std::uint64_t count = 0;   ///< customers, missing records, or calls and texts
  TimeMs since = 0;          ///< last heard of; 0 when there is no such time
};

struct CoverageGapQuery {
  CoverageGapKind kind = CoverageGapKind::kNoSeat;
  std::vector<std::string> phones_expected;  ///< names of departments whose people carry work phones, with those below
  TimeMs silent_before = 0;                  ///< devices last heard of before it are silent
  std::optional<EmployeeRef> employee;
  std::string cursor;
  std::size_t limit = 50;
};

struct CoverageGapPage {
  std::vector<CoverageGap> items;  ///< the most first
  std::string next_cursor;
};

/// How far the archive reaches. Each question is one statement over sets. Thread-safe.
class CoverageStore {
 public:
  virtual ~CoverageStore() = default;

  /// A row for each company and each department with people, the company before its departments.
  virtual Result<std::vector<StaffCoverage>> Coverage() = 0;
  /// How many gaps there are of each kind.
  virtual Result<std::map<CoverageGapKind, std::uint64_t>> CountGaps(const CoverageGapQuery& query) = 0;
  virtual Result<CoverageGapPage> Gaps(const CoverageGapQuery& query) = 0;
};

}  // namespace custos::storage
