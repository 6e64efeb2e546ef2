// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/rule_reader.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "core/text/fold.h"
#include "rules/loader/condition.h"
#include "rules/loader/fold_names.h"
#include "rules/loader/meta_reader.h"

namespace custos::rules {
namespace {

// "text|re" → kind and whether all patterns must be found; nullopt for an unknown key.
struct SelectionKey {
  PatternKind kind = PatternKind::kContains;
  bool all = false;
};

std::optional<SelectionKey> ParseSelectionKey(std::string_view key) {
  constexpr std::string_view kAll = "|all";
  SelectionKey parsed;
  if (key.ends_with(kAll)) {
    parsed.all = true;
    key.remove_suffix(kAll.size());
  }
  if (key == "text|contains") {
    parsed.kind = PatternKind::kContains;
  } else if (key == "text|startswith") {
    parsed.kind = PatternKind::kStartsWith;
  } else if (key == "text|endswith") {
    parsed.kind = PatternKind::kEndsWith;
  } else if (key == "text|re") {
    parsed.kind = PatternKind::kRegex;
  } else if (key == "text|pattern") {
    parsed.kind = PatternKind::kPattern;
  } else if (key == "text|digits") {
    parsed.kind = PatternKind::kDigits;
  } else {
    return std::nullopt;
  }
  return parsed;
}

class RuleReader {
 public:
  RuleReader(const Node& root, std::uint32_t fold, Fields* fields) : root_(root), fold_(fold), fields_(*fields) {}

  RuleDefinition Run() {
    rule_.place = fields_.At(root_);
    if (!fields_.IsMap(root_)) return rule_;
    CheckKeys();
    rule_.info = ReadMeta(root_, &fields_);
    if (root_.Find("join")) rule_.info.join = fields_.Flag(root_, "join");
    if (const Node* scope = root_.Find("scope")) ReadScope(*scope);
    if (const Node* detection = root_.Find("detection")) {
      ReadDetection(*detection);
    } else {
      fields_.Fault("rule.missing_key", root_, "missing key: detection");
    }
    if (const Node* allow = root_.Find("allow")) rule_.allow = ReadSelection("allow", *allow);
    ReadExamples();
    return std::move(rule_);
  }

 private:
  void CheckKeys() {
    const auto known = [](std::string_view key) {
      constexpr std::string_view kOwn[] = {"related", "scope", "detection", "allow", "tests", "join"};
      return std::find(std::begin(kMetaKeys), std::end(kMetaKeys), key) != std::end(kMetaKeys) ||
             std::find(std::begin(kOwn), std::end(kOwn), key) != std::end(kOwn);
    };
    for (const auto& [key, value] : root_.fields) {
      if (!known(key)) fields_.Fault("rule.unknown_key", value, "unknown key: " + key);
    }
  }

  void ReadScope(const Node& node) {
    if (!fields_.IsMap(node, {"roles", "channels", "types"})) return;
    if (const Node* roles = node.Find("roles")) {
      for (const auto& name : fields_.Texts(*roles)) {
        const auto role = ParseRole(name);
        if (role)
          rule_.scope.roles.push_back(*role);
        else
          fields_.Fault("rule.role", *roles, "no role is named \"" + name + "\"");
      }
    }
    if (const Node* channels = node.Find("channels")) {
      for (const auto& name : fields_.Texts(*channels)) {
        const auto channel = ParseChannel(name);
        if (channel)
          rule_.scope.channels.push_back(*channel);
        else
          fields_.Fault("rule.channel", *channels, "no channel is named \"" + name + "\"");
      }
    }
    if (const Node* types = node.Find("types")) rule_.scope.types = fields_.Texts(*types);
  }

