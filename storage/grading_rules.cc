// SPDX-License-Identifier: Apache-2.0
#include "storage/grading_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestValue = 120;  // bytes
constexpr std::size_t kLongestName = 300;   // bytes

Error Invalid(std::size_t place, const std::string& member, const std::string& what) {
  return {ErrorKind::kInvalid, "grading.invalid", "items[" + std::to_string(place) + "]." + member + ": " + what};
}

bool SameRule(const GradeRule& one, const GradeRule& other) {
  return one.target == other.target && one.value == other.value && one.source == other.source &&
         one.name == other.name && one.active == other.active && one.condition == other.condition;
}

}  // namespace

std::string_view ToString(GradeTarget target) {
  switch (target) {
    case GradeTarget::kGrade: return "grade";
    case GradeTarget::kStage: return "stage";
    case GradeTarget::kTag: return "tag";
  }
  return "";
}

std::optional<GradeTarget> ParseGradeTarget(std::string_view name) {
  if (name == "grade") return GradeTarget::kGrade;
  if (name == "stage") return GradeTarget::kStage;
  if (name == "tag") return GradeTarget::kTag;
  return std::nullopt;
}

Status CheckGradeRules(const std::vector<GradeRule>& rules) {
  std::set<std::uint64_t> ids;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (i >= kMostGradeRules) return Invalid(i, "name", "too many rules");
    const GradeRule& rule = rules[i];
    if (rule.value.empty() || rule.value.size() > kLongestValue) return Invalid(i, "value", "1 to 120 bytes");
    if (rule.name.empty() || rule.name.size() > kLongestName) return Invalid(i, "name", "1 to 300 bytes");
    const bool is_tag = rule.target == GradeTarget::kTag;
    if (is_tag == rule.source.empty()) return Invalid(i, "source", is_tag ? "the tag's company" : "of tags only");
    if (rule.source.size() > kLongestName) return Invalid(i, "source", "at most 300 bytes");
    if (rule.id != 0 && !ids.insert(rule.id).second) return Invalid(i, "id", "there twice");
  }
  return {};
}

std::vector<GradeRule> NumberedRules(std::vector<GradeRule> rules, const std::vector<GradeRule>& before,
                                     std::uint64_t* next_id) {
  for (GradeRule& rule : rules) {
    const auto was = std::find_if(before.begin(), before.end(),
                                  [&](const GradeRule& one) { return rule.id != 0 && one.id == rule.id; });
    if (was == before.end()) {
      rule.id = (*next_id)++;
      rule.version = 1;
    } else {
      rule.version = was->version + (SameRule(rule, *was) ? 0 : 1);
    }
  }
  return rules;
}

std::string FormatGradeRules(const std::vector<GradeRule>& rules) {
  json list = json::array();
  for (const GradeRule& rule : rules) {
    json one = {{"id", rule.id},
                {"target", ToString(rule.target)},
                {"value", rule.value},
                {"name", rule.name},
                {"condition", json::parse(FormatCondition(rule.condition))},
                {"active", rule.active},
                {"version", rule.version}};
    if (!rule.source.empty()) one["source"] = rule.source;
    list.push_back(std::move(one));
  }
  return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<GradeRule>> ReadGradeRules(std::string_view text) {
  const json list = json::parse(text, nullptr, false);
  if (!list.is_array()) return std::nullopt;
  std::vector<GradeRule> rules;
  try {
    for (const json& one : list) {
      const auto target = ParseGradeTarget(one.at("target").get<std::string>());
      auto condition = ParseCondition(one.at("condition").dump());
      if (!target || !condition) return std::nullopt;
      rules.push_back({.id = one.at("id").get<std::uint64_t>(),
                       .target = *target,
                       .value = one.at("value").get<std::string>(),
                       .name = one.at("name").get<std::string>(),
                       .condition = std::move(condition).value(),
                       .active = one.at("active").get<bool>(),
                       .version = one.at("version").get<std::uint64_t>(),
                       .source = one.value("source", std::string())});
    }
  } catch (const json::exception&) {
    return std::nullopt;
  }
  return rules;
}

}  // namespace custos::storage
