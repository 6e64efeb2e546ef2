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
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class HandoverState : std::uint8_t {
  kProposed = 0,  ///< somebody left; nobody has decided yet
  kRunning = 1,
  kCancelling = 2,  ///< what was asked for runs to its end, nothing more is asked
  kDone = 3,
  kCancelled = 4,
};

/// Values are stored; never renumber.
enum class HandoverItemState : std::uint8_t {
  kPlanned = 0,
  kAsked = 1,    ///< written before the platform is asked; its answer is not known yet
  kWaiting = 2,  ///< the platform does it, the customer may still refuse
  kDone = 3,
  kRefused = 4,
  kTakerFull = 5,
  kFailed = 6,
  kGivenUp = 7,
};

/// Values are stored; never renumber.
enum class HandoverKind : std::uint8_t { kCustomer = 1, kGroup = 2 };

std::string_view ToString(HandoverState state);      ///< proposed, running, cancelling, done, cancelled
std::string_view ToString(HandoverItemState state);  ///< planned, asked, waiting, done, refused, taker_full …
std::string_view ToString(HandoverKind kind);        ///< customer, group
std::optional<HandoverItemState> ParseHandoverItemState(std::string_view name);

/// One customer or group of a handover.
struct HandoverItem {
  std::uint32_t n = 0;  ///< within its handover, from 1
  HandoverKind kind = HandoverKind::kCustomer;
  std::string id;              ///< the platform's
  std::string name;            ///< when it was planned
  std::uint64_t customer = 0;  ///< its record; 0 when there is none
  PersonView taker;
  HandoverItemState state = HandoverItemState::kPlanned;
  std::string code;  ///< why it was not done
  int advice = 0;    ///< what can be done about it: 0 nothing, 1 again, 2 another taker, 3 not at all
  std::uint32_t attempts = 0;
  TimeMs asked_at = 0;
  TimeMs due_at = 0;
  TimeMs changed_at = 0;
};

using HandoverCounts = std::map<HandoverItemState, std::uint64_t>;

struct HandoverView {
  std::uint64_t id = 0;
  std::string source;
  PersonView giver;
  bool resigned = false;
  TimeMs left_at = 0;  ///< 0 when not known
  HandoverState state = HandoverState::kProposed;
  std::string message;
  std::string rule;  ///< JSON
  std::string user_name;
  TimeMs created_at = 0;
  TimeMs ended_at = 0;
  TimeMs next_at = 0;
  std::string problem;
  std::uint64_t unassigned = 0;  ///< customers whom the platform lists as left behind by the giver
  HandoverCounts counts;
  std::vector<std::pair<PersonView, HandoverCounts>> takers;  ///< only of a single handover
};

/// What is to be handed over.
struct HandoverDraft {
  struct Item {
    HandoverKind kind = HandoverKind::kCustomer;
    std::string id;
    std::string name;
    std::string taker;
  };
  std::string source;
  std::string giver;
  bool resigned = false;
  std::string message;
  std::string rule;
  std::vector<Item> items;
  std::uint64_t user_id = 0;
  std::string user_name;
};

/// How one item came on.
struct HandoverOutcome {
  std::uint32_t n = 0;
  HandoverItemState state = HandoverItemState::kPlanned;
  std::string code;
  int advice = 0;
  TimeMs due_at = 0;
};

struct HandoverItemFilter {
  std::optional<HandoverItemState> state;
  std::string taker;
  std::uint32_t after = 0;  ///< number of the last one seen
  std::size_t limit = 100;
};

/// A customer or group that a giver has.
struct HandoverCandidate {
  HandoverKind kind = HandoverKind::kCustomer;
  std::string id;
  std::string name;
  std::string grade;
  std::string fields = "{}";      ///< JSON object of texts, the company's own
  std::vector<std::string> tags;  ///< names that the giver gave
  std::string region;             ///< as CustomerView
  std::uint64_t members = 0;      ///< of a group
  bool stands = true;             ///< false: they are no contacts any more
  std::uint64_t handovers = 0;    ///< within the last 90 days
};

