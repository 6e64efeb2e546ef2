// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/finding.h"
#include "core/message.h"
#include "core/result.h"
#include "storage/archive.h"
#include "storage/coverage_store.h"
#include "storage/outbox.h"
#include "storage/script_store.h"
#include "storage/verify_report.h"

namespace custos::server::api {

/// What the API asks of parts that it does not know; the wiring implements these. All are thread-safe.

struct LocalText {
  std::string zh;
  std::string en;
};

struct RuleInfo {
  std::string id;
  std::string version;
  LocalText title;
  LocalText description;
  std::string category;
  Severity severity = Severity::kMedium;
  std::string status;  ///< experimental, test, stable, deprecated
  std::vector<std::string> actions{"alert"};
};

struct CategoryInfo {
  std::string category;
  LocalText title;
  std::uint64_t rules = 0;
};

struct PackInfo {
  std::string digest;  ///< hex
  std::string name;
  std::string version;
  std::uint64_t rules = 0;
  TimeMs loaded_at = 0;
};

/// The active rule pack as people see it.
class RuleCatalog {
 public:
  virtual ~RuleCatalog() = default;
  virtual PackInfo Pack() const = 0;
  virtual std::vector<CategoryInfo> Categories() const = 0;
  virtual std::vector<RuleInfo> Rules() const = 0;
  /// nullopt for a rule that is not in the active pack.
  virtual std::optional<LocalText> TitleOf(const std::string& rule_id) const = 0;
};

struct SourceView {
  std::string source;
  std::string kind;
  std::string state;    ///< running, backing_off, stopped
  std::string problem;  ///< empty when there is none
  std::string problem_detail;
  std::optional<std::int64_t> lag_seconds;
  TimeMs last_success_at = 0;
  TimeMs last_message_at = 0;
  TimeMs caught_up_at = 0;
  std::uint64_t cursor_seq = 0;
  std::uint64_t messages = 0;
  std::uint64_t parked = 0;
  std::uint64_t gap_count = 0;
  std::vector<storage::SeqRange> gaps;
  std::uint64_t helper_restarts = 0;
  bool lag_alarm = false;
};

struct CheckpointView {
  std::uint64_t size = 0;
  std::string root;  ///< base64
  TimeMs at = 0;
  std::string note;
};

/// How far what can be searched agrees with the evidence.
struct SearchCoverage {
  std::uint64_t checked_leaves = 0;
  std::uint64_t messages = 0;    ///< that the evidence holds among them
  std::uint64_t missing = 0;     ///< of them no row stands
  std::uint64_t sampled = 0;     ///< looked for by their own text
  std::uint64_t unfindable = 0;  ///< of those the index did not find
  TimeMs finished_at = 0;        ///< of the last whole round; 0 before the first

