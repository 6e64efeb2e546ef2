// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/meta_reader.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <string>

namespace custos::rules {
namespace {

constexpr TimeMs kLongest = TimeMs{3653} * 24 * 3600 * 1000;

class MetaReader {
 public:
  MetaReader(const Node& root, Fields* fields) : root_(root), fields_(*fields) {}

  RuleInfo Run() {
    info_.title = fields_.Titles(root_, "title", true);
    info_.name = fields_.Text(root_, "name", false);
    info_.description = fields_.Titles(root_, "description", false);
    info_.version = root_.Find("version") ? fields_.Text(root_, "version", true) : "1";
    info_.category = fields_.Text(root_, "category", true);
    info_.author = fields_.Text(root_, "author", false);
    info_.date = fields_.Text(root_, "date", false);
    info_.owner = fields_.Text(root_, "owner", false);
    info_.tag_customer = fields_.Text(root_, "tag_customer", false);
    if (const Node* references = root_.Find("references")) info_.references = fields_.Texts(*references);
    if (const Node* notify = root_.Find("notify")) info_.notify = fields_.Texts(*notify);
    ReadIdentity();
    ReadFalsePositives();
    ReadActions();
    ReadGroup();
    return std::move(info_);
  }

 private:
  void ReadIdentity() {
    info_.id = fields_.Text(root_, "id", true);
    if (const Node* id = root_.Find("id"); id && info_.id.size() != 36) {
      fields_.Fault("rule.id", *id, "the id must be a UUID");
    }
    const Node* level = root_.Find("level");
    const auto severity = ParseSeverity(fields_.Text(root_, "level", true));
    if (severity) {
      info_.severity = *severity;
    } else if (level) {
      fields_.Fault("rule.level", *level, "level is informational, low, medium, high or critical");
    }
    info_.status = root_.Find("status") ? fields_.Text(root_, "status", true) : "experimental";
    constexpr std::string_view kStatuses[] = {"experimental", "test", "stable", "deprecated"};
    if (std::find(std::begin(kStatuses), std::end(kStatuses), info_.status) == std::end(kStatuses)) {
      fields_.Fault("rule.status", *root_.Find("status"), "status is experimental, test, stable or deprecated");
    }
  }

  // A list of texts, of {zh, en}, or one {zh, en}.
  void ReadFalsePositives() {
    const Node* node = root_.Find("falsepositives");
    if (!node) return;
    if (node->kind == Node::Kind::kMap) return AddFalsePositive(*node);
    if (node->kind == Node::Kind::kScalar) return info_.false_positives.push_back({node->scalar, ""});
    for (const auto& item : node->items) AddFalsePositive(item);
  }

  void AddFalsePositive(const Node& node) {
    if (node.kind != Node::Kind::kMap) {
      info_.false_positives.push_back({fields_.Scalar(node), ""});
    } else if (fields_.IsMap(node, {"zh", "en"})) {
      info_.false_positives.push_back({fields_.Text(node, "zh", false), fields_.Text(node, "en", false)});
    }
  }

  void ReadActions() {
    const Node* node = root_.Find("actions");
    if (!node) return;
    info_.actions.clear();
    for (const auto& name : fields_.Texts(*node)) {
      if (const auto action = ParseRuleAction(name)) {
        info_.actions.push_back(*action);
      } else {
        fields_.Fault("rule.action", *node,
                      "an action is alert, escalate, warn, block or signal, not \"" + name + "\"");
      }
    }
    if (info_.Has(RuleAction::kSignal) && info_.actions.size() > 1) {
      fields_.Fault("rule.action", *node, "signal stands alone: it raises no alert and stops nobody");
    }
  }

  void ReadGroup() {
    const Node* node = root_.Find("group");
    if (!node || !fields_.IsMap(*node, {"by", "window"})) return;
    const Node* by = node->Find("by");
    if (!by) fields_.Fault("rule.missing_key", *node, "missing key: by");
    for (const auto& name : by ? fields_.Texts(*by) : std::vector<std::string>()) {
      if (const auto key = ParseGroupKey(name)) {
        info_.group.by.push_back(*key);
      } else {
        fields_.Fault("rule.group", *by, "a group is by employee, customer, conversation, device or department");
      }
    }
    const auto window = ParseTimespan(fields_.Text(*node, "window", true));
    if (window) {
      info_.group.window_ms = *window;
    } else if (const Node* written = node->Find("window")) {
      fields_.Fault("rule.timespan", *written, "a time span is a number with s, m, h or d, for example 24h");
    }
  }

  const Node& root_;
  Fields& fields_;
  RuleInfo info_;
};

}  // namespace

RuleInfo ReadMeta(const Node& root, Fields* fields) { return MetaReader(root, fields).Run(); }

std::optional<TimeMs> ParseTimespan(std::string_view text) {
  if (text.empty()) return std::nullopt;
  TimeMs unit = 0;
  switch (text.back()) {
    case 's': unit = 1000; break;
    case 'm': unit = 60 * 1000; break;
    case 'h': unit = 3600 * 1000; break;
    case 'd': unit = 24 * 3600 * 1000; break;
    default: return std::nullopt;
  }
  text.remove_suffix(1);
  TimeMs count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count <= 0 || count > kLongest / unit) {
    return std::nullopt;
  }
  return count * unit;
}

}  // namespace custos::rules
