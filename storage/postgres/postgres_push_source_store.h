// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"
#include "storage/push_source_store.h"

namespace custos::storage {

/// Sources that send by themselves, in the database.
class PostgresPushSourceStore final : public PushSourceStore {
 public:
  PostgresPushSourceStore(db::Pool& pool, Sources& sources) : pool_(pool), sources_(sources) {}

  Status Create(const PushSource& source) override;
  Status Ensure(const PushSource& source) override;
  Result<std::vector<PushSource>> List() override;
  Result<std::optional<PushSource>> FindByToken(const std::string& token_hash, TimeMs now) override;
  Status SetToken(const std::string& name, const std::string& token_hash, const std::string& prefix) override;
  Status SetEnabled(const std::string& name, bool enabled) override;

 private:
  /// False when it was there.
  bool Add(const PushSource& source);

  db::Pool& pool_;
  Sources& sources_;
};

}  // namespace custos::storage
