// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/pushed_sources.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "connectors/generic/parser.h"
#include "connectors/phone/parser.h"
#include "core/digest.h"
#include "core/log.h"
#include "core/wait.h"

namespace custos::app {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kRetryPage = 500;
constexpr std::string_view kLocator = "upload:";

/// Owner and digest in "upload:<owner>/<sha256>".
struct Where {
  std::string owner;
  Digest sha256{};
};

std::optional<Where> ReadLocator(const std::string& locator) {
  const std::size_t slash = locator.rfind('/');
  if (!locator.starts_with(kLocator) || slash == std::string::npos) return std::nullopt;
  const std::optional<std::string> bytes = HexDecode(std::string_view(locator).substr(slash + 1));
  const std::optional<Digest> digest = bytes ? DigestFromBytes(*bytes) : std::nullopt;
  if (!digest) return std::nullopt;
  return Where{locator.substr(kLocator.size(), slash - kLocator.size()), *digest};
}

}  // namespace

PushedSources::~PushedSources() { Stop(); }

bool PushedSources::Owns(const std::string& source) {
  return source.starts_with("ingest:") || source.starts_with("phone:");
}

void PushedSources::Run(std::string, IntakeSink&, std::stop_token stop) {
  while (!stop.stop_requested()) WaitFor(std::chrono::seconds(60), stop);
}

Result<Intake> PushedSources::Retry(const std::vector<ParkedMessage>& parked) {
  Intake intake;
  intake.fetched_at = clock_.Now();
  if (parked.empty()) return intake;
  intake.source = parked.front().source;
  std::map<std::string, std::string> carrier;  // employee by device
  if (intake.source.starts_with("phone:")) {
    const auto devices = devices_.List();
    if (!devices) return devices.error();
    for (const storage::Device& device : *devices) carrier[device.id] = device.employee_id;
  }
  for (const ParkedMessage& one : parked) {
    RecordResult result;
    if (intake.source.starts_with("phone:")) {
      const std::string device = one.key.substr(0, one.key.find('/'));
      const phone::DeviceContext context{intake.source, device, carrier[device], clock_.Now(), 0};
      result = phone::ParseRecord(context, one.envelope);
    } else {
      result = generic::ParseLine(intake.source, one.envelope);
    }
    if (!result.message) continue;
    intake.messages.push_back(std::move(*result.message));
    intake.unparked.push_back({one.seq, one.key});
  }
  return intake;
}

Status PushedSources::FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) {
  const std::optional<Where> where = ReadLocator(media.locator);
  if (!where) return Error{ErrorKind::kInvalid, "upload.locator", "not a file of an upload"};
  const auto upload = uploads_.FindContent(where->owner, where->sha256);
  if (!upload) return upload.error();
  if (!upload->has_value()) return Error{ErrorKind::kUnavailable, "upload.not_there_yet", "the file has not come yet"};
  for (std::uint64_t offset = 0; offset < (*upload)->spec.size && !stop.stop_requested();) {
    const Result<std::string> piece = uploads_.Read((*upload)->id, offset, kPiece);
    if (!piece) return piece.error();
    if (piece->empty()) return Error{ErrorKind::kUnavailable, "upload.short", "the file ends too early"};
    if (const Status written = out.Write(*piece); !written) return written;
    offset += piece->size();
  }
  return {};
}

SourceStatus PushedSources::status() const {
  SourceStatus status;
  status.source = source();
  status.kind = "push";
  status.state = "running";
  return status;
}

void PushedSources::RetryParked(const std::string& source, IntakeSink& sink) {
  const std::scoped_lock lock(mutex_);
  retries_[source] = std::jthread([this, source, &sink](const std::stop_token& stop) { RetryAll(source, sink, stop); });
}

void PushedSources::RetryAll(const std::string& source, IntakeSink& sink, const std::stop_token& stop) {
  std::uint64_t from = 0;
  while (!stop.stop_requested()) {
    const auto parked = archive_.LoadParked(source, from, kRetryPage);
    if (!parked || parked->empty()) return;
    from = parked->back().id + 1;
    Result<Intake> settled = Retry(*parked);
    if (!settled) return;
    if (settled->messages.empty()) continue;
    Log(LogLevel::kInfo, "parked messages could be read now",
        {{"source", source}, {"messages", settled->messages.size()}});
    if (!sink.Submit(std::move(*settled))) return;
  }
}

void PushedSources::Stop() {
  const std::scoped_lock lock(mutex_);
  retries_.clear();
}

}  // namespace custos::app
