// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/node.h"

#include <catch2/catch.hpp>
#include <random>

namespace custos::rules {
namespace {

std::string CodeOf(const std::string& text) {
  LoadReport report;
  ParseYaml("f.yaml", text, &report);
  return report.problems.empty() ? "" : report.problems.front().code;
}

TEST_CASE("Documents become nodes with their places") {
  LoadReport report;
  const auto documents = ParseYaml("f.yaml", "a: 1\nb:\n  - x\n  - y\n---\nc: {d: e}\n", &report);
  REQUIRE(report.ok());
  REQUIRE(documents.size() == 2);
  const Node* b = documents[0].Find("b");
  REQUIRE(b);
  REQUIRE(b->items.size() == 2);
  CHECK(b->items[1].scalar == "y");
  CHECK(b->items[1].line == 4);
  CHECK(b->items[1].column == 5);
  CHECK(documents[1].Find("c")->Find("d")->scalar == "e");
}

TEST_CASE("Anchors, aliases, tags and repeated keys are refused") {
  CHECK(CodeOf("a: &x [1]\nb: *x\n") == "yaml.anchor");
  CHECK(CodeOf("b: *x\n") == "yaml.syntax");
  CHECK(CodeOf("a: !!binary aaaa\n") == "yaml.tag");
  CHECK(CodeOf("a: 1\na: 2\n") == "yaml.repeated_key");
  CHECK(CodeOf("[a]: 1\n") == "yaml.key");
}

TEST_CASE("What is too large or too deep is refused") {
  CHECK(CodeOf(std::string(kMaxYamlBytes + 1, ' ')) == "yaml.too_large");
  CHECK(CodeOf(std::string(60, '[') + std::string(60, ']')) == "yaml.too_deep");
}

TEST_CASE("A syntax error names its line") {
  LoadReport report;
  ParseYaml("f.yaml", "a: 1\nb: [1, 2\nc: 3\n", &report);
  REQUIRE_FALSE(report.ok());
  CHECK(report.problems.front().code == "yaml.syntax");
  CHECK(report.problems.front().place.line >= 2);
}

// Ran for ever once: the parser gave empty documents without end.
TEST_CASE("No bytes make the reader throw") {
  std::mt19937 random(7);
  const std::string alphabet = "ab:-[]{}#&*!|>'\"%@`\n \t,?\xE5\xBE\xAE\xFF";
  for (int round = 0; round < 20000; ++round) {
    std::string text(random() % 40, '\0');
    for (auto& c : text) c = alphabet[random() % alphabet.size()];
    LoadReport report;
    ParseYaml("f.yaml", text, &report);
  }
  SUCCEED();
}

}  // namespace
}  // namespace custos::rules
