// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/archive.h"
#include "storage/format/bundle.h"
#include "storage/format/intake_key.h"

namespace custos::storage {

/// What is known of the page in the database before anything is written.
struct Known {
  std::map<std::string, MessageRef> stored;  ///< by intake key: messages of the page and recalled ones
  std::map<std::string, std::pair<TimeMs, std::uint64_t>> recalled;  ///< recalls that came before: at, by
  std::set<std::pair<std::uint64_t, std::string>> parked;            ///< (seq, key) parked or settled earlier
};

/// An undecided alert that further hits may join.
struct OpenHead {
  std::uint64_t id = 0;
  std::string conversation;  ///< 16 bytes
  TimeMs last_hit = 0;
};

/// What is known of the past once the request has been judged.
struct KnownAlerts {
  std::map<std::string, OpenHead> heads;                             ///< by group key
  std::map<std::string, std::pair<std::uint64_t, Message>> earlier;  ///< messages of `earlier`, by intake key
  std::set<std::pair<std::uint64_t, std::string>> raised;            ///< (message id, rule id) that have an alert
};

struct PlannedMessage {
  const JudgedMessage* judged = nullptr;
  std::string intake_key;
  std::uint64_t id = 0;
  TimeMs recalled_at = 0;
  std::uint64_t recalled_by = 0;
};

struct PlannedAlert {
  const PlannedMessage* message = nullptr;
  std::uint64_t id = 0;
  TimeMs at = 0;  ///< of its commit
  std::string category;
  Severity severity = Severity::kInformational;
  std::vector<Finding> findings;
  AlertDetail detail = {};
};

/// A head that got further hits.
struct PlannedHits {
  OpenHead head;
  std::uint64_t hits = 0;
};

struct PlannedParked {
  const ParkedMessage* parked = nullptr;
  std::uint64_t id = 0;
};

struct PlannedRecall {
  std::string intake_key;              ///< of the original
  std::optional<MessageRef> original;  ///< nothing while it has not arrived
  TimeMs at = 0;
  std::uint64_t by = 0;
};

struct SettledParked {
  std::uint64_t seq = 0;
  std::uint64_t parked_id = 0;
};

/// Marks recalled messages among `messages` and returns the recalls whose original is not among them. Of several
/// recalls of one message the first counts, in either order of arrival.
std::vector<PlannedRecall> PlanRecalls(std::vector<PlannedMessage>& messages, const Known& known);

/// What of a page is new, and the leaves it becomes. Pure: no database, no clock. The request must outlive it.
class CommitPlan {
 public:
  CommitPlan(const CommitRequest& request, const Known& known);

  bool Empty() const { return messages_.empty() && parked_.empty(); }
  /// The indexes of the request's messages that are new.
  std::vector<std::size_t> Fresh() const;
  /// The indexes of those that were stored before or stand twice in the request.
  std::vector<std::size_t> Repeated() const;
  /// Keys by which alerts of the request want to join others, and messages of the past that it has findings on.
  std::vector<std::string> GroupKeys() const;
  /// Gives the messages the ids that AddMessages will give their leaves, and marks those that were taken back.
  void Number(std::uint64_t first_leaf, bool with_page);
  /// Appends the page and the messages; what judges found is not needed yet.
  void AddMessages(BundleBuilder& builder, bool with_page);
  /// Appends the other leaves in the order of FORMAT.md section 2 and gives everything its id.
  void AddOthers(BundleBuilder& builder, const std::vector<SettledParked>& settled, KnownAlerts known_alerts = {});

  const std::vector<PlannedMessage>& messages() const { return messages_; }
  const std::vector<PlannedParked>& parked() const { return parked_; }
  const std::vector<PlannedAlert>& alerts() const { return alerts_; }
  const std::vector<PlannedHits>& hits() const { return hits_; }
  const std::vector<PlannedRecall>& recalls() const { return recalls_; }
  std::uint64_t page_id() const { return page_id_; }
  std::uint64_t duplicates() const { return duplicates_; }

 private:
  void PlanAlerts(BundleBuilder& builder, KnownAlerts& known);
  void PlanEarlier(BundleBuilder& builder, KnownAlerts& known);
  void PlanAlertsOf(BundleBuilder& builder, const PlannedMessage& message, const std::vector<Finding>& findings,
                    const Treatments& treatments, Origin origin, KnownAlerts& known);
  void JoinHead(const PlannedMessage& message, const Treatments& treatments, PlannedAlert* alert, KnownAlerts& known);

  const CommitRequest& request_;
  const Known& known_;
  std::vector<PlannedMessage> messages_;
  std::vector<PlannedParked> parked_;
  std::vector<PlannedAlert> alerts_;
  std::vector<PlannedHits> hits_;
  std::deque<JudgedMessage> earlier_;
  std::deque<PlannedMessage> planned_earlier_;
  std::vector<PlannedRecall> recalls_;
  std::uint64_t page_id_ = 0;
  std::uint64_t duplicates_ = 0;
};

}  // namespace custos::storage
