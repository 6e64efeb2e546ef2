// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/detection_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/loader/condition.h"
#include "rules/loader/fold_names.h"

namespace custos::rules {
namespace {

constexpr std::size_t kMaxSelections = 200;  // of one rule

std::optional<PatternKind> ParsePatternKind(std::string_view name) {
  if (name == "contains") return PatternKind::kContains;
  if (name == "startswith") return PatternKind::kStartsWith;
  if (name == "endswith") return PatternKind::kEndsWith;
  if (name == "re") return PatternKind::kRegex;
  if (name == "pattern") return PatternKind::kPattern;
  if (name == "digits") return PatternKind::kDigits;
  if (name == "score") return PatternKind::kScore;
  return std::nullopt;
}

std::vector<std::string_view> Split(std::string_view key) {
  std::vector<std::string_view> parts;
  for (std::size_t bar = key.find('|'); bar != std::string_view::npos; bar = key.find('|')) {
    parts.push_back(key.substr(0, bar));
    key.remove_prefix(bar + 1);
  }
  parts.push_back(key);
  return parts;
}

// "media.size|gt" taken apart.
struct SelectionKey {
  Selection selection;
  PatternKind kind = PatternKind::kContains;
  bool none = false;
};

// What is wrong with the key goes to `fault`.
SelectionKey ParseKey(std::string_view key, std::string* fault) {
  SelectionKey parsed;
  auto parts = Split(key);
  auto field = ParseField(parts.front());
  if (!field) *fault = "no field is named \"" + std::string(parts.front()) + "\"";
  parsed.selection.field_name = parts.front();
  bool text_pattern = false, compared = false;
  for (std::size_t i = 1; i < parts.size() && fault->empty(); ++i) {
    const auto kind = ParsePatternKind(parts[i]);
    const auto comparison = ParseComparison(parts[i]);
    const auto transform = ParseTransform(parts[i]);
    const bool plain_text = field->id == FieldId::kText && field->transform == Transform::kNone;
    if (parts[i] == "all") {
      parsed.selection.all = true;
    } else if (parts[i] == "none") {
      parsed.none = true;
    } else if (kind && plain_text && !compared) {
      parsed.kind = *kind;
      text_pattern = compared = true;
    } else if (comparison && !plain_text && !compared) {
      parsed.selection.comparison = *comparison;
      compared = true;
    } else if (transform && field->transform == Transform::kNone && !compared) {
      field->transform = *transform;
      parsed.selection.field_name += '|' + std::string(parts[i]);
    } else {
      *fault = std::string(parts[i]) + " does not fit here";
    }
  }
  if (!fault->empty()) return parsed;
  if (!text_pattern) parsed.selection.field = std::move(field);
  if (!text_pattern && parsed.selection.field->id == FieldId::kText &&
      parsed.selection.field->transform == Transform::kNone) {
    *fault = "say how the text is compared: text|contains, text|re, text|pattern, …";
  }
  return parsed;
}

class DetectionReader {
 public:
  DetectionReader(std::uint32_t fold, Fields* fields) : fold_(fold), fields_(*fields) {}

  Detection Run(const Node& node, std::initializer_list<std::string_view> skip) {
    if (!fields_.IsMap(node)) return {};
    for (const auto& [name, value] : node.fields) {
      if (name == "condition" || std::find(skip.begin(), skip.end(), name) != skip.end()) continue;
      names_.push_back(name);
      parts_.push_back(ReadNamed(name, value));
    }
    const Node* condition = node.Find("condition");
    if (condition) {
      ReadCondition(*condition);
    } else if (parts_.size() == 1) {
      detection_.condition = parts_.front();  // the only selection is the condition
    } else {
      fields_.Fault("rule.missing_key", node, "missing key: condition");
    }
    return std::move(detection_);
  }

  // A map: everything in it must hold. A list of maps: one of them.
  Expression ReadNamed(const std::string& name, const Node& node) {
    if (node.kind != Node::Kind::kList) return ReadMap(name, node);
    Expression any{Expression::Op::kOr, 0, 0, {}};
    for (const auto& item : node.items) any.children.push_back(ReadMap(name, item));
    if (any.children.empty()) fields_.Fault("rule.empty", node, "selection \"" + name + "\" looks for nothing");
    return any;
  }

