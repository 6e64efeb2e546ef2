// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/outbox.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// The outbox as a table.
class PostgresOutbox final : public Outbox {
 public:
  explicit PostgresOutbox(db::Pool& pool) : pool_(pool) {}

  Status Put(const std::vector<OutboxItem>& items) override;
  Result<std::vector<OutboxItem>> Due(const std::string& channel, TimeMs now, std::size_t limit) override;
  Status Sent(const std::vector<OutboxItem>& items, TimeMs now) override;
  Status PutOff(const std::vector<OutboxItem>& items, TimeMs at, const std::string& problem) override;
  Result<std::uint64_t> Expire(TimeMs oldest, TimeMs settled, TimeMs now) override;
  Result<std::vector<OutboxDepth>> Depths() override;
  Result<std::string> Note(const std::string& source, const std::string& name) override;
  Status SetNote(const std::string& source, const std::string& name, const std::string& value, TimeMs now) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
