// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/format/checkpoint.h"
#include "storage/format/cosignature.h"

namespace custos::storage {

struct WitnessReply {
  int status = 200;
  std::string content_type;
  std::string body;
};

/// Cosigns checkpoints of the logs it knows, each only when it continues the newest one it has signed
/// (c2sp.org/tlog-witness). Whoever holds its cosignatures knows that the log showed everybody one history.
/// Thread-safe; one process per directory.
class Witness {
 public:
  /// `directory` holds the key and, for every log, the newest checkpoint that was signed. Fails when a state is there
  /// that cannot be read: a witness must never forget.
  static Result<std::unique_ptr<Witness>> Open(std::string directory, const std::string& name,
                                               const std::vector<NoteVerifier>& logs, const Clock& clock);

  const CosignatureVerifier& key() const { return cosigner_.verifier(); }

  /// The body of an `add-checkpoint` request. The new state is on disk before this returns 200. Statuses: 400 no such
  /// request, or the old size is greater than the new one; 403 no signature of the log; 404 unknown log; 409 another
  /// size was signed last (the body tells it), or another root of the same size; 422 the proof does not hold; 500 the
  /// state could not be written.
  WitnessReply AddCheckpoint(std::string_view request);

 private:
  struct Log {
    NoteVerifier key;
    std::string path;
    Checkpoint newest;  ///< size 0 before the first
  };

  Witness(Cosigner cosigner, const Clock& clock) : cosigner_(std::move(cosigner)), clock_(clock) {}
  WitnessReply Advance(Log& log, std::uint64_t old_size, const std::vector<Digest>& proof, const std::string& note);

  const Cosigner cosigner_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Log, std::less<>> logs_;  // by origin
};

/// The body of an `add-checkpoint` request.
std::string FormatAddCheckpoint(std::uint64_t old_size, const std::vector<Digest>& proof, std::string_view note);

}  // namespace custos::storage