  void ReadDetection(const Node& node) {
    if (node.kind != Node::Kind::kMap) {
      fields_.Fault("rule.not_a_map", node, "expected named selections and a condition");
      return;
    }
    for (const auto& [name, value] : node.fields) {
      if (name != "condition") rule_.selections.push_back(ReadSelection(name, value));
    }
    const Node* condition = node.Find("condition");
    if (!condition && rule_.selections.size() == 1) return;  // the only selection is the condition
    if (!condition) {
      fields_.Fault("rule.missing_key", node, "missing key: condition");
      return;
    }
    std::string fault;
    const auto lookup = [&](std::string_view name) { return Index(name); };
    auto parsed = ParseCondition(fields_.Scalar(*condition), rule_.selections.size(), lookup, &fault);
    if (parsed)
      rule_.condition = std::move(*parsed);
    else
      fields_.Fault("rule.condition", *condition, fault);
  }

  std::optional<std::size_t> Index(std::string_view name) const {
    for (std::size_t i = 0; i < rule_.selections.size(); ++i) {
      if (rule_.selections[i].name == name) return i;
    }
    return std::nullopt;
  }

  Selection ReadSelection(const std::string& name, const Node& node) {
    Selection selection;
    selection.name = name;
    selection.fold = fold_;
    selection.place = fields_.At(node);
    if (node.kind != Node::Kind::kMap) {
      fields_.Fault("rule.not_a_map", node, "expected text|contains, text|re, … with values");
      return selection;
    }
    for (const auto& [key, value] : node.fields) {
      if (key == "fold") {
        selection.fold = ReadFold(value, &fields_);
      } else if (const auto parsed = ParseSelectionKey(key)) {
        selection.all = selection.all || parsed->all;
        AddPatterns(parsed->kind, value, &selection);
      } else {
        fields_.Fault("rule.unknown_key", value, "unknown key: " + key);
      }
    }
    if (selection.patterns.empty()) fields_.Fault("rule.empty", node, "selection \"" + name + "\" looks for nothing");
    return selection;
  }

  void AddPatterns(PatternKind kind, const Node& node, Selection* selection) {
    if (node.kind == Node::Kind::kList) {
      for (const auto& item : node.items) selection->patterns.push_back({kind, fields_.Scalar(item), fields_.At(item)});
    } else {
      selection->patterns.push_back({kind, fields_.Scalar(node), fields_.At(node)});
    }
  }

  void ReadExamples() {
    const Node* tests = root_.Find("tests");
    if (!tests || tests->kind != Node::Kind::kList) {
      fields_.Fault("rule.no_examples", tests ? *tests : root_,
                    "a rule needs examples of what it finds and what it leaves");
      return;
    }
    for (const auto& node : tests->items) ReadExample(node);
    const auto has = [&](bool hit) {
      return std::any_of(rule_.examples.begin(), rule_.examples.end(), [&](const Example& e) { return e.hit == hit; });
    };
    if (!has(true) || !has(false))
      fields_.Fault("rule.no_examples", *tests, "one example must be a hit and one a miss");
  }

  void ReadExample(const Node& node) {
    if (!fields_.IsMap(node, {"text", "expect", "speaker", "channel"})) return;
    Example example;
    example.place = fields_.At(node);
    example.text = fields_.Text(node, "text", true);
    const std::string expect = fields_.Text(node, "expect", true);
    if (expect != "hit" && expect != "miss") fields_.Fault("rule.expect", node, "expect is hit or miss");
    example.hit = expect == "hit";
    if (node.Find("speaker")) {
      const auto role = ParseRole(fields_.Text(node, "speaker", true));
      if (role)
        example.role = *role;
      else
        fields_.Fault("rule.role", node, "no such speaker");
    }
    if (node.Find("channel")) {
      const auto channel = ParseChannel(fields_.Text(node, "channel", true));
      if (channel)
        example.channel = *channel;
      else
        fields_.Fault("rule.channel", node, "no such channel");
    }
    rule_.examples.push_back(std::move(example));
  }

  const Node& root_;
  const std::uint32_t fold_;
  Fields& fields_;
  RuleDefinition rule_;
};

}  // namespace

RuleDefinition ReadRule(const Node& root, std::uint32_t default_fold, Fields* fields) {
  return RuleReader(root, default_fold, fields).Run();
}

}  // namespace custos::rules
