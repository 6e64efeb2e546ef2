// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "storage/handover_store.h"
#include "storage/postgres/pool.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Handovers as the tables handover, handover_item, handover_step and unassigned_customer.
class PostgresHandoverStore final : public HandoverStore {
 public:
  PostgresHandoverStore(db::Pool& readers, db::Pool& writers, Sources& sources, const Clock& clock)
      : readers_(readers), writers_(writers), sources_(sources), clock_(clock) {}

  Result<HandoverView> Create(const HandoverDraft& draft) override;
  Result<std::vector<HandoverView>> List(std::uint64_t before, std::size_t limit) override;
  Result<HandoverView> Get(std::uint64_t id) override;
  Result<std::vector<HandoverItem>> Items(std::uint64_t id, const HandoverItemFilter& filter) override;
  Result<HandoverItem> Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                             const std::string& user_name) override;
  Result<HandoverView> Cancel(std::uint64_t id, const std::string& user_name) override;
  Result<std::vector<HandoverCandidate>> Candidates(const std::string& source, const std::string& giver) override;
  Result<std::vector<HandoverPerson>> People(const std::string& source,
                                             const std::vector<std::string>& employees) override;
  Result<std::vector<HandoverView>> LeftBehindNow(const std::string& source,
                                                  const std::optional<std::vector<LeftBehind>>& all) override;
  Result<std::vector<HandoverView>> Due() override;
  Result<std::vector<HandoverItem>> Open(std::uint64_t id) override;
  Result<std::uint64_t> GroupsSince(const std::string& source, const std::string& giver, TimeMs since) override;
  Result<std::vector<std::uint32_t>> Asking(std::uint64_t id, const std::vector<std::uint32_t>& items) override;
  Status Settle(std::uint64_t id, const std::vector<HandoverOutcome>& outcomes) override;
  Status Rest(std::uint64_t id, TimeMs next_at, const std::string& problem) override;
  Result<std::vector<HandoverArrival>> Arrivals(std::size_t limit) override;
  Status Booked(const std::vector<HandoverArrival>& arrivals) override;

 private:
  db::Pool& readers_;
  db::Pool& writers_;
  Sources& sources_;
  const Clock& clock_;
};

}  // namespace custos::storage
