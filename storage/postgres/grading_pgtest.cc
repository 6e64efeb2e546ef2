// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"
#include "storage/suggested_rules.h"

namespace custos::storage {
namespace {

constexpr TimeMs kHour = 3'600'000;

class Grading : public test::CompanyFixture {
 public:
  Grading() {
    Contact("zhang", "wm1", "王女士");
    Contact("li", "wm2", "李先生");
    Follow();
  }
  GradingStore& store() { return storage().grading(); }
  static GradeRule Rule(const std::string& value, const std::string& condition,
                        GradeTarget target = GradeTarget::kGrade) {
    GradeRule rule{.target = target, .value = value, .name = "规则" + value, .condition = {}};
    rule.condition = *ParseCondition(condition);
    return rule;
  }
  GradeRules Set(const std::vector<GradeRule>& rules) {
    const auto set = store().SetRules(store().Rules()->version, rules, "admin");
    if (!set) throw std::runtime_error(set.error().code + ": " + set.error().message);
    return *set;
  }
  std::uint64_t Run() {
    std::uint64_t all = 0;
    while (true) {
      const auto step = store().Step();
      if (!step) throw std::runtime_error(step.error().code + ": " + step.error().message);
      if (*step == 0) return all;
      all += *step;
    }
  }
  CustomerView One(const std::string& party) { return View(IdOf(party)); }
  CustomerView Changed(const std::string& party, const CustomerChange& change) {
    const CustomerView now = One(party);
    const auto changed = customers().Change(Scope::All(), now.summary.id, now.version, change, {7, "张三", "当面说的"});
    if (!changed) throw std::runtime_error(changed.error().code + ": " + changed.error().message);
    return *changed;
  }
  std::vector<std::string> Changes(const std::string& party) {
    TimelineQuery query;
    query.customer = IdOf(party);
    query.kinds = {TimelineKind::kChange};
    query.oldest_first = true;
    std::vector<std::string> details;
    const auto page = customers().Timeline(Scope::All(), query);
    for (const TimelineEntry& entry : page->items) {
      if (entry.change && entry.change->kind == CustomerEventKind::kChanged) details.push_back(entry.change->detail);
    }
    return details;
  }
};

constexpr char kAmount[] = R"({"on":"field","key":"amount","op":"at_least","value":100})";
constexpr char kAnybody[] = R"({"all":[]})";

CustomerChange Fields(const std::string& amount) {
  CustomerChange change;
  change.fields = {{"amount", amount}};
  return change;
}

}  // namespace

TEST_CASE("the first rule that fits sets the grade, and the timeline says which rule did") {
  Grading f;
  f.Changed("wm1", Fields("500"));
  f.Set({Grading::Rule("A", kAmount), Grading::Rule("C", kAnybody),
         Grading::Rule("新客", kAnybody, GradeTarget::kStage)});
  CHECK(f.Run() == 2);
  CHECK(f.One("wm1").summary.grade == "A");
  CHECK(f.One("wm1").grade_from == "1");
  CHECK(f.One("wm1").summary.stage == "新客");
  CHECK(f.One("wm2").summary.grade == "C");
  const std::vector<std::string> told = f.Changes("wm1");
  REQUIRE(told.size() == 3);
  CHECK(told[1] == R"({"grade":{"from":"","to":"A"},"rule":{"id":"1","name":"规则A","version":1}})");
  CHECK(f.Run() == 0);
}

TEST_CASE("what a person set stays until he gives it back") {
  Grading f;
  f.Set({Grading::Rule("C", kAnybody)});
  f.Run();
  CustomerChange by_hand;
  by_hand.grade = "A";
  CHECK(f.Changed("wm1", by_hand).grade_from == "person");
  f.clock().Advance(2 * kHour);
  CHECK(f.Run() > 0);
  CHECK(f.One("wm1").summary.grade == "A");
  CHECK(f.One("wm2").summary.grade == "C");
  CustomerChange back;
  back.grade_to_rules = true;
  CHECK(f.Changed("wm1", back).grade_from.empty());
  CHECK(f.Run() == 1);
  CHECK(f.One("wm1").summary.grade == "C");
  CHECK(f.One("wm1").grade_from == "1");
}

TEST_CASE("a customer of whom something changed is graded at once, everybody once an hour") {
  Grading f;
  f.Set({Grading::Rule("A", kAmount)});
  CHECK(f.Run() == 2);
  f.Changed("wm2", Fields("100"));
  CHECK(f.store().State()->due == 1);
  CHECK(f.Run() == 1);
  CHECK(f.One("wm2").summary.grade == "A");
  f.Changed("wm2", Fields("99"));
  f.Run();
  CHECK(f.One("wm2").summary.grade.empty());
  CHECK(f.One("wm2").grade_from.empty());
  f.clock().Advance(kHour);
  CHECK(f.Run() == 2);
  CHECK(f.store().State()->ended_at == f.clock().Now());
}

TEST_CASE("a message makes its customer due") {
  Grading f;
  f.Set({Grading::Rule("A", R"({"on":"messages","op":"at_least","value":1,"days":3650})")});
  f.Run();
  f.CommitMessages({test::ChatMessage(1, "您好", "zhang", "wm1")});
  f.Follow();
  while (*f.storage().activity().Follow() > 0) {
  }
  CHECK(f.Run() > 0);
  CHECK(f.One("wm1").summary.grade == "A");
  CHECK(f.One("wm2").summary.grade.empty());
}

TEST_CASE("rules that are switched off leave what stands and ask for no work") {
  Grading f;
  f.Set({Grading::Rule("A", kAnybody)});
  f.Run();
  GradeRules rules = *f.store().Rules();
  rules.rules[0].active = false;
  f.Set(rules.rules);
  CHECK(f.Run() == 0);
  CHECK(f.One("wm1").summary.grade == "A");
  f.Changed("wm1", Fields("5"));
  CHECK(f.store().State()->due == 0);
}

TEST_CASE("rules keep their number, and a version of their own") {
  Grading f;
  GradeRules rules = f.Set({Grading::Rule("A", kAmount), Grading::Rule("B", kAnybody)});
  std::swap(rules.rules[0], rules.rules[1]);
  rules.rules[0].condition = *ParseCondition(kAmount);
  rules.rules.push_back(Grading::Rule("C", kAnybody));
  const GradeRules next = f.Set(rules.rules);
  CHECK(next.version == 2);
  CHECK(next.rules[0].id == 2);
  CHECK(next.rules[0].version == 2);
  CHECK(next.rules[1].version == 1);
  CHECK(next.rules[2].id == 3);
  CHECK(f.store().SetRules(1, {}, "admin").error().code == "grading.changed");
  CHECK(f.store().SetRules(2, {Grading::Rule("", kAnybody)}, "admin").error().code == "grading.invalid");
}

TEST_CASE("a preview tells who would change and writes nothing") {
  Grading f;
  f.Changed("wm1", Fields("500"));
  CustomerChange by_hand;
  by_hand.grade = "X";
  f.Changed("wm2", by_hand);
  const auto preview = f.store().Preview({Grading::Rule("A", kAnybody)});
  REQUIRE(preview);
  CHECK(preview->customers == 2);
  CHECK(preview->looked_at == 2);
  REQUIRE(preview->moves.size() == 1);
  CHECK(preview->moves[0].to == "A");
  CHECK(preview->moves[0].customers == 1);
  CHECK(preview->moves[0].examples == std::vector<std::uint64_t>{f.IdOf("wm1")});
  CHECK(f.One("wm1").summary.grade.empty());
}

TEST_CASE("a changed value has to fit its field, an older one stays readable") {
  Grading f;
  f.Changed("wm1", Fields("many"));
  const CustomerField amount{
      .key = "amount", .label_zh = "金额", .label_en = "Amount", .type = CustomerFieldType::kNumber};
  REQUIRE(f.store().SetFields(0, {amount}, "admin"));
  CHECK(f.store().SetFields(0, {}, "admin").error().code == "field.changed");
  CHECK(f.store().Fields()->fields == std::vector<CustomerField>{amount});
  CHECK(f.One("wm1").fields.at("amount") == "many");
  CustomerChange change = Fields("many");
  (*change.fields)["note"] = "任何文字";
  CHECK(f.Changed("wm1", change).fields.at("note") == "任何文字");
  const auto refused =
      f.customers().Change(Scope::All(), f.IdOf("wm1"), f.One("wm1").version, Fields("more"), {7, "张三", ""});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "customer.field");
  CHECK(f.Changed("wm1", Fields("12.5")).fields.at("amount") == "12.5");
}

