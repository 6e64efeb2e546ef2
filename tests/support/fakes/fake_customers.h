// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/customer_store.h"
#include "storage/number_book.h"

namespace custos::testing {

/// One customer, number 1, whom zhang.wei has, with an entry of each shape; a merge, number 1.
class FakeCustomers final : public storage::CustomerStore {
 public:
  Result<storage::CustomerPage> List(const storage::Scope& scope, const storage::CustomerFilter& filter) override;
  Result<storage::CustomerView> Get(const storage::Scope& scope, std::uint64_t id) override;
  Result<std::uint64_t> Find(const storage::Scope& scope, const std::string& source, const std::string& party) override;
  Result<storage::TimelinePage> Timeline(const storage::Scope& scope, const storage::TimelineQuery& query) override;
  Result<storage::CustomerView> Change(const storage::Scope& scope, std::uint64_t id, std::uint64_t version,
                                       const storage::CustomerChange& change,
                                       const storage::CustomerActor& actor) override;
  Result<storage::CustomerMerge> Merge(const storage::Scope& scope, std::uint64_t kept, std::uint64_t gone,
                                       const storage::CustomerActor& actor) override;
  Result<storage::CustomerMerge> Unmerge(const storage::Scope& scope, std::uint64_t merge_id,
                                         const storage::CustomerActor& actor) override;
  Result<std::vector<storage::CustomerSummary>> Summaries(const std::vector<std::uint64_t>& ids) override;
  Result<std::set<std::uint64_t>> InSight(const storage::Scope& scope, const std::vector<std::uint64_t>& ids) override;
  Result<std::uint64_t> Follow() override { return std::uint64_t{0}; }
  Status FollowAgain() override { return {}; }

  storage::CustomerFilter last_filter;
  storage::TimelineQuery last_query;
  storage::CustomerActor last_actor;
  storage::CustomerChange last_change;
};

/// A number book of one number.
class FakeNumbers final : public storage::NumberBook {
 public:
  Result<std::vector<storage::EmployeeNumber>> List() override { return numbers; }
  Result<std::map<std::string, std::string>> Of(const std::string&, const std::string&) override {
    return std::map<std::string, std::string>();
  }
  Status Put(const std::vector<storage::EmployeeNumber>& entries) override;
  Status Remove(const std::string& exchange, const std::string& value) override;

  std::vector<storage::EmployeeNumber> numbers{
      {"", "8613900003333", "wecom:test", "zhang.wei", "directory", 1'760'000'000'000}};
};

}  // namespace custos::testing
