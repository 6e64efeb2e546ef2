// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/correlation_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/loader/event_example_reader.h"
#include "rules/loader/meta_reader.h"

namespace custos::rules {
namespace {

std::optional<CorrelationType> ParseType(std::string_view name) {
  if (name == "event_count") return CorrelationType::kEventCount;
  if (name == "value_count") return CorrelationType::kValueCount;
  if (name == "temporal") return CorrelationType::kTemporal;
  if (name == "temporal_ordered") return CorrelationType::kTemporalOrdered;
  if (name == "absence") return CorrelationType::kAbsence;
  return std::nullopt;
}

bool Counts(CorrelationType type) {
  return type == CorrelationType::kEventCount || type == CorrelationType::kValueCount;
}

class CorrelationReader {
 public:
  CorrelationReader(const Node& root, Fields* fields) : root_(root), fields_(*fields) {}

  CorrelationDefinition Run() {
    definition_.place = fields_.At(root_);
    CheckKeys();
    definition_.info = ReadMeta(root_, &fields_);
    ReadCorrelation(*root_.Find("correlation"));
    definition_.examples = ReadEventExamples(root_, &fields_);
    return std::move(definition_);
  }

 private:
  void CheckKeys() {
    std::vector<std::string_view> known(std::begin(kMetaKeys), std::end(kMetaKeys));
    known.insert(known.end(), {"correlation", "tests", "related"});
    fields_.CheckKeys(root_, known);
  }

  void ReadCorrelation(const Node& node) {
    if (!fields_.IsMap(node, {"type", "rules", "group-by", "timespan", "condition", "field"})) return;
    ReadType(node);
    ReadRules(node);
    ReadGroups(node);
    ReadTimespan(node);
    ReadCondition(node);
    ReadField(node);
  }

  void ReadType(const Node& node) {
    const auto type = ParseType(fields_.Text(node, "type", true));
    if (type) {
      definition_.correlation.type = *type;
    } else if (const Node* written = node.Find("type")) {
      fields_.Fault("correlation.type", *written,
                    "the type is event_count, value_count, temporal, temporal_ordered or absence");
    }
  }

  void ReadRules(const Node& node) {
    const Node* rules = node.Find("rules");
    if (!rules) return fields_.Fault("rule.missing_key", node, "missing key: rules");
    definition_.rules_place = fields_.At(*rules);
    auto& names = definition_.correlation.rules;
    names = fields_.Texts(*rules);
    const CorrelationType type = definition_.correlation.type;
    if (names.empty() || names.size() > kMaxCorrelatedRules) {
      fields_.Fault("correlation.rules", *rules, "a correlation names 1 to 32 rules");
    } else if (type == CorrelationType::kAbsence && names.size() != 2) {
      fields_.Fault("correlation.rules", *rules, "an absence names two rules: what happens, and what has to follow");
    } else if (!Counts(type) && names.size() < 2) {
      fields_.Fault("correlation.rules", *rules, "this type needs two rules at least");
    }
  }

  void ReadGroups(const Node& node) {
    const Node* by = node.Find("group-by");
    if (!by) return fields_.Fault("rule.missing_key", node, "missing key: group-by");
    for (const std::string& name : fields_.Texts(*by)) {
      if (const auto key = ParseGroupKey(name)) {
        definition_.correlation.by.push_back(*key);
      } else {
        fields_.Fault("rule.group", *by, "a group is by employee, customer, conversation, device or department");
      }
    }
  }

  void ReadTimespan(const Node& node) {
    const auto timespan = ParseTimespan(fields_.Text(node, "timespan", true));
    if (timespan && *timespan <= kMaxTimespanMs) {
      definition_.correlation.timespan_ms = *timespan;
    } else if (const Node* written = node.Find("timespan")) {
      fields_.Fault("rule.timespan", *written,
                    "a time span is a number with s, m, h or d, for example 24h, up to 31 days");
    }
  }

