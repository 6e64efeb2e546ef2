// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/consent_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Consents on PostgreSQL. Thread-safe.
class PostgresConsentStore final : public ConsentStore {
 public:
  PostgresConsentStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock) {}

  Result<std::vector<ConsentPairDue>> DuePairs(const std::string& source, TimeMs before, std::size_t limit) override;
  Result<std::vector<ConsentGroupDue>> DueGroups(const std::string& source, TimeMs before, std::size_t limit) override;
  Status Put(const std::string& source, ConsentKind kind, const std::vector<ConsentFact>& facts) override;
  Result<ConsentPage> List(const ConsentFilter& filter) override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
