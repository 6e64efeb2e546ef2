// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_inbox.h"

#include <chrono>
#include <optional>
#include <utility>

namespace custos::storage {
namespace {

constexpr std::size_t kMostWaiting = 4'096;
constexpr std::size_t kMostWaitingBytes = std::size_t{64} << 20;
constexpr std::chrono::seconds kPatience{4};  ///< the platform hangs up after five

constexpr char kPut[] =
    "INSERT INTO inbox (box, reason, body, received_at) SELECT box, reason, body, received_at"
    " FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[]) WITH ORDINALITY"
    " AS r(box, reason, body, received_at, place) ORDER BY place";
constexpr char kOldest[] = "SELECT id, reason, body, received_at FROM inbox WHERE box = $1 ORDER BY id LIMIT $2";
constexpr char kDrop[] = "DELETE FROM inbox WHERE box = $1 AND id <= $2";
constexpr char kDepths[] = "SELECT box, count(*), min(received_at) FROM inbox GROUP BY box ORDER BY box";

Error Busy(std::string why) { return {ErrorKind::kUnavailable, "inbox.busy", std::move(why)}; }

}  // namespace

PostgresInbox::PostgresInbox(db::Pool& pool, std::string conninfo)
    : pool_(pool), conninfo_(std::move(conninfo)), writer_([this](const std::stop_token& stop) { WriteLoop(stop); }) {}

PostgresInbox::~PostgresInbox() {
  writer_.request_stop();
  writer_.join();
}

Status PostgresInbox::Put(const std::string& box, InboxItem item) {
  auto waiting = std::make_shared<Waiting>();
  waiting->box = box;
  waiting->item = std::move(item);
  std::future<Status> done = waiting->done.get_future();
  {
    const std::scoped_lock lock(mutex_);
    const std::size_t bytes = waiting->item.body.size();
    if (stopped_ || waiting_.size() >= kMostWaiting || waiting_bytes_ + bytes > kMostWaitingBytes) {
      return Busy("too many wait to be written");
    }
    waiting_bytes_ += bytes;
    waiting_.push_back(std::move(waiting));
  }
  arrived_.notify_one();
  if (done.wait_for(kPatience) != std::future_status::ready) return Busy("the database takes too long");
  return done.get();
}

void PostgresInbox::WriteLoop(const std::stop_token& stop) {
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, stop, [&] { return !waiting_.empty(); });
      if (waiting_.empty()) {
        stopped_ = true;
        return;
      }
      batch.swap(waiting_);
      waiting_bytes_ = 0;
    }
    const Status written = Write(batch);
    for (const auto& one : batch) one->done.set_value(written);
  }
}

// A lost connection is made again with the next batch; whoever waits for this one is told to come again.
Status PostgresInbox::Write(const Batch& batch) {
  std::vector<std::string> boxes, reasons, bodies;
  std::vector<std::int64_t> received;
  for (const auto& one : batch) {
    boxes.push_back(one->box);
    reasons.push_back(one->item.reason);
    bodies.push_back(std::move(one->item.body));
    received.push_back(one->item.received_at);
  }
  const Status written = db::Guard([&] {
    if (connection_ == nullptr || !connection_->Alive()) connection_ = std::make_unique<db::Connection>(conninfo_);
    connection_->Query(kPut, db::Params().TextArray(boxes).TextArray(reasons).BytesArray(bodies).IntArray(received));
  });
  if (!written && connection_ != nullptr && connection_->broken()) connection_.reset();
  return written;
}

Result<std::vector<InboxItem>> PostgresInbox::Oldest(const std::string& box, std::size_t limit) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kOldest, db::Params().Text(box).Int(static_cast<std::int64_t>(limit)));
    std::vector<InboxItem> items;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      items.push_back({rows.Id(i, 0), rows.Text(i, 1), rows.Bytes(i, 2), rows.Int(i, 3)});
    }
    return items;
  });
}

Status PostgresInbox::Drop(const std::string& box, std::uint64_t id) {
  return db::Guard([&] { pool_.Acquire()->Query(kDrop, db::Params().Text(box).Int(static_cast<std::int64_t>(id))); });
}

Result<std::vector<InboxDepth>> PostgresInbox::Depths() {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kDepths);
    std::vector<InboxDepth> depths;
    for (std::size_t i = 0; i < rows.size(); ++i) depths.push_back({rows.Text(i, 0), rows.Id(i, 1), rows.Int(i, 2)});
    return depths;
  });
}

}  // namespace custos::storage
