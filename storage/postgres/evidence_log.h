// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"
#include "storage/format/bundle.h"
#include "storage/format/checkpoint.h"
#include "storage/format/merkle.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// The one end of the evidence log. Everything that is recorded goes through Append: the rows that `work` writes, the
/// leaves it adds, the tiles and the signed head are one transaction. Thread-safe; appends are serialised, between
/// processes by the lock on the head's row.
class EvidenceLog {
 public:
  /// `checkpoint_file` gets the newest signed note after commits, outside the database, so that cutting the log inside
  /// the database is found.
  EvidenceLog(db::Pool& pool, NoteSigner signer, const Clock& clock, std::filesystem::path checkpoint_file);
  ~EvidenceLog();

  /// Makes the first head of an empty log.
  Status Initialise();

  using Work = std::function<void(db::Connection&, BundleBuilder&)>;
  /// Size of the log after the commit. Work that adds no leaf is committed too and leaves the log alone. `work` may be
  /// called once only; what it throws undoes everything.
  Result<std::uint64_t> Append(const Work& work);

  /// Files a signed checkpoint of the present head in the history; returns the note.
  Result<std::string> Checkpoint();

  /// Writes the newest note to the checkpoint file if that has not happened yet.
  void FlushCheckpointFile();

  /// Changes whenever this process cannot be sure to have made all appends since: at first, after others appended and
  /// after a commit that may have failed. For `work` only, which runs under the lock.
  std::uint64_t epoch() const { return epoch_; }

  const NoteSigner& signer() const { return signer_; }
  const Clock& clock() const { return clock_; }

 private:
  std::uint64_t LockHead(db::Connection& connection);
  void StoreLeaves(db::Connection& connection, BundleBuilder& builder, LogAppender& appender);
  void NoteWritten(TimeMs now);

  db::Pool& pool_;
  const NoteSigner signer_;
  const Clock& clock_;
  const std::filesystem::path checkpoint_file_;

  std::mutex mutex_;
  std::optional<LogAppender> appender_;  ///< state after the last commit of ours; restored when unknown
  std::uint64_t epoch_ = 0;
  std::string newest_note_;  ///< of that commit
  bool note_on_disk_ = true;
  TimeMs note_written_at_ = 0;
  TimeMs history_at_ = 0;
};

}  // namespace custos::storage
