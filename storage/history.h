// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/alert_store.h"

namespace custos::storage {

/// Leaves of the evidence log that may hold messages of a time: [first, end).
struct LeafRange {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};

/// Part of the log as it is stored. Decode makes messages of it.
struct HistoryPart {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  std::string bytes;
};

struct PastMessage {
  std::uint64_t id = 0;
  Message message;
};

/// An alert that stands, and what people made of it.
struct PastAlert {
  std::uint64_t alert_id = 0;
  std::uint64_t message_id = 0;
  std::string category;
  AlertState state = AlertState::kNew;
};

/// How often a rule fired, and how often people said that it should not have.
struct RuleHits {
  std::string rule_id;
  std::uint64_t hits = 0;             ///< alerts since `hits_since`
  std::uint64_t decided = 0;          ///< alerts since `decided_since` that people decided about
  std::uint64_t false_positives = 0;  ///< of those
};

/// Judgements of one pack that follow each other in the log.
struct JudgementRange {
  std::uint64_t first = 0;  ///< judged leaves: [first, end)
  std::uint64_t end = 0;
  Digest pack{};
  std::uint64_t judgements = 0;
  std::uint64_t alerts = 0;
  TimeMs from = 0;  ///< when the first and the last judgement were committed
  TimeMs until = 0;
  Digest results{};  ///< SHA-256("custos/judgements/1" ‖ 0x00 ‖ result of each in order)
};

struct JudgementPage {
  std::vector<JudgementRange> items;  ///< newest first
  std::uint64_t next_before = 0;      ///< go on with this `before`; 0 at the end
};

/// The past as the evidence log has it, for judging it again. Thread-safe; Decode may run on many threads at once.
class History {
 public:
  virtual ~History() = default;

  /// The shortest range of the log that holds every message sent in [from, until); empty when there is none.
  virtual Result<LeafRange> Find(TimeMs from, TimeMs until) = 0;
  /// Parts from the one that holds leaf `from` on, in order: as many as fit into `max_bytes`, at least one; empty at
  /// the end.
  virtual Result<std::vector<HistoryPart>> Read(std::uint64_t from, std::size_t max_bytes) = 0;
  /// The messages of a part that were sent in [from, until), in order of the log; erased ones are left out.
  virtual Result<std::vector<PastMessage>> Decode(const HistoryPart& part, TimeMs from, TimeMs until) const = 0;
  /// Where the message with this key of its source is; nullopt when it is not stored.
  virtual Result<std::optional<MessageRef>> Locate(const std::string& source, const std::string& key) = 0;
  /// Alerts about messages of these leaves, in any order.
  virtual Result<std::vector<PastAlert>> Alerts(const LeafRange& range) = 0;
  /// Alerts of one rule, newest first.
  virtual Result<std::vector<std::uint64_t>> AlertsOfRule(const std::string& rule_id, std::size_t limit) = 0;
  /// Counts by rule.
  virtual Result<std::vector<RuleHits>> Hits(TimeMs hits_since, TimeMs decided_since) = 0;
  /// Which pack judged what, reading backwards from leaf `before` (0 = the end of the log). A range that the page cuts
  /// goes on in the next one.
  virtual Result<JudgementPage> Judgements(std::uint64_t before, std::size_t limit) = 0;
};

}  // namespace custos::storage