/// Somebody who gives or takes.
struct HandoverPerson {
  PersonView person;
  bool active = false;
  bool archived = false;        ///< has an archive seat
  std::uint64_t customers = 0;  ///< contacts that stand
  bool known = false;           ///< in the directory
  TimeMs left_at = 0;           ///< as the platform's list says; 0 when he is not in it
};

struct LeftBehind {
  std::string giver;
  std::string customer;
  TimeMs left_at = 0;
};

/// A customer who arrived, for the ledger of ownership.
struct HandoverArrival {
  std::uint64_t handover = 0;
  std::uint32_t n = 0;
  std::uint64_t customer = 0;
  EmployeeRef taker;
  std::uint64_t user_id = 0;
  std::string user_name;
  std::string refused = {};  ///< code of the ledger when it would not take him; empty when it did
};

/// Handovers and how each customer of them came on. What is going to be asked for is written before it is, so that
/// after a crash it is known whose answer is missing. Thread-safe.
class HandoverStore {
 public:
  virtual ~HandoverStore() = default;

  /// Begins one; a proposal for the giver becomes it. kConflict "handover.running", kInvalid "handover.empty".
  virtual Result<HandoverView> Create(const HandoverDraft& draft) = 0;
  /// The newest first; with an id only those before it.
  virtual Result<std::vector<HandoverView>> List(std::uint64_t before, std::size_t limit) = 0;
  virtual Result<HandoverView> Get(std::uint64_t id) = 0;  ///< kNotFound "handover.not_found"
  virtual Result<std::vector<HandoverItem>> Items(std::uint64_t id, const HandoverItemFilter& filter) = 0;
  /// To be asked for again, with another taker when one is named. kNotFound "handover.not_found"; kConflict
  /// "handover.not_retryable" and, when another handover of the giver runs, "handover.running".
  virtual Result<HandoverItem> Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                                     const std::string& user_name) = 0;
  /// What was not asked for is given up. kConflict "handover.ended"; a proposal is dropped.
  virtual Result<HandoverView> Cancel(std::uint64_t id, const std::string& user_name) = 0;

  virtual Result<std::vector<HandoverCandidate>> Candidates(const std::string& source, const std::string& giver) = 0;
  /// In the order asked for.
  virtual Result<std::vector<HandoverPerson>> People(const std::string& source,
                                                     const std::vector<std::string>& employees) = 0;

  /// Replaces what people of this source left behind, and proposes a handover for each of them who has had none since.
  /// Without a list, the directory says who left. The proposals made.
  virtual Result<std::vector<HandoverView>> LeftBehindNow(const std::string& source,
                                                          const std::optional<std::vector<LeftBehind>>& all) = 0;

  /// Those to be worked on now.
  virtual Result<std::vector<HandoverView>> Due() = 0;
  /// Items that are planned, asked or waiting.
  virtual Result<std::vector<HandoverItem>> Open(std::uint64_t id) = 0;
  /// Groups of this giver that were moved since.
  virtual Result<std::uint64_t> GroupsSince(const std::string& source, const std::string& giver, TimeMs since) = 0;
  /// Before the platform is asked: which of these are to be, for nothing came between.
  virtual Result<std::vector<std::uint32_t>> Asking(std::uint64_t id, const std::vector<std::uint32_t>& items) = 0;
  /// What became of asked and waiting ones, in one commit.
  virtual Status Settle(std::uint64_t id, const std::vector<HandoverOutcome>& outcomes) = 0;
  /// When to go on; an ended one is ended when nothing is open.
  virtual Status Rest(std::uint64_t id, TimeMs next_at, const std::string& problem) = 0;

  /// Customers who arrived and whom the ledger does not know yet.
  virtual Result<std::vector<HandoverArrival>> Arrivals(std::size_t limit) = 0;
  /// The ledger was told of these.
  virtual Status Booked(const std::vector<HandoverArrival>& arrivals) = 0;
};

}  // namespace custos::storage
