// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/history.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// The past of a live database, read bundle by bundle.
class PostgresHistory final : public History {
 public:
  PostgresHistory(db::Pool& pool, SealedStore& sealed) : pool_(pool), sealed_(sealed) {}

  Result<LeafRange> Find(TimeMs from, TimeMs until) override;
  Result<std::vector<HistoryPart>> Read(std::uint64_t from, std::size_t max_bytes) override;
  Result<std::vector<PastMessage>> Decode(const HistoryPart& part, TimeMs from, TimeMs until) const override;
  Result<std::optional<MessageRef>> Locate(const std::string& source, const std::string& key) override;
  Result<std::vector<PastAlert>> Alerts(const LeafRange& range) override;
  Result<std::vector<std::uint64_t>> AlertsOfRule(const std::string& rule_id, std::size_t limit) override;
  Result<std::vector<RuleHits>> Hits(TimeMs hits_since, TimeMs decided_since) override;
  Result<JudgementPage> Judgements(std::uint64_t before, std::size_t limit) override;

 private:
  db::Pool& pool_;
  SealedStore& sealed_;
};

}  // namespace custos::storage
