// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/wecom_connector.h"

#include <algorithm>
#include <charconv>
#include <stop_token>
#include <thread>
#include <utility>

#include "connectors/wecom/media.h"
#include "core/bounded_queue.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

/// Pages fetched but not submitted: enough to keep the decoders busy, little enough to bound memory.
constexpr std::size_t kPagesAhead = 2;
constexpr std::chrono::milliseconds kKeyRescan{1000};

std::size_t RsaThreads(const WecomSettings& settings) {
  if (settings.rsa_threads > 0) return settings.rsa_threads;
  return std::max(1U, std::thread::hardware_concurrency());
}

std::vector<std::unique_ptr<HelperClient>> MakeHelpers(std::uint32_t count, const HelperOptions& options) {
  std::vector<std::unique_ptr<HelperClient>> helpers;
  for (std::uint32_t i = 0; i < std::max(1U, count); ++i) helpers.push_back(std::make_unique<HelperClient>(options));
  return helpers;
}

std::optional<std::uint64_t> ParseCursor(const std::string& cursor) {
  if (cursor.empty()) return 0;
  std::uint64_t seq = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), seq);
  if (error != std::errc() || end != cursor.data() + cursor.size()) return std::nullopt;
  return seq;
}

void Sort(std::vector<Decoded> decoded, Intake& into) {
  into.messages.reserve(decoded.size());
  for (Decoded& one : decoded) {
    if (Message* message = std::get_if<Message>(&one)) {
      into.messages.push_back(std::move(*message));
    } else {
      into.parked.push_back(std::move(std::get<ParkedMessage>(one)));
    }
  }
}

TimeMs Newest(const std::vector<Message>& messages) {
  TimeMs newest = 0;
  for (const Message& message : messages) newest = std::max(newest, message.sent_at);
  return newest;
}

}  // namespace

WecomConnector::WecomConnector(WecomSettings settings, const Clock& clock)
    : settings_(std::move(settings)),
      clock_(clock),
      source_("wecom:" + settings_.corp_id),
      keys_(settings_.private_keys),
      status_(source_, clock),
      fetch_helper_(OptionsForHelpers()),
      media_helper_(OptionsForHelpers()),
      decrypt_helpers_(MakeHelpers(settings_.helpers, OptionsForHelpers())),
      api_(settings_, clock, staff_),
      directory_(settings_, source_, clock, staff_, api_),
      pool_(RsaThreads(settings_), [this](std::size_t thread) {
        HelperClient& helper = *decrypt_helpers_[thread % decrypt_helpers_.size()];
        return std::make_unique<Decoder>(source_, keys_, staff_, helper, status_);
      }) {}

HelperOptions WecomConnector::OptionsForHelpers() const {
  HelperOptions options;
  options.program = settings_.helper_program;
  options.environment = settings_.helper_environment;
  options.sdk_library = settings_.sdk_library;
  options.corp_id = settings_.corp_id;
  options.secret = settings_.archive_secret;
  options.call_grace = settings_.call_grace;
  return options;
}

void WecomConnector::Run(std::string cursor, IntakeSink& sink, std::stop_token stop) {
  const std::optional<std::uint64_t> start = ParseCursor(cursor);
  if (!start) {
    status_.Problem("stopped", "wecom.cursor_invalid", "the stored cursor is not a sequence number");
    return;
  }
  status_.Running();
  std::stop_source ending;  // the caller's stop, or the sink's refusal
  std::stop_source retry_stop = NewRetryStop();
  const std::stop_callback forward(stop, [&] {
    ending.request_stop();
    retry_stop.request_stop();
  });
  BoundedQueue<Pending> ready(kPagesAhead);
  std::jthread submitter([&] {
    while (std::optional<Pending> pending = ready.Pop()) {
      if (!SubmitDecoded(std::move(*pending), sink, ending.get_token())) ending.request_stop();
    }
  });
  const std::stop_callback close(ending.get_token(), [&] { ready.Close(); });

  Pager pager(settings_, fetch_helper_, status_);
  std::uint64_t seq = *start;
  while (!ending.stop_requested()) {
    std::optional<Pending> page = NextPage(pager, seq, ending.get_token());
    if (page) ready.Push(std::move(*page));
  }
  submitter.join();
  status_.Stopped();
}

std::stop_source WecomConnector::NewRetryStop() {
  const std::scoped_lock lock(stop_mutex_);
  return retry_stop_ = std::stop_source();
}

