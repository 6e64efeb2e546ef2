// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// First replies are counted by how long they took: at most so many seconds, the last of them longer than all.
inline constexpr std::array<std::int64_t, 18> kReplyBounds = {
    10, 20, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 259200, 604800};
using ReplyBuckets = std::array<std::uint64_t, kReplyBounds.size() + 1>;

/// What employees did with customers; docs/activity.md says exactly what counts.
struct ActivityCounts {
  std::uint64_t messages_out = 0;  ///< chat in conversations of two
  std::uint64_t messages_in = 0;
  std::uint64_t group_out = 0;  ///< chat of employees in groups with outsiders
  std::uint64_t sms_out = 0;
  std::uint64_t sms_in = 0;
  std::uint64_t calls_out = 0;
  std::uint64_t calls_reached = 0;  ///< of calls_out: somebody answered
  std::uint64_t calls_in = 0;       ///< answered
  std::uint64_t calls_missed = 0;
  std::uint64_t talk_s = 0;
  std::uint64_t questions = 0;  ///< customers began to wait
  std::uint64_t replies = 0;    ///< and got an answer
  std::uint64_t reply_ms = 0;   ///< of all replies together
  ReplyBuckets reply_times{};
  std::uint64_t added = 0;  ///< contacts that came to be
  std::uint64_t deleted_by_employee = 0;
  std::uint64_t deleted_by_customer = 0;
  std::uint64_t lost = 0;              ///< contacts deleted by either and not added again within the row
  std::uint64_t contacted = 0;         ///< customers who were spoken to
  std::uint64_t followed = 0;          ///< customers somebody has as a contact now; 0 in rows of time
  std::uint64_t served = 0;            ///< customers whom they serve now, after the ledger; 0 in rows of time
  std::uint64_t served_contacted = 0;  ///< of them, to whom the one who serves them spoke
  std::uint64_t claimed = 0;           ///< customers taken out of pools
  std::uint64_t assigned = 0;          ///< customers who became theirs by others: by a person, a rule or a handover
  std::uint64_t handed_over = 0;       ///< of assigned: taken over from a colleague by a handover
  std::uint64_t returned = 0;          ///< customers who went from them into a pool
  std::uint64_t passed_on = 0;         ///< customers who went from them to a colleague
};

/// Of all replies, how long the given share of them (0–1] took at most: a bound of kReplyBounds, in seconds. nullopt
/// without replies, and when it is beyond all bounds.
std::optional<std::int64_t> ReplyQuantile(const ReplyBuckets& buckets, double share);

enum class ActivityBy : std::uint8_t { kEmployee, kTeam, kDay, kWeek, kMonth };
std::optional<ActivityBy> ParseActivityBy(std::string_view name);  ///< employee, team, day, week, month

struct ActivityQuery {
  ActivityBy by = ActivityBy::kEmployee;
  std::int64_t from_day = 0;   ///< inclusive; days since 1970-01-01 in the company's zone
  std::int64_t until_day = 0;  ///< inclusive
  std::optional<DepartmentRef> department;
  std::optional<EmployeeRef> employee;  ///< with all work accounts of this person
};

/// One line of a report: of an employee, a team, or a stretch of time, as asked.
struct ActivityRow {
  std::optional<PersonView> employee;  ///< the first work account of the person
  std::uint64_t accounts = 0;          ///< of the person, that are counted in the line; 0 in other lines
  std::optional<DepartmentRef> team;   ///< main department; id 0: in none
  std::string team_name;
  std::int64_t first_day = 0;  ///< of a day, week (Monday) or month
  ActivityCounts counts;
};

struct ActivityReport {
  std::vector<ActivityRow> rows;  ///< by name, or oldest first
  ActivityCounts total;           ///< of everybody asked for; no customer is counted twice
};

/// A customer who spoke last.
struct OpenQuestion {
  ConversationId conversation;
  std::uint64_t message_id = 0;  ///< with which the wait began
  TimeMs since = 0;
  PersonView employee;
  PersonView customer;
  std::uint64_t record = 0;  ///< of the customer; 0 while there is none
};

struct OpenQuestionQuery {
  TimeMs before = 0;  ///< waiting since before
  TimeMs after = 0;   ///< and since no longer ago; 0: however long
  std::optional<DepartmentRef> department;
  std::optional<EmployeeRef> employee;
  std::string cursor;
  std::size_t limit = 50;
};

struct OpenQuestionPage {
  std::vector<OpenQuestion> items;  ///< longest wait first
  std::uint64_t total = 0;
  std::string next_cursor;
};

/// When an employee and a customer last spoke, by any channel; an answered call is both. 0: never.
struct LastContact {
  std::uint64_t customer = 0;
  EmployeeRef employee;
  TimeMs out_at = 0;  ///< the employee
  TimeMs in_at = 0;   ///< the customer
};

/// Numbers of what employees do, and who waits for them. They follow from the evidence alone, each message counted
/// once. What lies outside the scope does not exist for the caller. Thread-safe.
class ActivityStore {
 public:
  virtual ~ActivityStore() = default;

  virtual Result<ActivityReport> Report(const Scope& scope, const ActivityQuery& query) = 0;
  virtual Result<OpenQuestionPage> OpenQuestions(const Scope& scope, const OpenQuestionQuery& query) = 0;
  /// Of these customer records, one for each employee who ever spoke with them.
  virtual Result<std::vector<LastContact>> LastContacts(const Scope& scope,
                                                        const std::vector<std::uint64_t>& customers) = 0;

  /// Counts what the log brought, a bounded piece at a time; how many leaves were looked at, 0 when nothing is left.
  /// One caller at a time works, others get 0. Starts over when the company's zone changed.
  virtual Result<std::uint64_t> Follow() = 0;
  /// Forgets every number: Follow counts again from the first leaf.
  virtual Status FollowAgain() = 0;
  /// Leaves that Follow has not looked at yet.
  virtual Result<std::uint64_t> Behind() = 0;
};

}  // namespace custos::storage
