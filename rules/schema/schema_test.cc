// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "rules/loader/fold_names.h"
#include "rules/loader/pack_directory.h"
#include "rules/matcher/field.h"
#include "rules/schema/checker.h"

namespace custos::rules {
namespace {

using nlohmann::json;
using Keys = std::set<std::string>;

json Schema(const std::string& name) {
  std::ifstream in(std::string(CUSTOS_SCHEMA) + "/" + name + ".schema.json");
  return json::parse(in);
}

// Which schema a file of a pack follows.
std::string SchemaOf(const std::string& path) {
  if (path.starts_with("rules/") || path.starts_with("local/rules/")) return "rule";
  if (path.starts_with("local/filters/")) return "filter";
  return std::filesystem::path(path).stem().string();
}

constexpr const char* kManifest = R"(name: p
version: '1'
engine: 1
categories: {c: {zh: 类, en: Class}}
)";

const std::string kMeta =
    "title: {zh: 题, en: Title}\nid: 7a0f2b9e-52f2-4a2e-9a49-0d8b6c1f2a11\ncategory: c\nlevel: low\n";
const std::string kTests = "tests: [{text: 甲, expect: hit}, {text: 乙, expect: miss}]\n";
const std::string kDetection = "detection: {a: {text|contains: 甲}}\n";

std::string Fault(const PackFiles& files, const std::string& code) {
  for (const auto& problem : RuleSet::Load(files).report.problems) {
    if (problem.code == code) return problem.text;
  }
  return {};
}

// The keys that the loader names when it meets one it does not know.
Keys LoaderKeys(const std::string& path, const std::string& content) {
  PackFiles files{{"pack.yaml", kManifest}, {"rules/r.yaml", kMeta + kDetection + kTests}};
  files[path] = content;
  const std::string text = Fault(files, "rule.unknown_key");
  const auto from = text.find("(there are: ");
  INFO(path << "\n" << content << "\n" << text);
  REQUIRE(from != std::string::npos);
  std::istringstream list(text.substr(from + 12, text.size() - from - 13));
  Keys keys;
  for (std::string key; std::getline(list >> std::ws, key, ',');) keys.insert(key);
  return keys;
}

Keys SchemaKeys(const json& schema) {
  Keys keys;
  for (const auto& [key, value] : schema.at("properties").items()) keys.insert(key);
  return keys;
}

TEST_CASE("Every file of the pack that ships follows its schema") {
  LoadReport report;
  const auto files = ReadPackDirectory(CUSTOS_PACKS "/custos-cn", &report);
  REQUIRE(files);
  std::size_t documents = 0;
  for (const auto& [path, content] : *files) {
    if (!path.ends_with(".yaml")) continue;  // score.tsv
    const json schema = Schema(SchemaOf(path));
    for (const Node& document : ParseYaml(path, content, &report)) {
      ++documents;
      const auto fault = CheckSchema(schema, schema, document);
      INFO(path << ":" << fault.value_or(""));
      CHECK_FALSE(fault);
    }
  }
  CHECK(report.ok());
  CHECK(documents > 10);
}

TEST_CASE("What the loader refuses, the schema refuses") {
  const json schema = Schema("rule");
  const auto fits = [&](const std::string& yaml) {
    LoadReport report;
    const auto documents = ParseYaml("r.yaml", yaml, &report);
    REQUIRE(documents.size() == 1);
    return !CheckSchema(schema, schema, documents[0]).has_value();
  };
  CHECK(fits(kMeta + kDetection + kTests));
  CHECK(fits(kMeta + "detection:\n  a: [{text|pattern|all: [甲, 乙], min: 2}, {detail.x|domain|outside: <l>}]\n" +
             kTests));
  CHECK_FALSE(fits(kMeta + kDetection));
  CHECK_FALSE(fits(kMeta + kDetection + kTests + "extra: 1\n"));
  CHECK_FALSE(fits(kMeta + "detection: {a: {text|fuzzy: 甲}}\n" + kTests));
  CHECK_FALSE(fits(kMeta + "detection: {a: {nothing|gt: 1}}\n" + kTests));
  CHECK_FALSE(fits(kMeta + kDetection + kTests + "scope: {roles: [boss]}\n"));
  CHECK_FALSE(fits(kMeta + kDetection + kTests + "scope: {when: {from: '7'}}\n"));
  CHECK_FALSE(fits(kMeta + kDetection + kTests + "actions: [shout]\n"));
}

TEST_CASE("Schema and loader know the same keys everywhere") {
  const json rule = Schema("rule"), defs = rule["$defs"];
  const std::string path = "rules/z.yaml";
  CHECK(LoaderKeys("pack.yaml", kManifest + std::string("zzz: 1\n")) == SchemaKeys(Schema("pack")));
  CHECK(LoaderKeys("pack.yaml", kManifest + std::string("join: {zzz: 1}\n")) ==
        SchemaKeys(Schema("pack")["properties"]["join"]));
  CHECK(LoaderKeys("pack.yaml", "categories: {c: {zh: a, en: b, zzz: c}}\n") ==
        SchemaKeys(Schema("pack")["$defs"]["bilingual"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + kTests + "zzz: 1\n") == SchemaKeys(defs["rule"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + kTests + "scope: {zzz: 1}\n") == SchemaKeys(defs["scope"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + kTests + "scope: {when: {zzz: 1}}\n") == SchemaKeys(defs["timeRange"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + kTests + "group: {zzz: 1}\n") ==
        SchemaKeys(defs["rule"]["properties"]["group"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + "tests: [{zzz: 1}]\n") == SchemaKeys(defs["example"]));
  CHECK(LoaderKeys(path, kMeta + kDetection + "tests: [{text: 甲, media: {zzz: 1}, expect: hit}]\n") ==
        SchemaKeys(defs["example"]["properties"]["media"]));
  const json correlation = defs["correlationRule"];
  CHECK(LoaderKeys(path, kMeta + "correlation: {}\nzzz: 1\n") == SchemaKeys(correlation));
  CHECK(LoaderKeys(path, kMeta + "correlation: {zzz: 1}\n") == SchemaKeys(correlation["properties"]["correlation"]));
  const std::string events = kMeta +
                             "correlation: {type: event_count, rules: a, group-by: customer, timespan: 1h, "
                             "condition: {gte: 2}}\n";
  CHECK(LoaderKeys(path, events + "tests: [{zzz: 1}]\n") == SchemaKeys(defs["eventExample"]));
  CHECK(LoaderKeys(path, events + "tests: [{expect: hit, events: [{zzz: 1}]}]\n") == SchemaKeys(defs["event"]));
  CHECK(LoaderKeys("local/filters/f.yaml", "zzz: 1\n") == SchemaKeys(Schema("filter")));
  CHECK(LoaderKeys("variants.yaml", "zzz: 1\n") == SchemaKeys(Schema("variants")));
  CHECK(LoaderKeys("calendar.yaml", "zzz: 1\n") == SchemaKeys(Schema("calendar")));
  CHECK(LoaderKeys("calendar.yaml", "holidays: [{zzz: 1}]\n") ==
        SchemaKeys(Schema("calendar")["$defs"]["days"]["items"]["anyOf"][1]));
  CHECK(LoaderKeys("lists.yaml", "a: {zzz: 1}\n") == SchemaKeys(Schema("lists")["additionalProperties"]["anyOf"][2]));
}

TEST_CASE("Schema and loader know the same fields, transforms, comparisons and foldings") {
  const json defs = Schema("rule")["$defs"];
  const auto fits = [&](const std::string& key) {
    LoadReport report;
    const auto documents = ParseYaml("r.yaml", "'" + key + "': x\n", &report);
    return !CheckSchema(Schema("rule"), defs["selectionMap"], documents.at(0)).has_value();
  };
  for (const auto field : FieldNames()) {
    const std::string name = std::string(field) + (field.ends_with('.') ? "x" : "");
    INFO(name);
    CHECK(fits(name == "text" ? "text|length" : name));
    for (const auto transform : TransformNames()) CHECK(fits(name + "|" + std::string(transform)));
    for (const auto comparison : ComparisonNames()) {
      CHECK((fits(name + "|" + std::string(comparison)) || name == "text"));
    }
  }
  Keys folds;
  for (const auto& name : defs["fold"]["anyOf"][0]["enum"]) {
    folds.insert(name.get<std::string>());
    LoadReport report;
    Fields fields("f", &report);
    Node node;
    node.kind = Node::Kind::kScalar;
    node.scalar = name.get<std::string>();
    ReadFold(node, &fields);
    CHECK(report.ok());
  }
  for (const auto& name : FoldNames(0xFFFFFFFF)) CHECK(folds.contains(name));
}

}  // namespace
}  // namespace custos::rules
