// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "core/signal.h"
#include "storage/alert_detail.h"

namespace custos::storage {

/// What a rule wants done with its findings on one message, beside an alert.
struct Treatment {
  std::uint8_t actions = 0;         ///< AlertAction bits
  std::string group_key;            ///< findings with the same key join one alert; empty: none
  TimeMs group_window_ms = 0;       ///< as long as they are no further apart
  std::vector<std::string> notify;  ///< names of notification channels
  std::string tag_customer;         ///< empty: none
};

/// By rule id. A rule that is not named wants nothing more.
using Treatments = std::map<std::string, Treatment>;

/// A message with what the rules said of it.
struct JudgedMessage {
  Message message;
  std::vector<Finding> findings;  ///< one alert per distinct category
  Treatments treatments = {};
};

/// Findings on a message that an earlier commit stored, or that stands in the same one.
struct EarlierFindings {
  std::string source;
  std::string key;
  std::vector<Finding> findings;
  Treatments treatments;
  Origin origin = Origin::kLate;
};

/// Names a parked message of the request's source: by its number where the source has numbers, else by its key.
struct SettledRef {
  std::uint64_t seq = 0;
  std::string key;
};

/// Everything one page brings, written in one commit.
struct CommitRequest {
  std::string source;
  std::string raw;  ///< reply as received; empty when there is none to keep
  std::vector<JudgedMessage> messages;
  std::vector<ParkedMessage> parked;
  std::vector<SettledRef> unparked;
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  std::uint64_t seq_count = 0;
  std::optional<std::string> cursor;
  TimeMs received_at = 0;
  Digest pack{};  ///< digest of the rule pack that judged `messages`

  /// Findings on messages of the past. One whose rule already stands in an alert of its message changes nothing, and
  /// one whose message is not stored is left out.
  std::vector<EarlierFindings> earlier;
  std::vector<Signal> signals;                       ///< of `messages`, to be counted after a restart
  TimeMs signals_from = 0;                           ///< older signals are dropped; 0: none are
  std::map<std::string, std::uint64_t> shadow_hits;  ///< of rules on trial, by rule id

  /// Judges inside the commit: called once with the indexes of those `messages` that are new, ascending. It fills in
  /// their findings, `earlier`, `signals` and `shadow_hits` of this very request. Called again when the commit is tried
  /// again. Empty: the request is judged already.
  std::function<void(const std::vector<std::size_t>&)> judge;
};

/// What a judge needs to go on after a restart.
struct StreamPast {
  std::vector<Message> messages;                       ///< recent ones of every source, in order of their leaves
  std::vector<Signal> signals;                         ///< in order of their messages
  std::vector<std::pair<std::string, TimeMs>> newest;  ///< greatest sent_at by source
};

/// Where a stored message is: its id is the index of its leaf in the evidence log.
struct MessageRef {
  std::uint64_t message_id = 0;
  ConversationId conversation;
  TimeMs sent_at = 0;
};

struct CommitResult {
  std::uint64_t tree_size = 0;   ///< of the evidence log after this commit
  std::uint64_t stored = 0;      ///< messages that were new
  std::uint64_t duplicates = 0;  ///< messages that were already there and changed nothing
  std::uint64_t alerts = 0;
  std::vector<std::size_t> repeated;  ///< indexes of the request's messages that were duplicates, ascending
  std::vector<std::pair<MessageRef, std::vector<MediaRef>>> media;  ///< of the new messages
};

/// An unbroken run of a source's sequence numbers that were received.
struct SeqRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

struct SourceLedger {
  std::string source;
  std::string cursor;
  std::uint64_t last_seq = 0;
  std::uint64_t messages = 0;
  std::uint64_t parked = 0;
  TimeMs newest_sent_at = 0;
  TimeMs last_commit_at = 0;
  std::vector<SeqRange> gaps;   ///< numbers between the first and the last that never arrived; at most 100
  std::uint64_t gap_count = 0;  ///< numbers missing in all
};

/// The store of record. Thread-safe; commits are serialised inside, because the evidence log has one end.
class Archive {
 public:
  virtual ~Archive() = default;

  /// Writes the page, its evidence leaves, alerts, ledger and cursor in one transaction. Repeating it changes nothing.
  virtual Result<CommitResult> Commit(const CommitRequest& request) = 0;

  /// Messages no older than `message_horizon` before the newest of their source, and signals no older than
  /// `signal_horizon` before the newest message of all; milliseconds of event time.
  virtual Result<StreamPast> LoadStream(TimeMs message_horizon, TimeMs signal_horizon) = 0;

  /// Cursor of the last commit, empty for a new source.
  virtual Result<std::string> LoadCursor(const std::string& source) = 0;

  /// Parked messages of a source that nothing has settled, in the order of their leaves from leaf `from` on, with
  /// their envelopes.
  virtual Result<std::vector<ParkedMessage>> LoadParked(const std::string& source, std::uint64_t from,
                                                        std::size_t limit) = 0;

  virtual Result<std::vector<SourceLedger>> Ledgers() = 0;

  /// Records in the evidence log that this rule pack judges from now on; the same pack again changes nothing.
  virtual Status ActivatePack(const Digest& pack, const std::string& manifest) = 0;

  /// Makes and stores a signed checkpoint of the log as it is now; returns the note.
  virtual Result<std::string> Checkpoint() = 0;
};

}  // namespace custos::storage
