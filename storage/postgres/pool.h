// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "storage/postgres/db.h"

namespace custos::storage::db {

struct PoolOptions {
  std::string conninfo;
  std::size_t size = 8;
  std::chrono::milliseconds wait{5000};    ///< for a free connection, then kUnavailable
  std::chrono::milliseconds statement{0};  ///< limit for one statement; 0 = none
};

/// A bounded set of connections, opened when first needed. A connection that broke is dropped, and so are the idle
/// ones opened before it: they lost their server too. Thread-safe.
class Pool {
 public:
  explicit Pool(PoolOptions options) : options_(std::move(options)) {}

  /// A connection on loan; returned when it goes out of scope.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->Return(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// Throws Failure kUnavailable: db.busy when all are out for too long, db.away when the server cannot be reached.
  Lease Acquire();
  void CloseIdle();

 private:
  void Return(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> Open();

  const PoolOptions options_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t out_ = 0;
};

}  // namespace custos::storage::db
