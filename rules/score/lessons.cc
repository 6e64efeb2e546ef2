// SPDX-License-Identifier: Apache-2.0
#include "rules/score/lessons.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>
#include <string_view>

#include "rules/loader/compiler.h"
#include "rules/loader/example_reader.h"
#include "rules/loader/reader.h"
#include "rules/matcher/text_views.h"

namespace custos::rules {
namespace {

constexpr std::string_view kAnyText = R"(title: {zh: 任意, en: Any}
id: 00000000-0000-0000-0000-000000000000
category: any
level: low
detection: {any: {text|re: '.'}, condition: any}
tests: [{text: 'a', expect: hit}, {text: '', expect: miss}]
)";

// A program whose only view is the pack's own way of folding.
Program FoldingOf(const PackFiles& pack, LoadReport* report) {
  PackFiles files;
  for (const char* name : {"pack.yaml", "variants.yaml", "words.yaml", "lists.yaml"}) {
    if (const auto found = pack.find(name); found != pack.end()) files.insert(*found);
  }
  files["rules/any.yaml"] = kAnyText;
  LoadReport ignored;
  PackDefinition definition = ReadPack(files, &ignored);
  Program program = Compile(definition, &ignored);
  if (program.views.empty()) report->Add("pack.fold", {"pack.yaml", 0, 0}, "the pack cannot be read");
  return program;
}

std::optional<Role> ReadRole(std::string_view letter) {
  if (letter == "r") return Role::kRep;
  if (letter == "c") return Role::kCustomer;
  if (letter == "g") return Role::kColleague;
  return std::nullopt;
}

std::vector<std::string> ReadClasses(const std::string& list) {
  std::vector<std::string> classes;
  std::istringstream in(list == "-" ? "" : list);
  for (std::string name; std::getline(in, name, ',');) classes.push_back(name);
  return classes;
}

// The examples of rules that look at nothing but the text of a message.
void AddExamples(const PackDefinition& pack, const std::function<std::string(const std::string&)>& fold,
                 std::vector<Lesson>* lessons) {
  for (const auto& rule : pack.rules) {
    const bool text_only = std::none_of(rule.selections.begin(), rule.selections.end(),
                                        [](const Selection& selection) { return selection.field.has_value(); });
    if (!text_only || rule.info.status == "deprecated") continue;
    for (const auto& example : rule.examples) {
      const Message message = ExampleMessage(rule.scope, example, pack.calendar);
      Lesson lesson{fold(message.text), message.role, {}};
      if (example.hit) lesson.classes.push_back(rule.info.category);
      if (!message.text.empty()) lessons->push_back(std::move(lesson));
    }
  }
}

}  // namespace

std::vector<Lesson> ReadLessons(const PackFiles& pack, const std::map<std::string, std::string>& files,
                                LoadReport* report) {
  std::vector<Lesson> lessons;
  const Program program = FoldingOf(pack, report);
  if (program.views.empty()) return lessons;
  TextViews views;
  const auto fold = [&](const std::string& text) {
    views.Reset(program, text);
    return std::string(views.Text(0));
  };
  LoadReport ignored;
  AddExamples(ReadPack(pack, &ignored), fold, &lessons);
  for (const auto& [path, content] : files) {
    std::istringstream in(content);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      if (line.empty() || line.front() == '#') continue;
      const auto first = line.find('\t');
      const auto second = first == std::string::npos ? first : line.find('\t', first + 1);
      const auto role = second == std::string::npos ? std::nullopt : ReadRole(std::string_view(line).substr(0, first));
      if (!role || second + 1 >= line.size()) {
        report->Add("score.lesson", {path, number, 1}, "expected role (r, c, g), classes or -, and text, between tabs");
        continue;
      }
      lessons.push_back(
          {fold(line.substr(second + 1)), *role, ReadClasses(line.substr(first + 1, second - first - 1))});
    }
  }
  return lessons;
}

}  // namespace custos::rules
