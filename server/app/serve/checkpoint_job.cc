// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/checkpoint_job.h"

#include <charconv>

#include "core/log.h"
#include "server/app/serve/http_post.h"
#include "storage/format/checkpoint.h"
#include "storage/verify/timestamp.h"
#include "storage/witness/witness.h"

namespace custos::app {
namespace {

constexpr int kTries = 3;  // a witness that we know nothing of first tells what it has signed
constexpr TimeMs kHour = 3'600'000;

// The three lines that are signed.
std::string TextOf(const std::string& note) { return note.substr(0, note.find("\n\n") + 1); }

}  // namespace

CheckpointJob::CheckpointJob(storage::Archive& archive, storage::Evidence& evidence, const EvidenceSettings& settings,
                             const Clock& clock)
    : archive_(archive), evidence_(evidence), settings_(settings), clock_(clock) {
  for (const WitnessAddress& address : settings.witnesses) witnesses_.push_back({address, 0});
}

Result<std::string> CheckpointJob::Make() {
  const std::scoped_lock lock(mutex_);
  const Result<std::string> note = archive_.Checkpoint();
  if (!note) return note.error();
  const Result<storage::Checkpoint> claim = storage::ParseClaim(*note);
  if (!claim) return claim.error();
  for (Asked& witness : witnesses_) AskWitness(witness, claim->size, *note);
  AskAuthority(claim->size, *note);
  const auto kept = evidence_.Checkpoints(claim->size + 1, 1);
  return kept && !kept->items.empty() ? kept->items[0].note : *note;
}

void CheckpointJob::AskWitness(Asked& witness, std::uint64_t size, const std::string& note) {
  const auto fail = [&](const std::string& code) {
    Log(LogLevel::kWarn, "a witness did not sign", {{"witness", witness.address.key.name()}, {"code", code}});
  };
  for (int tries = 0; tries < kTries; ++tries) {
    if (witness.size > size) {
      return Log(LogLevel::kError, "a witness has signed more of the log than there is",
                 {{"witness", witness.address.key.name()}, {"signed", witness.size}, {"size", size}});
    }
    const auto path = evidence_.ConsistencyPath(witness.size, size);
    if (!path) return fail(path.error().code);
    const auto reply = HttpPost(witness.address.url + "/add-checkpoint", "text/plain",
                                storage::FormatAddCheckpoint(witness.size, *path, note));
    if (!reply) return fail(reply.error().code);
    if (reply->status == 409) {
      std::uint64_t told = 0;
      const std::string& body = reply->body;
      const auto parsed = std::from_chars(body.data(), body.data() + body.size(), told);
      if (parsed.ec != std::errc() || told == witness.size) {
        return Log(LogLevel::kError, "a witness saw another history of the log",
                   {{"witness", witness.address.key.name()}, {"size", size}});
      }
      witness.size = told;
      continue;
    }
    if (reply->status != 200) return fail("witness.status_" + std::to_string(reply->status));
    const auto at = witness.address.key.SignedAt(TextOf(note) + "\n" + reply->body);
    if (!at || !at->has_value()) return fail("witness.signature");
    const Status kept = evidence_.AddCosignatures(size, reply->body);
    if (!kept) return fail(kept.error().code);
    witness.size = size;
    return;
  }
  fail("witness.conflict");
}

void CheckpointJob::AskAuthority(std::uint64_t size, const std::string& note) {
  if (settings_.timestamp_url.empty() || size == 0) return;
  const TimeMs now = clock_.Now();
  if (stamped_at_ != 0 && now - stamped_at_ < TimeMs{settings_.timestamp_hours} * kHour) return;
  const auto fail = [&](const std::string& code) {
    Log(LogLevel::kWarn, "a checkpoint has no timestamp yet", {{"code", code}});
  };
  const auto request = storage::MakeTimestampRequest(TextOf(note));
  if (!request) return fail(request.error().code);
  const auto reply = HttpPost(settings_.timestamp_url, "application/timestamp-query", request->der);
  if (!reply) return fail(reply.error().code);
  if (reply->status != 200) return fail("timestamp.status_" + std::to_string(reply->status));
  const Result<TimeMs> at = storage::CheckTimestampResponse(*request, reply->body);
  if (!at) return fail(at.error().code);
  const Status kept = evidence_.AddTimestamp(size, {settings_.timestamp_url, *at}, reply->body);
  if (!kept) return fail(kept.error().code);
  stamped_at_ = now;
}

}  // namespace custos::app