  /// Of the messages, those not known to be lost to search: 1 only when none is.
  double Share() const {
    const std::uint64_t lost = missing + unfindable;
    return messages == 0 ? 1 : 1 - static_cast<double>(lost) / static_cast<double>(messages);
  }
};

/// What one door for callbacks has seen since the start, and what of it waits for its commit.
struct CallbackView {
  std::string company;
  std::uint64_t received = 0;       ///< kept before they were answered
  std::uint64_t undecryptable = 0;  ///< of those, with a right signature and nothing to read
  std::uint64_t forged = 0;         ///< refused
  std::uint64_t malformed = 0;      ///< refused
  std::uint64_t busy = 0;           ///< could not be kept: the platform comes again
  std::uint64_t waiting = 0;
  TimeMs oldest_at = 0;  ///< of the waiting ones; 0 when there is none
};

/// How the questions to one company's platform about consent stand.
struct ConsentAsking {
  std::string source;
  TimeMs asked_at = 0;         ///< last answer; 0 before the first since the start
  std::uint64_t answered = 0;  ///< since the start
  std::string problem;         ///< empty when there is none
  std::string problem_detail;
};

struct SystemStatus {
  SearchCoverage search;
  std::vector<SourceView> sources;
  std::vector<CallbackView> callbacks;
  std::vector<storage::OutboxDepth> channels;  ///< what is handed to people and platforms
  std::vector<ConsentAsking> consents;
  std::vector<storage::StaffCoverage> staff;  ///< of whole companies, minutes old
  std::uint64_t queue_depth = 0;
  std::uint64_t queue_capacity = 0;
  std::uint64_t committed_messages = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t alerts = 0;              ///< since start
  std::uint64_t commit_retries = 0;      ///< since start: the database was away
  std::uint64_t allocation_waiting = 0;  ///< customers who wait for somebody
  std::uint64_t tags_held = 0;           ///< at contacts, where rules undo each other
  double messages_per_s = 0;
  std::uint64_t media_pending = 0;
  std::uint64_t tree_size = 0;
  std::optional<CheckpointView> checkpoint;
  bool database_embedded = true;
  std::uint64_t database_bytes = 0;
  std::uint64_t schema_version = 0;
  std::uint64_t database_restarts = 0;  ///< of the embedded database, since start
  std::uint64_t index_cache_bytes = 0;  ///< memory of pieces of sealed segments that were read last
  std::uint64_t key_filter_bytes = 0;   ///< memory that tells new messages from sealed ones
  TimeMs started_at = 0;
};

class StatusProvider {
 public:
  virtual ~StatusProvider() = default;
  virtual Result<SystemStatus> Read() = 0;
  /// The newest signed checkpoint; nullopt before the first.
  virtual Result<std::optional<CheckpointView>> NewestCheckpoint() = 0;
  /// True when requests can be served: database reachable, schema current, rules loaded.
  virtual bool Ready() = 0;
};

/// What may be asked of running sources. Thread-safe.
class SourceControl {
 public:
  virtual ~SourceControl() = default;
  /// Tries everything again that waits aside; returns at once. kNotFound "source.not_running".
  virtual Status RetryParked(const std::string& source) = 0;
};

/// A file that stands with the platform for a while, to be named in what its page sends.
struct PlatformFile {
  std::string kind;  ///< image, video, file: how it is sent
  std::string media_id;
  TimeMs until = 0;
};

class PlatformFiles {
 public:
  virtual ~PlatformFiles() = default;
  /// Uploads it unless it stands there still. kNotFound "wecom.no_desk" without a platform, kInvalid
  /// "script.file_size" for what it does not take, else as the platform says.
  virtual Result<PlatformFile> Prepare(const storage::ScriptFile& file) = 0;
};

/// What stands of one company's intercept words on its platform.
struct InterceptView {
  struct Drift {
    std::string what;  ///< edited, renamed, removed
    std::string name;
    TimeMs found_at = 0;
  };
  struct Unfit {
    std::string word;     ///< empty for a kind of content
    std::string rule_id;  ///< that wants it
    std::string reason;   ///< code
  };

  std::string company;
  std::string source;
  TimeMs checked_at = 0;  ///< end of the last run; 0 before the first
  std::string problem;    ///< of the last run; empty when there was none
  std::string problem_detail;
  std::uint64_t planned = 0;   ///< rules that are to stand on the platform
  std::uint64_t standing = 0;  ///< that stand
  std::uint64_t words = 0;     ///< in them
  std::uint64_t others = 0;    ///< rules of somebody else, which count against the platform's limit
  std::vector<Drift> drift;    ///< the newest first
  std::vector<Unfit> unfit;
};

class InterceptProvider {
 public:
  virtual ~InterceptProvider() = default;
  /// Of every company that has this switched on, in the order of the settings.
  virtual std::vector<InterceptView> Intercepts() const = 0;
};

/// A text to be sent by an SMS gateway.
struct SmsOrder {
  std::string gateway;   ///< its name in the settings
  std::string key;       ///< the caller's own: the same key is the same text, sent once
  std::string employee;  ///< who sends it; empty: the company
  std::string number;
  std::string text;
};

struct SmsReceipt {
  bool repeated = false;  ///< it was there already
};

class SmsService {
 public:
  virtual ~SmsService() = default;
  /// The text as it would be archived. kNotFound "sms.no_gateway", kInvalid "sms.number".
  virtual Result<Message> Draft(const SmsOrder& order) = 0;
  /// Archives it and has it sent; returns when both are certain.
  virtual Result<SmsReceipt> Send(const std::string& gateway, const Message& message) = 0;
};

/// Makes checkpoints and has them countersigned. Thread-safe.
class CheckpointMaker {
 public:
  virtual ~CheckpointMaker() = default;
  /// Signs and keeps the present state, then asks the configured witnesses and time-stamping authority, seconds at
  /// most; returns the note as it is kept then.
  virtual Result<std::string> Make() = 0;
  /// Minutes east of UTC by which the days of manifests are cut.
  virtual std::int32_t ZoneMinutes() const = 0;
};

struct VerifyProgress {
  std::string state = "never";  ///< never, running, ok, failed
  TimeMs started_at = 0;
  TimeMs finished_at = 0;
  std::uint64_t checked_leaves = 0;
  std::vector<storage::VerifyFault> faults;
};

/// Checks the whole archive in the background, one check at a time.
class VerifyService {
 public:
  virtual ~VerifyService() = default;
  /// Starts unless one runs already; returns the state, usually "running".
  virtual Result<std::string> Start() = 0;
  virtual VerifyProgress Progress() const = 0;
};

}  // namespace custos::server::api