  // {gte: 10}; of a type that does not count there is none.
  void ReadCondition(const Node& node) {
    Correlation& correlation = definition_.correlation;
    const Node* condition = node.Find("condition");
    if (!Counts(correlation.type)) {
      if (condition) fields_.Fault("correlation.condition", *condition, "this type has no condition");
      return;
    }
    if (!condition) return fields_.Fault("rule.missing_key", node, "missing key: condition");
    constexpr std::string_view kFault = "a condition is one of gte, gt and eq with a number up to 500";
    if (condition->kind != Node::Kind::kMap || condition->fields.size() != 1) {
      return fields_.Fault("correlation.condition", *condition, std::string(kFault));
    }
    const auto& [name, value] = condition->fields.front();
    const std::string number = fields_.Scalar(value);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), correlation.count);
    const bool readable = error == std::errc() && end == number.data() + number.size();
    const bool known = name == "gte" || name == "gt" || name == "eq";
    if (!readable || !known || correlation.count == 0 || correlation.count > kMaxCorrelatedCount) {
      return fields_.Fault("correlation.condition", value, std::string(kFault));
    }
    if (name == "gt") correlation.comparison = CountComparison::kMore;
    if (name == "eq") correlation.comparison = CountComparison::kExactly;
  }

  void ReadField(const Node& node) {
    const Node* field = node.Find("field");
    if (definition_.correlation.type != CorrelationType::kValueCount) {
      if (field) fields_.Fault("correlation.field", *field, "only value_count counts a field");
      return;
    }
    if (!field) return fields_.Fault("rule.missing_key", node, "missing key: field");
    const auto key = ParseGroupKey(fields_.Scalar(*field));
    if (!key || *key == GroupKey::kDepartment) {
      return fields_.Fault("correlation.field", *field, "the field is employee, customer, conversation or device");
    }
    definition_.correlation.field = *key;
  }

  const Node& root_;
  Fields& fields_;
  CorrelationDefinition definition_;
};

class Resolver {
 public:
  Resolver(PackDefinition* pack, LoadReport* report) : pack_(*pack), report_(*report) {}

  void Run() {
    for (CorrelationDefinition& definition : pack_.correlations) {
      std::vector<std::string>& rules = definition.correlation.rules;
      for (std::string& rule : rules) Resolve(definition.rules_place, &rule);
      if (std::set<std::string>(rules.begin(), rules.end()).size() != rules.size()) {
        report_.Add("correlation.rules", definition.rules_place, "the same rule is named twice");
      }
      for (EventExample& example : definition.examples) {
        for (ExampleEvent& event : example.events) {
          for (std::string& rule : event.rules) Resolve(event.place, &rule);
        }
      }
    }
  }

 private:
  void Resolve(const Place& place, std::string* name) {
    const auto is_meant = [&](const auto& definition) {
      return definition.info.id == *name || (!definition.info.name.empty() && definition.info.name == *name);
    };
    const auto found = std::find_if(pack_.rules.begin(), pack_.rules.end(), is_meant);
    if (found == pack_.rules.end()) {
      const bool nested = std::any_of(pack_.correlations.begin(), pack_.correlations.end(), is_meant);
      report_.Add(
          "correlation.rules", place,
          nested ? "\"" + *name + "\" is a correlation itself" : "no rule has the id or name \"" + *name + "\"");
    } else if (found->info.status == "deprecated") {
      report_.Add("correlation.rules", place, "\"" + *name + "\" is deprecated and never fires");
    } else {
      *name = found->info.id;
    }
  }

  PackDefinition& pack_;
  LoadReport& report_;
};

}  // namespace

bool IsCorrelation(const Node& root) { return root.kind == Node::Kind::kMap && root.Find("correlation") != nullptr; }

CorrelationDefinition ReadCorrelation(const Node& root, Fields* fields) {
  return CorrelationReader(root, fields).Run();
}

void ResolveCorrelations(PackDefinition* pack, LoadReport* report) { Resolver(pack, report).Run(); }

}  // namespace custos::rules
