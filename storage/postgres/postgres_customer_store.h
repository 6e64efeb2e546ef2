// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/customer_store.h"
#include "storage/postgres/number_places.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// Customer records on PostgreSQL. Thread-safe.
class PostgresCustomerStore final : public CustomerStore {
 public:
  PostgresCustomerStore(db::Pool& readers, db::Pool& writers, Sources& sources, SealedStore& sealed, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), sealed_(sealed), clock_(clock) {}

  /// Which origin's name a record takes: the first of these that has one. Before others use the store.
  void SetNameOrder(std::vector<std::string> order) { name_order_ = std::move(order); }
  /// Minutes east of UTC by which conditions count days. Likewise.
  void SetZone(std::int32_t minutes) { zone_minutes_ = minutes; }

  /// Where numbers belong to. Likewise; without it none is noted.
  void SetPlaces(PlaceOf place_of) { place_of_ = std::move(place_of); }

  Result<CustomerPage> List(const Scope& scope, const CustomerFilter& filter) override;
  Result<CustomerView> Get(const Scope& scope, std::uint64_t id) override;
  Result<std::uint64_t> Find(const Scope& scope, const std::string& source, const std::string& party) override;
  Result<std::vector<CustomerSummary>> Summaries(const std::vector<std::uint64_t>& ids) override;
  Result<std::set<std::uint64_t>> InSight(const Scope& scope, const std::vector<std::uint64_t>& ids) override;
  Result<TimelinePage> Timeline(const Scope& scope, const TimelineQuery& query) override;
  Result<CustomerView> Change(const Scope& scope, std::uint64_t id, std::uint64_t version, const CustomerChange& change,
                              const CustomerActor& actor) override;
  Result<CustomerMerge> Merge(const Scope& scope, std::uint64_t kept, std::uint64_t gone,
                              const CustomerActor& actor) override;
  Result<CustomerMerge> Unmerge(const Scope& scope, std::uint64_t merge_id, const CustomerActor& actor) override;
  Result<std::uint64_t> Follow() override;
  Status FollowAgain() override;

 private:
  std::uint64_t Standing(db::Connection& connection, const VisibleAccounts& visible, std::uint64_t id);

  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  SealedStore& sealed_;
  const Clock& clock_;
  std::vector<std::string> name_order_{"person", "contact", "remark", "lead"};
  std::int32_t zone_minutes_ = 480;
  PlaceOf place_of_;
};

}  // namespace custos::storage
