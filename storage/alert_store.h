// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/alert_detail.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// Life of an alert. Values are stored; never renumber.
enum class AlertState : std::uint8_t {
  kNew = 0,
  kInReview = 1,
  kViolation = 2,
  kCoaching = 3,
  kFalsePositive = 4,
  kEscalated = 5,
};

std::string_view ToString(AlertState state);  ///< new, in_review, violation, coaching, false_positive, escalated
std::optional<AlertState> ParseAlertState(std::string_view name);

/// A further hit of the behaviour that an alert is about; itself a leaf of the evidence log.
struct AlertHit {
  std::uint64_t alert_id = 0;
  std::vector<Finding> findings;
  MessageView message;
  TimeMs created_at = 0;
};

struct AlertView {
  std::uint64_t alert_id = 0;  ///< index of its leaf in the evidence log
  std::uint64_t version = 0;   ///< grows with every decision: the ETag
  AlertState state = AlertState::kNew;
  std::string category;
  Severity severity = Severity::kMedium;
  std::vector<Finding> findings;
  MessageView message;
  PersonView employee;                    ///< the member of staff concerned
  std::optional<PersonView> counterpart;  ///< the other side of a single chat
  std::string conversation_title;
  TimeMs created_at = 0;
  std::string decided_by;  ///< display name of whoever decided last; empty when nobody did
  TimeMs decided_at = 0;
  std::string note;
  AlertDetail detail = {};              ///< where it came from and what it asks for
  std::uint64_t hits = 1;               ///< alerts of this behaviour, itself included
  std::vector<AlertHit> members = {};   ///< the further hits, oldest first, at most 200; only of a single alert
  std::vector<MessageView> parts = {};  ///< the other messages its findings cover, oldest first; only of a single alert
};

/// One step in an alert's life; itself a leaf of the evidence log. From and to are the same when somebody only spoke:
/// the employee concerned has seen the alert (no note), or states what he has to say (note). Nothing moves by it.
struct AlertDecision {
  std::uint64_t decision_id = 0;  ///< index of its leaf
  std::uint64_t alert_id = 0;
  AlertState from = AlertState::kNew;
  AlertState to = AlertState::kNew;
  std::uint64_t user_id = 0;
  std::string user_name;
  TimeMs at = 0;
  std::string note;
  bool undo = false;

  bool moved() const { return from != to; }
};

struct AlertFilter {
  std::vector<AlertState> states;  ///< empty = all
  std::vector<std::string> categories;
  std::optional<Severity> min_severity;
  std::optional<EmployeeRef> employee;
  std::optional<DepartmentRef> department;
  TimeMs from = 0;
  TimeMs until = 0;
  bool oldest_first = false;
  std::string cursor;
  std::size_t limit = 50;
};

struct AlertPage {
  std::vector<AlertView> items;
  std::string next_cursor;
  std::uint64_t total = 0;  ///< of the filter, exact up to 10,000
  bool total_exact = true;
};

struct AlertCounts {
  std::map<std::string, std::uint64_t> by_state;
  std::map<std::string, std::uint64_t> open_by_severity;  ///< states new and in_review
  std::map<std::string, std::uint64_t> open_by_category;
};

/// Something that happened to an alert, for live views. Ids come from the evidence log and only grow.
struct AlertEvent {
  std::uint64_t id = 0;
  std::uint64_t alert_id = 0;
  std::string kind;  ///< alert.created, alert.updated
  Severity severity = Severity::kMedium;
  std::string category;
  AlertState state = AlertState::kNew;
  std::vector<std::string> notify = {};  ///< of a new alert or hit: channels its rules name
  std::vector<std::string> tags = {};    ///< and tags for the customer
};

/// Alerts and the decisions on them. Thread-safe.
class AlertStore {
 public:
  virtual ~AlertStore() = default;

  /// Heads only: further hits of one behaviour stand behind their head.
  virtual Result<AlertPage> List(const Scope& scope, const AlertFilter& filter) = 0;
  /// A further hit is answered with its head.
  virtual Result<AlertView> Get(const Scope& scope, std::uint64_t alert_id) = 0;
  virtual Result<std::vector<AlertDecision>> History(const Scope& scope, std::uint64_t alert_id) = 0;
  virtual Result<AlertCounts> Counts(const Scope& scope) = 0;

  /// Moves an alert on, with all its hits, and appends the decision to the evidence log in one commit. kConflict when
  /// `expected_version` is not the current one.
  virtual Result<AlertView> Decide(const Scope& scope, std::uint64_t alert_id, std::uint64_t expected_version,
                                   AlertState to, std::uint64_t user_id, const std::string& note, bool undo) = 0;

  /// Events after `after_id` in order, oldest first.
  virtual Result<std::vector<AlertEvent>> EventsSince(const Scope& scope, std::uint64_t after_id,
                                                      std::size_t limit) = 0;
  /// The id that a newly connected view starts after.
  virtual Result<std::uint64_t> NewestEventId() = 0;

  /// Adds what the employee concerned says; an empty `statement`: that he has seen the alert, which counts once. The
  /// evidence log keeps it, state and version stay. kNotFound "alert.not_found", also for an alert about somebody else
  /// than one of the scope's own employees.
  virtual Status Speak(const Scope& scope, std::uint64_t alert_id, std::uint64_t user_id,
                       const std::string& statement) = 0;
};

}  // namespace custos::storage
