// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/message.h"
#include "core/result.h"

namespace custos {

/// What became of a message that was handed over.
enum class Taken : std::uint8_t {
  kStored,
  kDuplicate,  ///< it was there already, nothing changed
  kParked,     ///< the archive could not take it: kept aside with the reason
};

/// Told once for an Intake, from the pipeline's thread.
struct IntakeReceipt {
  bool committed = false;       ///< false: given up while stopping, nothing of it is stored for certain
  std::vector<Taken> messages;  ///< in the order of Intake::messages; empty unless committed
};

/// Names a parked message of a source: by its number where the source has numbers, else by its key.
struct ParkedRef {
  std::uint64_t seq = 0;
  std::string key;

  bool operator==(const ParkedRef&) const = default;
};

/// One page of a source, decoded. Committed as a whole or not at all, so that no cursor is ahead of stored data.
struct Intake {
  std::string source;
  std::string raw;                    ///< the reply exactly as received; empty for a retry of parked messages
  std::vector<Message> messages;      ///< in the source's order
  std::vector<ParkedMessage> parked;  ///< kept with their reason
  std::vector<ParkedRef> unparked;    ///< earlier parked messages that `messages` now settles
  std::uint64_t first_seq = 0;        ///< lowest and highest sequence number of the page; both 0 when not a page
  std::uint64_t last_seq = 0;
  std::uint64_t seq_count = 0;        ///< distinct numbers received between them: fewer means gaps
  std::optional<std::string> cursor;  ///< where the source continues after this page; nullopt leaves it alone
  TimeMs fetched_at = 0;
  std::function<void(const IntakeReceipt&)> settled;  ///< called after the commit; must not block; may be empty
};

enum class Offered : std::uint8_t { kTaken, kFull, kStopping };

/// Takes pages from a connector. Committing happens later, in order for each source.
class IntakeSink {
 public:
  virtual ~IntakeSink() = default;
  /// Blocks while the pipeline is full: that is the back-pressure. False when the pipeline is stopping; the connector
  /// then ends its run.
  virtual bool Submit(Intake intake) = 0;
  /// The same for sources that push: gives up after `patience`, and the sender has to come again.
  virtual Offered Offer(Intake intake, std::chrono::milliseconds patience) = 0;
};

/// What an operator sees of a source. Times are 0 when the thing never happened.
struct SourceStatus {
  std::string source;
  std::string kind;            ///< "wecom"
  std::string state;           ///< "running", "backing_off", "stopped"
  bool pushed = false;         ///< others bring us what it has, so it never lags
  std::string problem;         ///< stable code of the current trouble; empty when there is none
  std::string problem_detail;  ///< for operators, never content
  TimeMs last_success_at = 0;  ///< last fetch that the platform answered
  TimeMs last_message_at = 0;  ///< sent_at of the newest message seen
  TimeMs caught_up_at = 0;     ///< last time the source said there was nothing more
  std::uint64_t fetched = 0;   ///< messages since start
  std::uint64_t helper_restarts = 0;
};

/// A file of a message, fetched: what a connector hands to the media store.
class MediaWriter {
 public:
  virtual ~MediaWriter() = default;
  virtual Status Write(std::string_view chunk) = 0;
};

/// A source of messages. Owned by the wiring; Run is called on one thread of its own, everything else from any thread.
class Connector {
 public:
  virtual ~Connector() = default;

  virtual std::string source() const = 0;

  /// Fetches from `cursor` (empty at first) until `stop`, handing pages to `sink` in order. Returns only on stop or
  /// when the sink refuses; troubles are retried inside and shown in status.
  virtual void Run(std::string cursor, IntakeSink& sink, std::stop_token stop) = 0;

  /// Tries parked messages again: the settled ones become messages + unparked, the rest are left out.
  virtual Result<Intake> Retry(const std::vector<ParkedMessage>& parked) = 0;

  /// A value that changes when Retry may succeed where it failed before (a key was added, a parser was renewed).
  virtual std::uint64_t RetryGeneration() const = 0;

  /// Streams one media file. A failed chunk is resumed inside; kNotFound or kInvalid mean: gone for good.
  virtual Status FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) = 0;

  virtual SourceStatus status() const = 0;
};

}  // namespace custos