TEST_CASE("the suggested rules can be set as they are") {
  Grading f;
  const std::vector<GradeRule> rules = SuggestedRules(false, "amount");
  CHECK(rules.size() == 8);
  CHECK(std::none_of(rules.begin(), rules.end(), [](const GradeRule& rule) { return rule.active; }));
  std::vector<GradeRule> active = rules;
  for (GradeRule& rule : active) rule.active = true;
  f.Changed("wm1", Fields("20000"));
  f.Set(active);
  f.Run();
  CHECK(f.One("wm1").summary.grade == "B");
  CHECK(f.One("wm1").summary.stage == "成交");
  CHECK(f.One("wm2").summary.grade == "C");
}

TEST_CASE("the suggested rules by orders grade by value, recency and number of orders") {
  Grading f;
  for (const char* id : {"wm3", "wm4", "wm5", "wm6"}) f.Contact("li", id, id);
  f.Follow();
  std::vector<GradeRule> rules = SuggestedOrderRules(false);
  for (GradeRule& rule : rules) rule.active = true;
  f.Set(rules);
  f.Run();
  CHECK(f.One("wm1").summary.grade.empty());
  CHECK(f.One("wm1").summary.stage.empty());

  const TimeMs now = f.clock().Now();
  std::vector<OrderWrite> orders;
  const auto bought = [&](const std::string& party, std::int64_t yuan, int days_ago, const char* currency = "CNY") {
    const std::string number = std::to_string(orders.size() + 1);
    orders.push_back({.source = "shop",
                      .number = number,
                      .status = OrderStatus::kPaid,
                      .ordered_at = now - days_ago * 24 * kHour,
                      .amount = {yuan * 100, currency},
                      .contact_source = test::kSource,
                      .detail = R"({"contact":{"source":"test:one","id":")" + party + "\"}}"});
  };
  bought("wm1", 120'000, 5);
  bought("wm2", 60'000, 300), bought("wm2", 60'000, 80);
  bought("wm3", 200'000, 120);
  bought("wm4", 500, 200);
  for (int i = 0; i < 6; ++i) bought("wm5", 100, 91 + i);
  bought("wm6", 900'000, 3, "USD");
  REQUIRE(f.storage().orders().Take(orders, "shop"));
  f.Follow();
  f.Run();
  const auto judged = [&](const char* party) {
    const CustomerView one = f.One(party);
    return one.summary.grade + " " + one.summary.stage;
  };
  CHECK(judged("wm1") == "A 新客");
  CHECK(judged("wm2") == "A 活跃");
  CHECK(judged("wm3") == "B 有流失风险");
  CHECK(judged("wm4") == "C 流失");
  CHECK(judged("wm5") == "B 有流失风险");
  CHECK(judged("wm6") == "C 新客");
}

}  // namespace custos::storage
