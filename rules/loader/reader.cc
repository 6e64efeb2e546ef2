// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/reader.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "rules/loader/correlation_reader.h"
#include "rules/loader/fold_names.h"
#include "rules/loader/join_reader.h"
#include "rules/loader/list_reader.h"
#include "rules/loader/node.h"
#include "rules/loader/pattern.h"
#include "rules/loader/rule_reader.h"
#include "rules/loader/scope_reader.h"
#include "rules/loader/variant_reader.h"

namespace custos::rules {
namespace {

constexpr std::string_view kEngine = "1";
constexpr std::string_view kScoreFile = "score.tsv";

constexpr std::string_view kMatchesNothing = R"([^\x{0}-\x{10ffff}])";

void Shift(Expression* e, std::size_t by) {
  if (e->op == Expression::Op::kSelection) e->selection += by;
  for (auto& child : e->children) Shift(&child, by);
}

// The rule as narrowed by an operator's exception.
void ApplyFilter(const Filter& filter, RuleDefinition* rule) {
  if (!filter.allow.patterns.empty()) rule->more_allow.push_back(filter.allow);
  if (filter.detection.selections.empty()) return;
  Expression condition = filter.detection.condition;
  Shift(&condition, rule->selections.size());
  rule->selections.insert(rule->selections.end(), filter.detection.selections.begin(),
                          filter.detection.selections.end());
  rule->condition = {Expression::Op::kAnd, 0, 0, {std::move(rule->condition), std::move(condition)}};
}

class PackReader {
 public:
  PackReader(const PackFiles& files, LoadReport* report) : files_(files), report_(*report) {}

  PackDefinition Run() {
    ReadManifest();
    for (const char* path : {"lists.yaml", "local/lists.yaml"}) {
      if (const auto root = Only(path, false)) {
        Fields fields(path, &report_);
        ReadLists(*root, &fields, &pack_.lists);
      }
    }
    for (const char* path : {"calendar.yaml", "local/calendar.yaml"}) {
      if (const auto root = Only(path, false)) {
        Fields fields(path, &report_);
        ReadCalendar(*root, &fields, &pack_.calendar);
      }
    }
    ReadWords();
    if (const auto root = Only("variants.yaml", false)) {
      Fields fields("variants.yaml", &report_);
      Variants variants = ReadVariants(*root, pack_.words, &fields);
      pack_.variants = std::move(variants.listed);
      pack_.keywords = std::move(variants.keywords);
      for (auto& word : LongWords(pack_.words)) pack_.keywords.words.push_back(std::move(word));
    }
    ReadScore();
    defaults_.calendar = pack_.calendar;
    for (const auto& [path, content] : files_) {
      const bool rules = path.starts_with("rules/") || path.starts_with("local/rules/");
      if (rules && path.ends_with(".yaml")) ReadRules(path, content);
    }
    if (pack_.rules.empty()) report_.Add("pack.no_rules", {"rules", 0, 0}, "the pack has no rules");
    if (join_) {
      Fields fields("pack.yaml", &report_);
      pack_.join = ReadJoin(*join_, pack_.words, &fields);
    }
    CheckIds();
    ResolveCorrelations(&pack_, &report_);
    for (const auto& [path, content] : files_) {
      if (path.starts_with("local/filters/") && path.ends_with(".yaml")) ReadFilters(path, content);
    }
    return std::move(pack_);
  }

 private:
  // The one document of a file; nullopt when it is missing or broken.
  std::optional<Node> Only(const std::string& path, bool required) {
    const auto file = files_.find(path);
    if (file == files_.end()) {
      if (required) report_.Add("pack.missing_file", {path, 0, 0}, "file not found");
      return std::nullopt;
    }
    auto documents = ParseYaml(path, file->second, &report_);
    if (documents.size() == 1) return std::move(documents.front());
    if (report_.ok()) report_.Add("pack.documents", {path, 0, 0}, "expected one document");
    return std::nullopt;
  }

  void ReadManifest() {
    const auto root = Only("pack.yaml", true);
    Fields fields("pack.yaml", &report_);
    if (!root || !fields.IsMap(*root, {"name", "version", "engine", "license", "title", "description", "categories",
                                       "fold", "timezone", "join"})) {
      return;
    }
    pack_.name = fields.Text(*root, "name", true);
    pack_.version = fields.Text(*root, "version", true);
    if (fields.Text(*root, "engine", true) != kEngine)
      fields.Fault("pack.engine", *root, "this program reads engine 1");
    if (const Node* fold = root->Find("fold")) defaults_.fold = ReadFold(*fold, &fields);
    if (const Node* zone = root->Find("timezone")) {
      const auto offset = ParseOffset(fields.Scalar(*zone));
      if (!offset) fields.Fault("pack.timezone", *zone, "a time zone is written '+08:00'");
      pack_.calendar.offset_ms = offset.value_or(pack_.calendar.offset_ms);
    }
    if (const Node* join = root->Find("join")) join_ = *join;
    const Node* categories = root->Find("categories");
    if (!categories || categories->kind != Node::Kind::kMap) {
      fields.Fault("pack.categories", *root, "categories must name every category with its titles");
      return;
    }
    for (const auto& [key, titles] : categories->fields)
      pack_.categories.push_back({key, fields.Titles(*categories, key, true)});
  }

