// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "storage/postgres/db.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/postgres/test_cluster.h"

namespace custos::storage::test {

/// Time that a test moves by hand.
class ManualClock final : public Clock {
 public:
  TimeMs Now() const override { return now_; }
  void Advance(TimeMs by) { now_ += by; }

 private:
  TimeMs now_ = 1'760'000'000'000;  // 2025-10-09
};

/// A storage on a new database of the shared cluster, with verbs to fill it.
class Fixture {
 public:
  Fixture();

  PostgresStorage& storage() { return *storage_; }
  ManualClock& clock() { return clock_; }
  const std::filesystem::path& data_dir() const { return dir_.path(); }
  const std::string& database() const { return database_; }

  /// Closes the storage and opens it again on the same data.
  void Reopen();
  /// Commits; the test fails when that does.
  CommitResult Commit(const CommitRequest& request);
  CommitResult CommitMessages(std::vector<Message> messages);
  /// One statement straight at the database, as an intruder would.
  db::Rows Sql(const std::string& sql);
  std::int64_t Count(const std::string& from) { return Sql("SELECT count(*) FROM " + from).Int(0, 0); }

 private:
  ManualClock clock_;
  TempDir dir_;
  std::string database_;
  std::unique_ptr<PostgresStorage> storage_;
};

constexpr char kSource[] = "test:one";

/// A chat message from an employee to a customer (both ids invented).
Message ChatMessage(std::uint64_t seq, const std::string& text, const std::string& employee = "zhang",
                    const std::string& customer = "wm_customer_1");
/// The page that brings these messages.
CommitRequest PageOf(std::vector<Message> messages);
Finding FindingOf(const std::string& category, Severity severity = Severity::kHigh);

}  // namespace custos::storage::test
