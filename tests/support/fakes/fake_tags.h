// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/customers/tag_desk.h"
#include "storage/tag_store.h"

namespace custos::testing {

/// One tag, et-1, in one group; customer 1 has a contact with zhang.wei, others have none.
class FakeTags final : public storage::TagStore {
 public:
  Result<storage::TagCatalogue> Catalogue(bool) override {
    storage::TagCatalogue catalogue;
    catalogue.groups = {{"wecom:test", "et-g", "客户分级", 0, {{"et-1", "重点", 0, 2}}}};
    catalogue.companies = {{"wecom:test", 1'790'000'000'000, "", 1}};
    return catalogue;
  }
  Status PutCatalogue(const std::string&, const std::vector<storage::TagGroupInfo>&, TimeMs) override { return {}; }
  Result<bool> IsCatalogueOld(const std::string&, TimeMs) override { return false; }
  Result<std::vector<storage::TagOutcome>> Wish(const storage::Scope& scope, const storage::TagOrder& order) override {
    orders.push_back(order);
    scopes.push_back(scope);
    std::vector<storage::TagOutcome> outcomes;
    for (const std::uint64_t id : order.customers) {
      outcomes.push_back({id, id == 1 ? 1U : 0U, 0, id == 1 ? "" : "tag.no_relation"});
    }
    return outcomes;
  }
  Result<storage::CustomerTags> Of(const storage::Scope&, std::uint64_t) override {
    storage::CustomerTags tags;
    tags.contacts = {{Zhang(), "wm-0001", true, true, {{"et-1", "重点", 0, 0}}}};
    tags.wishes = {One()};
    return tags;
  }
  Result<std::vector<storage::TagWish>> List(std::optional<storage::TagWishState> state, std::uint64_t,
                                             std::size_t) override {
    listed = state;
    return std::vector{One()};
  }
  Result<std::vector<storage::TagWish>> Due(const std::string&, std::size_t) override {
    return std::vector<storage::TagWish>{};
  }
  Result<std::vector<std::uint64_t>> Asking(const std::vector<std::uint64_t>& wishes) override { return wishes; }
  Status Settle(const std::vector<storage::TagSettlement>&) override { return {}; }
  Result<bool> ChangedSince(const std::string&, const std::string&, const std::string&, TimeMs) override {
    return false;
  }
  Status SetProblem(const std::string&, const std::string&) override { return {}; }

  std::vector<storage::TagOrder> orders;
  std::vector<storage::Scope> scopes;
  std::optional<storage::TagWishState> listed;

 private:
  static storage::PersonView Zhang() { return {"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"}; }
  static storage::TagWish One() {
    storage::TagWish wish;
    wish.id = 5;
    wish.customer = 1;
    wish.employee = Zhang();
    wish.tag = {"wecom:test", "et-1"};
    wish.tag_name = "重点";
    wish.state = storage::TagWishState::kRefused;
    wish.code = "tag.no_relation";
    wish.created_at = wish.changed_at = 1'790'000'000'000;
    wish.cause = "person";
    return wish;
  }
};

/// Knows the platform of wecom:test, which answers as it is told.
class FakeTagDesk final : public server::customers::TagDesk {
 public:
  bool Knows(const std::string& source) const override { return source == "wecom:test"; }
  Status Make(const server::customers::TagDraft& draft) override {
    made = draft;
    return answer;
  }
  Status Change(const std::string&, const std::string& id, const std::optional<std::string>& name,
                std::optional<std::uint32_t> order) override {
    changed = id + "/" + name.value_or("") + "/" + std::to_string(order.value_or(0));
    return answer;
  }
  Status Remove(const std::string&, const std::string& id, bool is_group) override {
    removed = id + (is_group ? "/group" : "/tag");
    return answer;
  }

  Status answer;
  server::customers::TagDraft made;
  std::string changed;
  std::string removed;
};

}  // namespace custos::testing
