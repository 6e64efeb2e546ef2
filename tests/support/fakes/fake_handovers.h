// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "storage/handover_store.h"

namespace custos::testing {

/// zhang.wei's one customer and one group go to li.na; the customer refused.
class FakeHandovers final : public storage::HandoverStore {
 public:
  Result<storage::HandoverView> Create(const storage::HandoverDraft& draft) override {
    created = draft;
    if (draft.items.empty()) return Error{ErrorKind::kInvalid, "handover.empty", ""};
    return One();
  }
  Result<std::vector<storage::HandoverView>> List(std::uint64_t, std::size_t) override { return std::vector{One()}; }
  Result<storage::HandoverView> Get(std::uint64_t id) override {
    if (id != 3) return Error{ErrorKind::kNotFound, "handover.not_found", ""};
    return One();
  }
  Result<std::vector<storage::HandoverItem>> Items(std::uint64_t, const storage::HandoverItemFilter& filter) override {
    asked = filter;
    return std::vector{Item()};
  }
  Result<storage::HandoverItem> Retry(std::uint64_t id, std::uint32_t n, const std::string& taker,
                                      const std::string&) override {
    if (id != 3) return Error{ErrorKind::kNotFound, "handover.not_found", ""};
    if (n != 1) return Error{ErrorKind::kConflict, "handover.not_retryable", ""};
    storage::HandoverItem item = Item();
    if (!taker.empty()) item.taker.id = taker;
    return item;
  }
  Result<storage::HandoverView> Cancel(std::uint64_t id, const std::string&) override {
    if (id != 3) return Error{ErrorKind::kConflict, "handover.ended", ""};
    return One();
  }
  Result<std::vector<storage::HandoverCandidate>> Candidates(const std::string&, const std::string&) override {
    storage::HandoverCandidate customer, group;
    customer.id = "wm-0001";
    customer.name = "王测试";
    customer.tags = {"重点"};
    group.kind = storage::HandoverKind::kGroup;
    group.id = "wr-0001";
    return std::vector{customer, group};
  }
  Result<std::vector<storage::HandoverPerson>> People(const std::string& source,
                                                      const std::vector<std::string>& employees) override {
    std::vector<storage::HandoverPerson> people;
    for (const std::string& id : employees) {
      storage::HandoverPerson& person = people.emplace_back();
      person.person = {source, PartyKind::kStaff, id, id, ""};
      person.active = person.known = id != "nobody";
    }
    return people;
  }
  Result<std::vector<storage::HandoverView>> LeftBehindNow(
      const std::string&, const std::optional<std::vector<storage::LeftBehind>>&) override {
    return std::vector<storage::HandoverView>{};
  }
  Result<std::vector<storage::HandoverView>> Due() override { return std::vector<storage::HandoverView>{}; }
  Result<std::vector<storage::HandoverItem>> Open(std::uint64_t) override {
    return std::vector<storage::HandoverItem>{};
  }
  Result<std::uint64_t> GroupsSince(const std::string&, const std::string&, TimeMs) override { return 0; }
  Result<std::vector<std::uint32_t>> Asking(std::uint64_t, const std::vector<std::uint32_t>& items) override {
    return items;
  }
  Status Settle(std::uint64_t, const std::vector<storage::HandoverOutcome>&) override { return {}; }
  Status Rest(std::uint64_t, TimeMs, const std::string&) override { return {}; }
  Result<std::vector<storage::HandoverArrival>> Arrivals(std::size_t) override {
    return std::vector<storage::HandoverArrival>{};
  }
  Status Booked(const std::vector<storage::HandoverArrival>&) override { return {}; }

  storage::HandoverDraft created;
  storage::HandoverItemFilter asked;

 private:
  static storage::HandoverView One() {
    storage::HandoverView one;
    one.id = 3;
    one.source = "wecom:test";
    one.giver = {"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"};
    one.state = storage::HandoverState::kRunning;
    one.rule = R"({"by":"load"})";
    one.created_at = 1'772'328'600'000;
    one.counts = {{storage::HandoverItemState::kRefused, 1}};
    one.takers = {{{"wecom:test", PartyKind::kStaff, "li.na", "李娜", ""}, one.counts}};
    return one;
  }
  static storage::HandoverItem Item() {
    storage::HandoverItem item;
    item.n = 1;
    item.id = "wm-0001";
    item.customer = 7;
    item.taker = {"wecom:test", PartyKind::kStaff, "li.na", "李娜", ""};
    item.state = storage::HandoverItemState::kRefused;
    item.code = "handover.refused";
    item.advice = 2;
    item.changed_at = 1'772'328'600'000;
    return item;
  }
};

}  // namespace custos::testing
