// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_queue/lead_queue_connector.h"

#include <algorithm>
#include <utility>

#include "connectors/delivery.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::lead_queue {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{500};
constexpr milliseconds kLongestPause{30'000};
constexpr milliseconds kQuiet{500};         // how long a delivery is waited for, and so how soon a stop is heard
constexpr milliseconds kBetweenTries{500};  // while the pipeline is full
constexpr std::size_t kBatchBytes = std::size_t{8} << 20;
// Heartbeats pause while a commit is waited for: shorter than two of them.
constexpr DeliveryPatience kPatience{.full = milliseconds{2'000}, .commit = milliseconds{10'000}};

}  // namespace

struct LeadQueueConnector::Batch {
  Intake intake;
  std::vector<std::uint64_t> tags;  // of leads
  std::vector<std::uint64_t> refused_tags;
  std::vector<DeadLetter> refused;
};

LeadQueueConnector::LeadQueueConnector(QueueSettings settings, std::unique_ptr<lead::LeadParser> parser,
                                       const Clock& clock)
    : settings_(std::move(settings)), parser_(std::move(parser)), clock_(clock) {
  status_.source = parser_->source();
  status_.kind = "lead_queue";
  status_.state = "stopped";
}

LeadQueueConnector::~LeadQueueConnector() = default;

SourceStatus LeadQueueConnector::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void LeadQueueConnector::SetProblem(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (status_.problem != error.code) {
    Log(LogLevel::kWarn, "leads cannot be taken from the queue",
        {{"source", status_.source}, {"code", error.code}, {"detail", error.message}});
  }
  status_.state = "backing_off";
  status_.problem = error.code;
  status_.problem_detail = error.message;
}

void LeadQueueConnector::SetGood() {
  const std::scoped_lock lock(mutex_);
  status_.state = "running";
  status_.problem.clear();
  status_.problem_detail.clear();
  status_.last_success_at = clock_.Now();
}

void LeadQueueConnector::Run(std::string, IntakeSink& sink, std::stop_token stop) {
  milliseconds pause = kFirstPause;
  Step step = Step::kOn;
  while (!stop.stop_requested() && step != Step::kEnd) {
    const auto session = AmqpSession::Open(settings_.address, settings_.queue, settings_.prefetch);
    step = session ? Step::kOn : Step::kReconnect;
    if (session) {
      SetGood();
    } else {
      SetProblem(session.error());
    }
    while (step == Step::kOn && !stop.stop_requested()) {
      step = Turn(**session, sink, stop);
      if (step == Step::kOn) pause = kFirstPause;
    }
    if (step == Step::kReconnect) {
      WaitFor(pause, stop);
      pause = std::min(pause * 2, kLongestPause);
    }
  }
  const std::scoped_lock lock(mutex_);
  status_.state = "stopped";
}

/// What is there already, at most as many as may be unacknowledged.
Result<LeadQueueConnector::Batch> LeadQueueConnector::Collect(AmqpSession& session) const {
  Batch batch;
  batch.intake.source = source();
  batch.intake.fetched_at = clock_.Now();
  std::size_t bytes = 0;
  while (batch.tags.size() + batch.refused_tags.size() < settings_.prefetch && bytes < kBatchBytes) {
    const bool first = bytes == 0 && batch.tags.empty() && batch.refused_tags.empty();
    Result<std::optional<Delivery>> next = session.Next(first ? kQuiet : milliseconds(0));
    if (!next) return next.error();
    if (!next->has_value()) break;
    Delivery& delivery = **next;
    bytes += delivery.body.size();
    RecordResult result = parser_->Parse(delivery.body, clock_.Now());
    if (result.message) {
      batch.intake.messages.push_back(std::move(*result.message));
      batch.tags.push_back(delivery.tag);
      continue;
    }
    const std::string key = lead::ParkedKey(result, delivery.body);
    batch.intake.parked.push_back(lead::Parked(source(), result, delivery.body));
    batch.refused_tags.push_back(delivery.tag);
    const std::string reason =
        result.problem.code + (result.problem.pointer.empty() ? "" : " " + result.problem.pointer);
    batch.refused.push_back({.body = std::move(delivery.body), .reason = reason, .id = key});
  }
  return batch;
}

LeadQueueConnector::Step LeadQueueConnector::Turn(AmqpSession& session, IntakeSink& sink, const std::stop_token& stop) {
  const Result<Batch> batch = Collect(session);
  if (!batch) {
    SetProblem(batch.error());
    return Step::kReconnect;
  }
  if (batch->tags.empty() && batch->refused_tags.empty()) {
    SetGood();
    const std::scoped_lock lock(mutex_);
    status_.caught_up_at = clock_.Now();
    return Step::kOn;
  }
  const Step committed = Commit(session, *batch, sink, stop);
  return committed == Step::kOn ? Acknowledge(session, *batch) : committed;
}

LeadQueueConnector::Step LeadQueueConnector::Commit(AmqpSession& session, const Batch& batch, IntakeSink& sink,
                                                    const std::stop_token& stop) {
  while (true) {
    const Result<IntakeReceipt> receipt = Deliver(sink, batch.intake, kPatience);
    if (receipt) break;
    if (receipt.error().code == "intake.stopping" || stop.stop_requested()) return Step::kEnd;
    if (const Status alive = session.Idle(kBetweenTries); !alive) {
      SetProblem(alive.error());
      return Step::kReconnect;
    }
  }
  const std::scoped_lock lock(mutex_);
  status_.fetched += batch.intake.messages.size();
  for (const Message& message : batch.intake.messages) {
    status_.last_message_at = std::max(status_.last_message_at, message.sent_at);
  }
  return Step::kOn;
}

LeadQueueConnector::Step LeadQueueConnector::Acknowledge(AmqpSession& session, const Batch& batch) {
  const auto all = [&](const std::vector<std::uint64_t>& tags) {
    for (const std::uint64_t tag : tags) {
      if (const Status sent = session.Acknowledge(tag); !sent) {
        SetProblem(sent.error());
        return false;
      }
    }
    return true;
  };
  if (!all(batch.tags)) return Step::kReconnect;
  if (!batch.refused.empty() && !settings_.dead_letter_queue.empty()) {
    const Status sent = SendDeadLetters(settings_.address, settings_.dead_letter_queue, batch.refused);
    if (!sent) {
      SetProblem(sent.error());
      return Step::kReconnect;
    }
  }
  if (!all(batch.refused_tags)) return Step::kReconnect;
  SetGood();
  return Step::kOn;
}

Result<Intake> LeadQueueConnector::Retry(const std::vector<ParkedMessage>& parked) {
  const TimeMs now = clock_.Now();
  return lead::RetryLeads(source(), parked, now, [&](const std::string& bytes) { return parser_->Parse(bytes, now); });
}

Status LeadQueueConnector::FetchMedia(const MediaRef&, MediaWriter&, std::stop_token) {
  return Error{ErrorKind::kNotFound, "lead.no_files", "leads have no files"};
}

}  // namespace custos::lead_queue