/// Fetches and starts to decode one page; moves `seq` past it. Nullopt when there was nothing new, after the pause that
/// is due then.
std::optional<WecomConnector::Pending> WecomConnector::NextPage(Pager& pager, std::uint64_t& seq,
                                                                const std::stop_token& stop) {
  std::optional<FetchedPage> fetched = pager.Next(seq, stop);
  if (!fetched) return std::nullopt;
  const bool nothing_more = fetched->page.envelopes.empty();
  status_.FetchSucceeded(nothing_more);
  std::optional<Pending> pending;
  if (!nothing_more) pending = Begin(std::move(*fetched), seq);
  if (pending) {
    seq = pending->intake.last_seq;
  } else {
    pull_now_.WaitFor(settings_.poll_interval, stop);
  }
  return pending;
}

/// Nullopt when nothing of the page is newer than `after`.
std::optional<WecomConnector::Pending> WecomConnector::Begin(FetchedPage fetched, std::uint64_t after) {
  std::vector<Envelope>& all = fetched.page.envelopes;
  const std::size_t stale = std::erase_if(all, [&](const Envelope& e) { return e.seq != 0 && e.seq <= after; });
  if (stale + fetched.page.repeated > 0) {
    Log(LogLevel::kInfo, "wecom sent entries again",
        {{"source", source_}, {"already_had", stale}, {"repeated", fetched.page.repeated}});
  }
  if (all.empty() || all.back().seq == 0) return std::nullopt;
  Pending pending;
  pending.intake.source = source_;
  pending.intake.raw = std::move(fetched.raw);
  const auto first = std::find_if(all.begin(), all.end(), [](const Envelope& e) { return e.seq != 0; });
  pending.intake.first_seq = first->seq;
  pending.intake.last_seq = all.back().seq;
  pending.intake.seq_count = static_cast<std::uint64_t>(all.end() - first);
  pending.intake.cursor = std::to_string(all.back().seq);
  pending.intake.fetched_at = clock_.Now();
  pending.job = pool_.Start(std::move(all));
  return pending;
}

bool WecomConnector::SubmitDecoded(Pending pending, IntakeSink& sink, const std::stop_token& stop) {
  std::optional<std::vector<Decoded>> decoded = pending.job->Wait(stop);
  if (!decoded || stop.stop_requested()) return false;
  Sort(std::move(*decoded), pending.intake);
  status_.MessagesDecoded(pending.intake.messages.size() + pending.intake.parked.size(),
                          Newest(pending.intake.messages));
  directory_.Saw(pending.intake.messages);
  return sink.Submit(std::move(pending.intake));
}

Result<Intake> WecomConnector::Retry(const std::vector<ParkedMessage>& parked) {
  std::vector<Envelope> envelopes;
  for (const ParkedMessage& one : parked) {
    if (Result<Envelope> envelope = ParseEnvelope(one.envelope)) envelopes.push_back(std::move(*envelope));
  }
  const std::stop_token stop = [&] {
    const std::scoped_lock lock(stop_mutex_);
    return retry_stop_.get_token();
  }();
  std::optional<std::vector<Decoded>> decoded = pool_.Start(std::move(envelopes))->Wait(stop);
  if (!decoded) return Error{ErrorKind::kUnavailable, "wecom.stopping", "the connector is stopping"};
  Intake settled;
  settled.source = source_;
  settled.fetched_at = clock_.Now();
  Sort(std::move(*decoded), settled);
  settled.parked.clear();
  for (const Message& message : settled.messages) settled.unparked.push_back({message.seq, message.key});
  directory_.Saw(settled.messages);
  return settled;
}

std::uint64_t WecomConnector::RetryGeneration() const {
  keys_.RescanIfOlderThan(kKeyRescan);
  return (kParserVersion << 32) + keys_.generation();
}

Status WecomConnector::FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) {
  MediaOptions options;
  options.proxy = {settings_.proxy, settings_.proxy_password};
  options.timeout_s = settings_.timeout_s;
  options.retry_first = settings_.retry_first;
  return DownloadMedia(media_helper_, media.locator, options, out, stop);
}

SourceStatus WecomConnector::status() const {
  SourceStatus result = status_.Read();
  result.helper_restarts = fetch_helper_.restarts() + media_helper_.restarts();
  for (const auto& helper : decrypt_helpers_) result.helper_restarts += helper->restarts();
  return result;
}

void WecomConnector::LookAgain(const std::vector<ChangeHint>& hints) {
  const auto archive = [](const ChangeHint& hint) { return hint.kind == ChangeHint::Kind::kArchive; };
  if (std::any_of(hints.begin(), hints.end(), archive)) pull_now_.Ring();
  directory_.LookAgain(hints);
}

void WecomConnector::RunDirectory(DirectorySink& sink, std::stop_token stop) { directory_.Run(sink, stop); }

}  // namespace custos::wecom
