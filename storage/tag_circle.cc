// SPDX-License-Identifier: Apache-2.0
#include "storage/tag_circle.h"

#include <algorithm>
#include <deque>
#include <optional>

namespace custos::storage {
namespace {

bool AsksForTag(const CustomerCondition& condition, const std::string& id, const std::string& name) {
  if (condition.join != CustomerCondition::Join::kLeaf) {
    return std::any_of(condition.parts.begin(), condition.parts.end(),
                       [&](const CustomerCondition& part) { return AsksForTag(part, id, name); });
  }
  return condition.on == ConditionSubject::kTag &&
         std::any_of(condition.texts.begin(), condition.texts.end(),
                     [&](const std::string& text) { return text == id || text == name; });
}

/// For each rule the places of those that give a tag which it asks for.
std::vector<std::vector<std::size_t>> AskedOf(const std::vector<GradeRule>& rules,
                                              const std::vector<std::string>& names) {
  const auto gives = [&](std::size_t place) { return rules[place].target == GradeTarget::kTag && rules[place].active; };
  std::vector<std::vector<std::size_t>> asked(rules.size());
  for (std::size_t one = 0; one < rules.size(); ++one) {
    for (std::size_t other = 0; gives(one) && other < rules.size(); ++other) {
      if (gives(other) && AsksForTag(rules[one].condition, rules[other].value, names[other])) {
        asked[one].push_back(other);
      }
    }
  }
  return asked;
}

/// The shortest way from a rule back to itself.
std::vector<std::size_t> WayBack(const std::vector<std::vector<std::size_t>>& asked, std::size_t start) {
  std::vector<std::optional<std::size_t>> from(asked.size());
  std::deque<std::size_t> next{start};
  for (; !next.empty(); next.pop_front()) {
    for (const std::size_t other : asked[next.front()]) {
      if (from[other]) continue;
      from[other] = next.front();
      next.push_back(other);
    }
  }
  std::vector<std::size_t> way;
  for (auto place = from[start]; place && (way.empty() || way.back() != start); place = from[*place]) {
    way.push_back(*place);
  }
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace

std::vector<std::size_t> TagCircle(const std::vector<GradeRule>& rules, const std::vector<std::string>& names) {
  const auto asked = AskedOf(rules, names);
  for (std::size_t start = 0; start < rules.size(); ++start) {
    const std::vector<std::size_t> way = WayBack(asked, start);
    if (!way.empty()) return way;
  }
  return {};
}

}  // namespace custos::storage
