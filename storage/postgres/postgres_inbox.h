// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "storage/inbox.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// The inbox as a table. One thread with a connection of its own writes: all who wait when it turns to them share its
/// next transaction, so that the number of flushes does not grow with the number of callers, and no large commit of the
/// archive stands before them in a queue of connections. One writer also makes ids grow as items become durable.
class PostgresInbox final : public Inbox {
 public:
  PostgresInbox(db::Pool& pool, std::string conninfo);
  ~PostgresInbox() override;

  Status Put(const std::string& box, InboxItem item) override;
  Result<std::vector<InboxItem>> Oldest(const std::string& box, std::size_t limit) override;
  Status Drop(const std::string& box, std::uint64_t id) override;
  Result<std::vector<InboxDepth>> Depths() override;

 private:
  struct Waiting {
    std::string box;
    InboxItem item;
    std::promise<Status> done;
  };
  using Batch = std::vector<std::shared_ptr<Waiting>>;

  void WriteLoop(const std::stop_token& stop);
  Status Write(const Batch& batch);

  db::Pool& pool_;
  const std::string conninfo_;
  std::unique_ptr<db::Connection> connection_;  ///< of the writing thread alone
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  Batch waiting_;
  std::size_t waiting_bytes_ = 0;
  bool stopped_ = false;
  std::jthread writer_;  // last: it uses all of the above
};

}  // namespace custos::storage
