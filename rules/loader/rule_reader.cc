// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/rule_reader.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/loader/detection_reader.h"
#include "rules/loader/example_reader.h"
#include "rules/loader/intercept_reader.h"
#include "rules/loader/meta_reader.h"
#include "rules/loader/scope_reader.h"

namespace custos::rules {
namespace {

std::vector<std::string_view> KnownKeys() {
  std::vector<std::string_view> known(std::begin(kMetaKeys), std::end(kMetaKeys));
  known.insert(known.end(), {"related", "scope", "detection", "allow", "tests", "join", "intercept"});
  return known;
}

}  // namespace

RuleDefinition ReadRule(const Node& root, const RuleDefaults& defaults, Fields* fields) {
  RuleDefinition rule;
  rule.place = fields->At(root);
  if (!fields->IsMap(root)) return rule;
  fields->CheckKeys(root, KnownKeys());
  rule.info = ReadMeta(root, fields);
  if (root.Find("join")) rule.info.join = fields->Flag(root, "join");
  if (const Node* scope = root.Find("scope")) rule.scope = ReadScope(*scope, fields);
  if (const Node* intercept = root.Find("intercept")) {
    rule.info.intercept = ReadIntercept(*intercept, rule.info.actions, fields);
  }
  if (const Node* node = root.Find("detection")) {
    Detection detection = ReadDetection(*node, defaults.fold, {}, fields);
    rule.selections = std::move(detection.selections);
    rule.condition = std::move(detection.condition);
  } else {
    fields->Fault("rule.missing_key", root, "missing key: detection");
  }
  if (const Node* allow = root.Find("allow")) rule.allow = ReadAllow(*allow, defaults.fold, fields);
  rule.examples = ReadExamples(root, defaults.calendar, fields);
  return rule;
}

Filter ReadFilter(const Node& root, std::uint32_t default_fold, Fields* fields) {
  Filter filter;
  filter.place = fields->At(root);
  if (!fields->IsMap(root, {"title", "description", "id", "filter"})) return filter;
  fields->Titles(root, "title", true);
  const Node* body = root.Find("filter");
  if (!body || !fields->IsMap(*body)) {
    if (!body) fields->Fault("rule.missing_key", root, "missing key: filter");
    return filter;
  }
  const Node* rules = body->Find("rules");
  if (rules) {
    filter.rules = fields->Texts(*rules);
  } else {
    fields->Fault("rule.missing_key", *body, "missing key: rules");
  }
  if (const Node* allow = body->Find("allow")) filter.allow = ReadAllow(*allow, default_fold, fields);
  const bool selections = std::any_of(body->fields.begin(), body->fields.end(),
                                      [](const auto& field) { return field.key != "rules" && field.key != "allow"; });
  if (selections) filter.detection = ReadDetection(*body, default_fold, {"rules", "allow"}, fields);
  if (!selections && filter.allow.patterns.empty()) fields->Fault("rule.empty", *body, "the filter changes nothing");
  return filter;
}

}  // namespace custos::rules
