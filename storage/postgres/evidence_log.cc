// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/evidence_log.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/log.h"
#include "storage/postgres/log_tiles.h"

namespace custos::storage {
namespace {

constexpr char kHead[] = "SELECT tree_size, root FROM log_head FOR UPDATE";
constexpr char kHeadNote[] = "SELECT tree_size, note FROM log_head FOR UPDATE";
constexpr char kFirstHead[] = "INSERT INTO log_head (tree_size, root, note) VALUES (0, $1, $2) ON CONFLICT DO NOTHING";
constexpr char kMoveHead[] = "UPDATE log_head SET tree_size = $1, root = $2, note = $3";
constexpr char kAddBundle[] = "INSERT INTO bundle (first_leaf, leaves, data) VALUES ($1, $2, $3)";
constexpr char kPutTiles[] =
    "INSERT INTO merkle_tile (level, number, data)"
    " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bytea[])"
    " ON CONFLICT (level, number) DO UPDATE SET data = excluded.data";
constexpr char kAddCheckpoint[] =
    "INSERT INTO checkpoint (tree_size, at, note) VALUES ($1, $2, $3) ON CONFLICT (tree_size) DO NOTHING";
constexpr char kTell[] = "SELECT pg_notify('custos_log', $1)";

constexpr TimeMs kHistoryEvery = 60'000;
constexpr TimeMs kFileEvery = 1'000;

template <class T>
T Take(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

/// Replaces the file in one step, durably: it is either the old note or the new one.
bool ReplaceFile(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path fresh = path.string() + ".new";
  const int fd = open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return false;
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fdatasync(fd) == 0;
  close(fd);
  return written && rename(fresh.c_str(), path.c_str()) == 0;
}

}  // namespace

EvidenceLog::EvidenceLog(db::Pool& pool, NoteSigner signer, const Clock& clock, std::filesystem::path checkpoint_file)
    : pool_(pool), signer_(std::move(signer)), clock_(clock), checkpoint_file_(std::move(checkpoint_file)) {}

EvidenceLog::~EvidenceLog() { FlushCheckpointFile(); }

Status EvidenceLog::Initialise() {
  return db::Guard([&] {
    const Digest root = EmptyRoot();
    auto lease = pool_.Acquire();
    lease->Query(kFirstHead, db::Params().Bytes(AsBytes(root)).Text(Take(signer_.Sign(0, root))));
  });
}

/// Locks the head, and makes sure that `appender_` is its state. Returns the size.
std::uint64_t EvidenceLog::LockHead(db::Connection& connection) {
  const db::Rows head = connection.Query(kHead);
  if (head.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.head_missing", "the head of the evidence log is gone");
  const std::uint64_t size = head.Id(0, 0);
  const std::string root = head.Bytes(0, 1);
  if (!appender_ || appender_->size() != size || AsBytes(appender_->Root()) != root) {
    LogTiles tiles(connection);
    ++epoch_;
    appender_.emplace(Take(LogAppender::Restore(size, tiles)));
    const Digest restored = appender_->Root();
    if (AsBytes(restored) != root) {
      appender_.reset();
      db::Fail(ErrorKind::kCorrupt, "evidence.head_mismatch",
               "the evidence log contradicts its own head: run custos verify");
    }
  }
  return size;
}

Result<std::uint64_t> EvidenceLog::Append(const Work& work) {
  const std::scoped_lock lock(mutex_);
  auto result = db::Guard([&]() -> std::uint64_t {
    auto lease = pool_.Acquire();
    db::Transaction transaction(*lease);
    const std::uint64_t size = LockHead(*lease);
    const TimeMs now = clock_.Now();
    BundleBuilder builder(size, now, *DigestFromBytes(RandomBytes(32)));
    work(*lease, builder);
    if (builder.next() == size) {
      transaction.Commit();
      return size;
    }
    LogAppender next = *appender_;
    StoreLeaves(*lease, builder, next);
    appender_.reset();  // until the commit is known to have happened
    transaction.Commit();
    appender_ = std::move(next);
    NoteWritten(now);
    return appender_->size();
  });
  return result;
}

void EvidenceLog::StoreLeaves(db::Connection& connection, BundleBuilder& builder, LogAppender& appender) {
  const std::uint64_t first = builder.first();
  const std::uint64_t count = builder.next() - first;
  for (const Digest& hash : builder.leaf_hashes()) appender.Append(hash);
  std::vector<std::int64_t> levels;
  std::vector<std::int64_t> numbers;
  std::vector<std::string> data;
  for (Tile& tile : appender.TakeChangedTiles()) {
    levels.push_back(tile.id.level);
    numbers.push_back(static_cast<std::int64_t>(tile.id.index));
    data.push_back(std::move(tile.bytes));
  }
  const Digest root = appender.Root();
  const auto size = static_cast<std::int64_t>(appender.size());
  newest_note_ = Take(signer_.Sign(appender.size(), root));

  connection.Query(kAddBundle, db::Params()
                                   .Int(static_cast<std::int64_t>(first))
                                   .Int(static_cast<std::int64_t>(count))
                                   .Bytes(Take(builder.Finish())));
  if (!data.empty()) {
    connection.Query(kPutTiles, db::Params().IntArray(levels).IntArray(numbers).BytesArray(data));
  }
  connection.Query(kMoveHead, db::Params().Int(size).Bytes(AsBytes(root)).Text(newest_note_));
  const TimeMs now = clock_.Now();
  if (now - history_at_ >= kHistoryEvery) {
    connection.Query(kAddCheckpoint, db::Params().Int(size).Int(now).Text(newest_note_));
    history_at_ = now;
  }
  connection.Query(kTell, db::Params().Text(std::to_string(size)));
}

void EvidenceLog::NoteWritten(TimeMs now) {
  note_on_disk_ = false;
  if (now - note_written_at_ < kFileEvery && now >= note_written_at_) return;
  note_on_disk_ = ReplaceFile(checkpoint_file_, newest_note_);
  note_written_at_ = now;
  if (!note_on_disk_) Log(LogLevel::kError, "the checkpoint file cannot be written");
}

void EvidenceLog::FlushCheckpointFile() {
  const std::scoped_lock lock(mutex_);
  if (note_on_disk_) return;
  note_on_disk_ = ReplaceFile(checkpoint_file_, newest_note_);
}

Result<std::string> EvidenceLog::Checkpoint() {
  auto note = [&] {
    const std::scoped_lock lock(mutex_);
    return db::Guard([&] {
      auto lease = pool_.Acquire();
      db::Transaction transaction(*lease);
      const db::Rows head = lease->Query(kHeadNote);
      if (head.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.head_missing", "the head of the evidence log is gone");
      std::string text = head.Text(0, 1);
      lease->Query(kAddCheckpoint, db::Params().Int(head.Int(0, 0)).Int(clock_.Now()).Text(text));
      transaction.Commit();
      return text;
    });
  }();
  FlushCheckpointFile();
  return note;
}

}  // namespace custos::storage