  // Lists may be used in patterns like word lists, but hold plain texts, and may be empty.
  void OfferLists() {
    for (const auto& [name, texts] : pack_.lists) {
      std::vector<std::string> words;
      for (const auto& text : texts) words.push_back(QuoteRegex(text));
      if (words.empty()) words.emplace_back(kMatchesNothing);
      pack_.words.emplace(name, std::move(words));
    }
  }

  void ReadWords() {
    OfferLists();
    const auto root = Only("words.yaml", false);
    if (!root) return;
    Fields fields("words.yaml", &report_);
    if (root->kind != Node::Kind::kMap) {
      fields.Fault("words.not_a_map", *root, "expected names with lists of words");
      return;
    }
    for (const auto& [name, list] : root->fields) {
      std::vector<std::string> words;
      for (const auto& word : fields.Texts(list)) {
        std::string fault;
        const auto expanded = ExpandPattern(word, pack_.words, &fault);  // a list may use the lists above it
        if (!expanded)
          fields.Fault("pattern.macro", list, fault);
        else
          words.push_back(*expanded);
      }
      if (words.empty()) fields.Fault("words.empty", list, "the list is empty");
      if (!pack_.words.emplace(name, std::move(words)).second) {
        fields.Fault("words.repeated", list, "lists.yaml already has a list named \"" + name + "\"");
      }
    }
  }

  void ReadScore() {
    const auto file = files_.find(std::string(kScoreFile));
    if (file == files_.end()) return;
    std::string fault;
    std::size_t line = 0;
    auto model = ScoreModel::Parse(file->second, &fault, &line);
    if (!model) return report_.Add("score.syntax", {std::string(kScoreFile), static_cast<int>(line), 1}, fault);
    pack_.score = std::make_shared<const ScoreModel>(std::move(*model));
  }

  void ReadRules(const std::string& path, const std::string& content) {
    Fields fields(path, &report_);
    for (const auto& document : ParseYaml(path, content, &report_)) {
      if (IsCorrelation(document)) {
        pack_.correlations.push_back(ReadCorrelation(document, &fields));
      } else {
        pack_.rules.push_back(ReadRule(document, defaults_, &fields));
      }
    }
  }

  void ReadFilters(const std::string& path, const std::string& content) {
    Fields fields(path, &report_);
    for (const auto& document : ParseYaml(path, content, &report_)) {
      const Filter filter = ReadFilter(document, defaults_.fold, &fields);
      for (const auto& wanted : filter.rules) {
        bool found = false;
        for (auto& rule : pack_.rules) {
          if (wanted != "any" && wanted != rule.info.id) continue;
          found = true;
          ApplyFilter(filter, &rule);
        }
        if (!found) report_.Warn("filter.unknown_rule", filter.place, "the pack has no rule " + wanted);
      }
    }
  }

  void CheckIds() {
    std::map<std::string, Place> seen;
    for (const auto& rule : pack_.rules) CheckId(rule.info, rule.place, &seen);
    for (const auto& correlation : pack_.correlations) CheckId(correlation.info, correlation.place, &seen);
  }

  void CheckId(const RuleInfo& info, const Place& place, std::map<std::string, Place>* seen) {
    for (const std::string& id : {info.id, info.name}) {
      const auto [at, fresh] = seen->emplace(id, place);
      if (!fresh && !id.empty()) report_.Add("rule.repeated_id", place, "id already used in " + at->second.file);
    }
    const bool known = std::any_of(pack_.categories.begin(), pack_.categories.end(),
                                   [&](const CategoryInfo& c) { return c.key == info.category; });
    if (!known && !info.category.empty())
      report_.Add("rule.category", place, "the pack has no category \"" + info.category + "\"");
  }

  const PackFiles& files_;
  LoadReport& report_;
  PackDefinition pack_;
  std::optional<Node> join_;  // read when the word lists are there
  RuleDefaults defaults_;
};

}  // namespace

PackDefinition ReadPack(const PackFiles& files, LoadReport* report) { return PackReader(files, report).Run(); }

}  // namespace custos::rules
