// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_poll/lead_poll_connector.h"

#include <algorithm>
#include <utility>

#include "core/log.h"
#include "core/wait.h"

namespace custos::lead_poll {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{1'000};
constexpr milliseconds kLongestPause{60'000};

}  // namespace

LeadPollConnector::LeadPollConnector(PollSettings settings, std::unique_ptr<PageSource> pages,
                                     std::unique_ptr<lead::LeadParser> parser, const Clock& clock)
    : settings_(std::move(settings)), pages_(std::move(pages)), parser_(std::move(parser)), clock_(clock) {
  status_.source = parser_->source();
  status_.kind = "lead_poll";
  status_.state = "stopped";
}

SourceStatus LeadPollConnector::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

void LeadPollConnector::SetProblem(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (status_.problem != error.code) {
    Log(LogLevel::kWarn, "leads cannot be fetched", {{"source", status_.source}, {"code", error.code}});
  }
  status_.state = "backing_off";
  status_.problem = error.code;
  status_.problem_detail = error.message;
}

void LeadPollConnector::SetGood(bool caught_up) {
  const std::scoped_lock lock(mutex_);
  status_.state = "running";
  status_.problem.clear();
  status_.problem_detail.clear();
  status_.last_success_at = clock_.Now();
  if (caught_up) status_.caught_up_at = status_.last_success_at;
}

Intake LeadPollConnector::IntakeOf(Page page) {
  Intake intake;
  intake.source = source();
  intake.raw = std::move(page.raw);
  intake.fetched_at = clock_.Now();
  intake.cursor = page.cursor;
  for (const std::string& item : page.items) {
    RecordResult result = pages_->Read(*parser_, item, intake.fetched_at);
    if (result.message) {
      intake.messages.push_back(std::move(*result.message));
    } else {
      intake.parked.push_back(lead::Parked(source(), result, item));
    }
  }
  const std::scoped_lock lock(mutex_);
  status_.fetched += intake.messages.size();
  for (const Message& message : intake.messages) {
    status_.last_message_at = std::max(status_.last_message_at, message.sent_at);
  }
  return intake;
}

void LeadPollConnector::Run(std::string cursor, IntakeSink& sink, std::stop_token stop) {
  if (cursor.empty()) cursor = settings_.first_cursor;
  milliseconds pause = kFirstPause;
  while (!stop.stop_requested()) {
    milliseconds wait{0};
    Result<Page> page = pages_->Fetch(cursor, stop, wait);
    if (stop.stop_requested()) break;
    if (!page) {
      SetProblem(page.error());
      WaitFor(std::max(wait, pause), stop);
      pause = std::min(pause * 2, kLongestPause);
      continue;
    }
    pause = kFirstPause;
    const bool more = page->more;
    const bool news = !page->items.empty() || page->cursor != cursor;
    cursor = page->cursor;
    if (news && !sink.Submit(IntakeOf(std::move(*page)))) break;
    SetGood(!more);
    if (!more) WaitFor(std::max(wait, settings_.every), stop);
  }
  const std::scoped_lock lock(mutex_);
  status_.state = "stopped";
}

Result<Intake> LeadPollConnector::Retry(const std::vector<ParkedMessage>& parked) {
  const TimeMs now = clock_.Now();
  return lead::RetryLeads(source(), parked, now,
                          [&](const std::string& bytes) { return pages_->Read(*parser_, bytes, now); });
}

Status LeadPollConnector::FetchMedia(const MediaRef&, MediaWriter&, std::stop_token) {
  return Error{ErrorKind::kNotFound, "lead.no_files", "leads have no files"};
}

}  // namespace custos::lead_poll