 private:
  Expression ReadMap(const std::string& name, const Node& node) {
    Expression every{Expression::Op::kAnd, 0, 0, {}};
    if (!fields_.IsMap(node)) return every;
    const Node* fold = node.Find("fold");
    const std::uint32_t bits = fold ? ReadFold(*fold, &fields_) : fold_;
    const std::size_t min = ReadMin(node);
    for (const auto& [key, value] : node.fields) {
      if (key == "fold" || key == "min") continue;
      std::string fault;
      SelectionKey parsed = ParseKey(key, &fault);
      if (!fault.empty()) {
        fields_.Fault("rule.unknown_key", value, "unknown key: " + key + " (" + fault + ")");
        continue;
      }
      parsed.selection.name = name;
      parsed.selection.fold = bits;
      parsed.selection.min = min;
      parsed.selection.place = fields_.At(node);
      every.children.push_back(Add(std::move(parsed), value));
    }
    if (every.children.empty()) fields_.Fault("rule.empty", node, "selection \"" + name + "\" looks for nothing");
    if (min && every.children.size() > 1) fields_.Fault("rule.min", node, "min counts the patterns of a single key");
    return every.children.size() == 1 ? std::move(every.children.front()) : every;
  }

  std::size_t ReadMin(const Node& node) {
    const Node* value = node.Find("min");
    if (!value) return 0;
    const std::string text = fields_.Scalar(*value);
    std::size_t min = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), min);
    if (error != std::errc() || end != text.data() + text.size() || min == 0) {
      fields_.Fault("rule.min", *value, "min is a number from 1 on");
    }
    return min;
  }

  Expression Add(SelectionKey key, const Node& value) {
    Selection& selection = key.selection;
    if (value.kind == Node::Kind::kList) {
      for (const auto& item : value.items) {
        selection.patterns.push_back({key.kind, fields_.Scalar(item), fields_.At(item)});
      }
    } else {
      selection.patterns.push_back({key.kind, fields_.Scalar(value), fields_.At(value)});
    }
    if (selection.patterns.empty()) fields_.Fault("rule.empty", value, "nothing is looked for");
    if (selection.min > selection.patterns.size()) {
      fields_.Fault("rule.min", value, "min is more than there are patterns");
    }
    if (detection_.selections.size() == kMaxSelections) {
      fields_.Fault("rule.too_large", value, "more than " + std::to_string(kMaxSelections) + " selections");
    }
    Expression part{Expression::Op::kSelection, detection_.selections.size(), 0, {}};
    detection_.selections.push_back(std::move(selection));
    return key.none ? Expression{Expression::Op::kNot, 0, 0, {std::move(part)}} : part;
  }

  void ReadCondition(const Node& node) {
    std::string fault;
    const auto lookup = [&](std::string_view name) -> std::optional<std::size_t> {
      const auto found = std::find(names_.begin(), names_.end(), name);
      if (found == names_.end()) return std::nullopt;
      return static_cast<std::size_t>(found - names_.begin());
    };
    auto parsed = ParseCondition(fields_.Scalar(node), names_.size(), lookup, &fault);
    if (!parsed) return fields_.Fault("rule.condition", node, fault);
    Unfold(&*parsed);
    detection_.condition = std::move(*parsed);
  }

  // The condition speaks of names; a name stands for all parts of its selection.
  void Unfold(Expression* e) const {
    if (e->op == Expression::Op::kSelection) {
      *e = Expression(parts_[e->selection]);
    } else {
      for (auto& child : e->children) Unfold(&child);
    }
  }

  const std::uint32_t fold_;
  Fields& fields_;
  Detection detection_;
  std::vector<std::string> names_;
  std::vector<Expression> parts_;  // by name
};

}  // namespace

Detection ReadDetection(const Node& node, std::uint32_t default_fold, std::initializer_list<std::string_view> skip,
                        Fields* fields) {
  return DetectionReader(default_fold, fields).Run(node, skip);
}

Selection ReadAllow(const Node& node, std::uint32_t default_fold, Fields* fields) {
  Selection allow;
  allow.name = "allow";
  allow.fold = default_fold;
  allow.place = fields->At(node);
  if (!fields->IsMap(node)) return allow;
  for (const auto& [key, value] : node.fields) {
    if (key == "fold") {
      allow.fold = ReadFold(value, fields);
      continue;
    }
    std::string fault;
    const SelectionKey parsed = ParseKey(key, &fault);
    if (!fault.empty() || parsed.selection.field || parsed.none || parsed.selection.all) {
      fields->Fault("rule.unknown_key", value, "unknown key: " + key);
      continue;
    }
    const auto add = [&](const Node& item) {
      allow.patterns.push_back({parsed.kind, fields->Scalar(item), fields->At(item)});
    };
    if (value.kind == Node::Kind::kList) {
      for (const auto& item : value.items) add(item);
    } else {
      add(value);
    }
  }
  if (allow.patterns.empty()) fields->Fault("rule.empty", node, "nothing is allowed");
  return allow;
}

}  // namespace custos::rules
