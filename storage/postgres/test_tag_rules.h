// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "storage/postgres/test_company.h"

namespace custos::storage::test {

/// Customers one and two, contacts of zhang, with the tags et1 重点 and et2 展会, and rules for them.
class TagRules : public CompanyFixture {
 public:
  static constexpr TimeMs kHour = 3'600'000;
  using Texts = std::vector<std::string>;

  TagRules() {
    Contact("zhang", "wm1", "客户一");
    Contact("zhang", "wm2", "客户二");
    Follow();
    TagGroupInfo group{kSource, "etg", "分级", 0, {}};
    group.tags = {{"et1", "重点", 0, 0}, {"et2", "展会", 0, 0}};
    REQUIRE(storage().tags().PutCatalogue(kSource, {group}, clock().Now()));
    one = IdOf("wm1");
    two = IdOf("wm2");
  }

  static GradeRule Rule(const std::string& tag, const std::string& condition) {
    GradeRule rule{.target = GradeTarget::kTag, .value = tag, .name = "规则" + tag, .condition = {}};
    rule.source = kSource;
    rule.condition = *ParseCondition(condition);
    return rule;
  }
  Result<GradeRules> Set(const std::vector<GradeRule>& rules) {
    return storage().grading().SetRules(storage().grading().Rules()->version, rules, "admin");
  }
  void Run() {
    for (auto step = storage().grading().Step(); *step > 0; step = storage().grading().Step()) {
    }
  }
  void NextRound() {
    clock().Advance(kHour);
    Run();
  }
  void Amount(std::uint64_t customer, const std::string& amount) {
    CustomerChange change;
    change.fields = {{"amount", amount}};
    REQUIRE(customers().Change(Scope::All(), customer, View(customer).version, change, {7, "张三", ""}));
    Run();
  }
  std::vector<TagWish> Wishes() {
    auto all = storage().tags().List(std::nullopt, 0, 100);
    REQUIRE(all);
    std::reverse(all->begin(), all->end());
    return *all;
  }
  /// As the runner does once the platform has answered.
  void Settle(TagWishState state, const std::string& code = {}) {
    std::vector<std::uint64_t> ids;
    const auto due = storage().tags().Due(kSource, 100);
    REQUIRE(due);
    for (const TagWish& wish : *due) ids.push_back(wish.id);
    std::vector<TagSettlement> settled;
    const auto asking = storage().tags().Asking(ids);
    REQUIRE(asking);
    for (const std::uint64_t id : *asking) settled.push_back({id, state, code});
    REQUIRE(storage().tags().Settle(settled));
    Follow();
    Run();
  }
  Texts TagsOf(std::uint64_t customer) {
    Texts ids;
    const auto tags = storage().tags().Of(Scope::All(), customer);
    REQUIRE(tags);
    for (const TaggedContact& contact : tags->contacts) {
      for (const TagInfo& tag : contact.tags) ids.push_back(contact.employee.id + ":" + tag.id);
    }
    return ids;
  }
  /// What the platform says of a contact's tags.
  void Told(const std::string& employee, const std::string& contact, const Texts& tags) {
    clock().Advance(1000);
    DirectorySnapshot snapshot = Snapshot();
    snapshot.relations = {
        {.employee_id = employee, .customer_id = contact, .added_at = 1'758'000'000'000, .tags = tags, .add_way = 1}};
    Tell(snapshot);
    Follow();
    Run();
  }

  std::uint64_t one = 0, two = 0;
};

}  // namespace custos::storage::test
