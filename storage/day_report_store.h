// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// What a report said from `at` on.
struct DayReportState {
  std::uint64_t version = 1;
  TimeMs at = 0;
  std::string text;
  std::string counts;  ///< JSON, as it was counted at `at`
};

struct DayReportReader {
  std::uint64_t user_id = 0;
  std::string user_name;
  std::uint64_t version = 0;  ///< the newest that he read
  TimeMs at = 0;
};

/// What somebody reported of one day. Nothing of it is ever removed: a correction is a further version.
struct DayReport {
  std::uint64_t id = 0;
  std::int64_t day = 0;  ///< since 1970-01-01 by the company's clock
  std::uint64_t user_id = 0;
  std::string user_name;
  std::vector<PersonView> employees;  ///< the work accounts that were his
  TimeMs handed_in_at = 0;            ///< the first version
  DayReportState now;
  std::vector<DayReportState> past;      ///< oldest first; only of a single report
  std::vector<DayReportReader> readers;  ///< others who read it, who came first, first
};

/// Who hands in, and of which accounts he reports.
struct DayReportAuthor {
  std::uint64_t id = 0;
  std::string name;
  std::vector<EmployeeRef> employees;
};

struct DayReportQuery {
  std::int64_t day = 0;
  std::optional<DepartmentRef> department;
  std::string cursor;
  std::size_t limit = 50;
};

struct DayReportPage {
  std::vector<DayReport> items;  ///< by name
  std::uint64_t total = 0;       ///< on all pages
  std::string next_cursor;
};

/// A rep from whom nothing came.
struct MissingReport {
  std::uint64_t user_id = 0;
  std::string user_name;
  std::vector<PersonView> employees;
};

/// Reports of days. A report is seen by its author and by whoever may see the activity of one of his accounts; what
/// lies outside the scope does not exist for the caller. Thread-safe.
class DayReportStore {
 public:
  virtual ~DayReportStore() = default;

  /// The first of a day, or a further version of it. Nothing new is kept when neither text nor counts changed.
  virtual Result<DayReport> HandIn(const DayReportAuthor& author, std::int64_t day, const std::string& text,
                                   const std::string& counts) = 0;
  /// His own of this day.
  virtual Result<std::optional<DayReport>> Own(std::uint64_t user_id, std::int64_t day) = 0;
  /// kNotFound "day_report.not_found".
  virtual Result<DayReport> Get(const Scope& scope, std::uint64_t reader, std::uint64_t id) = 0;
  /// kInvalid "cursor.invalid".
  virtual Result<DayReportPage> List(const Scope& scope, std::uint64_t reader, const DayReportQuery& query) = 0;
  /// Reps who may sign in, in sight by one of their accounts, without a report of the query's day; by name.
  virtual Result<std::vector<MissingReport>> Missing(const Scope& scope, const DayReportQuery& query) = 0;
  /// That the reader has read it as it is now. An author does not read his own. kNotFound "day_report.not_found".
  virtual Status MarkRead(const Scope& scope, std::uint64_t reader, const std::string& name, std::uint64_t id) = 0;
};

}  // namespace custos::storage
