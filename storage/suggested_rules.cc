// SPDX-License-Identifier: Apache-2.0
#include "storage/suggested_rules.h"

#include <nlohmann/json.hpp>

namespace custos::storage {
namespace {

constexpr auto kGrade = GradeTarget::kGrade;
constexpr auto kStage = GradeTarget::kStage;

GradeRule Suggested(GradeTarget target, const std::string& value, const std::string& name, const std::string& text) {
  GradeRule rule{.target = target, .value = value, .name = name, .condition = {}, .active = false};
  if (auto condition = ParseCondition(text)) rule.condition = std::move(condition).value();
  return rule;
}

}  // namespace

std::vector<GradeRule> SuggestedRules(bool english, const std::string& number_field) {
  const auto in = [&](const char* zh, const char* en) { return std::string(english ? en : zh); };
  const std::string worth =
      number_field.empty() ? R"("on":"order_value")" : R"("on":"field","key":)" + nlohmann::json(number_field).dump();
  const auto at_least = [&](int value) {
    return "{" + worth + R"(,"op":"at_least","value":)" + std::to_string(value) + "}";
  };
  return {
      Suggested(kGrade, "A", in("A：金额大，且近期有往来", "A: large, and in touch"),
                R"({"all":[)" + at_least(100'000) + R"(,{"on":"contact","op":"at_most","value":30}]})"),
      Suggested(kGrade, "B", in("B：有金额，或常联系", "B: some value, or often in touch"),
                R"({"any":[)" + at_least(10'000) + R"(,{"on":"messages","op":"at_least","value":20,"days":30}]})"),
      Suggested(kGrade, "C", in("C：其余", "C: the rest"), R"({"all":[]})"),
      Suggested(
          kStage, in("流失", "Lost"), in("180 天没有往来", "Silent for 180 days"),
          R"({"all":[{"on":"contact","op":"at_least","value":180},{"not":{"on":"added","op":"at_most","value":180}}]})"),
      Suggested(
          kStage, in("沉睡", "Dormant"), in("60 天没有往来", "Silent for 60 days"),
          R"({"all":[{"on":"contact","op":"at_least","value":60},{"not":{"on":"added","op":"at_most","value":60}}]})"),
      Suggested(kStage, in("成交", "Won"), in("有成交金额", "Has bought"), at_least(1)),
      Suggested(kStage, in("新客", "New"), in("7 天内添加", "Added within 7 days"),
                R"({"on":"added","op":"at_most","value":7})"),
      Suggested(kStage, in("跟进", "In progress"), in("其余", "The rest"), R"({"all":[]})"),
  };
}

std::vector<GradeRule> SuggestedOrderRules(bool english) {
  const auto in = [&](const char* zh, const char* en) { return std::string(english ? en : zh); };
  return {
      Suggested(kGrade, "A",
                in("A：一年内成交额大，且 90 天内成交过", "A: large within a year, and bought within 90 days"),
                R"({"all":[{"on":"order_value","op":"at_least","value":100000,"days":365},)"
                R"({"on":"last_order","op":"at_most","value":90}]})"),
      Suggested(kGrade, "B", in("B：一年内有成交额，或常下单", "B: some value within a year, or orders often"),
                R"({"any":[{"on":"order_value","op":"at_least","value":10000,"days":365},)"
                R"({"on":"orders","op":"at_least","value":6,"days":365}]})"),
      Suggested(kGrade, "C", in("C：其余成交过的", "C: others who bought"),
                R"({"on":"orders","op":"at_least","value":1})"),
      Suggested(kStage, in("新客", "New"), in("30 天内首次成交", "First bought within 30 days"),
                R"({"all":[{"on":"orders","op":"at_most","value":1},)"
                R"({"on":"last_order","op":"at_most","value":30}]})"),
      Suggested(kStage, in("活跃", "Active"), in("90 天内成交过", "Bought within 90 days"),
                R"({"on":"last_order","op":"at_most","value":90})"),
      Suggested(kStage, in("有流失风险", "At risk"), in("90 天以上没有成交", "No order for 90 days"),
                R"({"on":"last_order","op":"at_most","value":180})"),
      Suggested(kStage, in("流失", "Lost"), in("180 天以上没有成交", "No order for 180 days"),
                R"({"on":"orders","op":"at_least","value":1})"),
  };
}

}  // namespace custos::storage
