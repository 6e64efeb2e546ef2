// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "storage/allocation_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Allocation as the tables allocation_….
class PostgresAllocationStore final : public AllocationStore {
 public:
  /// `zone_minutes`: by which days are cut, east of UTC.
  PostgresAllocationStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock,
                          std::int32_t zone_minutes)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock), zone_minutes_(zone_minutes) {}

  Result<std::vector<AllocationRule>> Rules() override;
  Result<AllocationRule> Create(const AllocationRule& rule) override;
  Result<AllocationRule> Update(const AllocationRule& rule) override;
  Status Remove(std::uint64_t id, std::uint64_t version) override;
  Status Reorder(const std::vector<std::uint64_t>& ids) override;
  Result<std::vector<CalendarDay>> Calendar() override;
  Status SetCalendar(const std::vector<CalendarDay>& days) override;
  Result<std::uint64_t> Offer(const std::vector<std::uint64_t>& customers, const std::string& line,
                              std::uint64_t user_id, const std::string& user_name) override;
  Result<std::uint64_t> OfferLeads() override;
  Result<std::vector<AllocationCase>> Due(std::size_t limit) override;
  Result<std::vector<AllocationCase>> Cases(const std::vector<std::uint64_t>& customers,
                                            const std::string& line) override;
  Status Wait(const std::vector<AllocationWait>& waits) override;
  Status Drop(const std::vector<AllocationCase>& cases) override;
  Result<std::uint64_t> TakeOff(const std::vector<std::uint64_t>& customers, const std::string& line) override;
  Result<std::vector<WaitingCustomer>> Waiting(std::size_t limit) override;
  Result<std::map<std::string, std::uint64_t>> CountWaiting() override;
  Result<std::vector<std::vector<TakerStanding>>> Standing(const std::vector<AllocationRule>& rules) override;
  Result<std::vector<std::uint64_t>> Mean(std::vector<AllocationDecision> decisions,
                                          const std::vector<AllocationTurn>& turns) override;
  Result<std::vector<AllocationDecision>> Unfinished() override;
  Status Finish(const std::vector<AllocationFinish>& outcomes, const std::vector<AllocationTurn>& turns) override;
  Result<std::vector<AllocationTimeOut>> TimeOuts(std::size_t limit) override;
  Status Watch(std::uint64_t decision, AllocationWatch watch, TimeMs due_at) override;
  Result<AllocationPage> Decisions(const AllocationFilter& filter) override;

 private:
  void WriteTurns(db::Connection& connection, const std::vector<AllocationTurn>& turns);

  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
  const std::int32_t zone_minutes_;
};

}  // namespace custos::storage
