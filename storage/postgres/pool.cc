// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/pool.h"

namespace custos::storage::db {

Pool::Lease Pool::Acquire() {
  {
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, options_.wait, [&] { return out_ < options_.size; })) {
      Fail(ErrorKind::kUnavailable, "db.busy", "all database connections are in use");
    }
    ++out_;
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->Alive()) return {*this, std::move(connection)};
    }
  }
  try {
    return {*this, Open()};
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    --out_;
    freed_.notify_one();
    throw;
  }
}

std::unique_ptr<Connection> Pool::Open() {
  auto connection = std::make_unique<Connection>(options_.conninfo);
  connection->Script("SET client_min_messages = warning; SET statement_timeout = " +
                     std::to_string(options_.statement.count()));
  return connection;
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  const std::scoped_lock lock(mutex_);
  --out_;
  if (connection->broken()) {
    idle_.clear();
  } else {
    idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

void Pool::CloseIdle() {
  const std::scoped_lock lock(mutex_);
  idle_.clear();
}

}  // namespace custos::storage::db
