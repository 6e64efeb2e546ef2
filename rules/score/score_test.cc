// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "rules/score/learner.h"
#include "rules/score/lessons.h"

namespace custos::rules {
namespace {

ScoredText Scored(const std::string& text) {
  ScoredText scored;
  scored.Assign(text);
  return scored;
}

ScoreModel Parsed(const std::string& text) {
  std::string fault;
  std::size_t line = 0;
  auto model = ScoreModel::Parse(text, &fault, &line);
  INFO(fault << " in line " << line);
  REQUIRE(model);
  return *model;
}

constexpr const char* kModel =
    "custos-score 1\nclasses gift leak\nbias -1000 0 0\n名单\t900\t1:500\n转~我\t700\t0:400\n@customer\t-300\n";

TEST_CASE("A score adds up what it finds, each clue once") {
  const ScoreModel model = Parsed(kModel);
  CHECK(model.Of(Scored("你好"), Role::kRep).risk == -1000);
  CHECK(model.Of(Scored("名单名单"), Role::kRep).risk == -100);
  CHECK(model.Of(Scored("名单"), Role::kCustomer).risk == -400);
  const Score both = model.Of(Scored("名单转给我"), Role::kRep);
  CHECK(both.risk == 600);
  CHECK(model.classes()[both.kind] == "leak");
}

TEST_CASE("Two characters apart are a clue within five characters") {
  const ScoreModel model = Parsed(kModel);
  CHECK(model.Of(Scored("转一二三我"), Role::kRep).risk == -300);
  CHECK(model.Of(Scored("转一二三四我"), Role::kRep).risk == -1000);
}

TEST_CASE("In a long text the clues of one place count together, not those of all places") {
  const ScoreModel model = Parsed(kModel);
  std::string filler;
  for (int i = 0; i < 200; ++i) filler += "一";
  CHECK(model.Of(Scored("名单" + filler + "转我" + filler), Role::kRep).risk == -100);
  const std::string text = filler + "名单转给我" + filler;
  const Score score = model.Of(Scored(text), Role::kRep);
  CHECK(score.risk == 600);
  const auto reasons = model.Reasons(Scored(text), score);
  REQUIRE_FALSE(reasons.empty());
  CHECK(text.substr(reasons[0].begin, reasons[0].end - reasons[0].begin) == "名单");
}

TEST_CASE("A model that was written is read the same") {
  const ScoreModel model = Parsed(kModel);
  CHECK(model.Write() == Parsed(model.Write()).Write());
  for (const std::uint64_t key : {ReadKey("a"), ReadKey("\\s\\w\\a"), ReadKey("甲~\\b"), ReadKey("@rep")}) {
    CHECK(key != 0);
    CHECK(ReadKey(WriteKey(key)) == key);
  }
}

TEST_CASE("What is no model is refused with its line") {
  const auto fault_line = [](const std::string& text) {
    std::string fault;
    std::size_t line = 0;
    CHECK_FALSE(ScoreModel::Parse(text, &fault, &line));
    CHECK_FALSE(fault.empty());
    return line;
  };
  CHECK(fault_line("custos-score 2\n") == 1);
  CHECK(fault_line("custos-score 1\nclasses\n") == 2);
  CHECK(fault_line("custos-score 1\nclasses a\nbias 1\n") == 3);
  CHECK(fault_line("custos-score 1\nclasses a\nbias 1 x\n") == 3);
  CHECK(fault_line("custos-score 1\nclasses a\nbias 1 1\n甲乙丙丁\t3\n") == 4);
  CHECK(fault_line("custos-score 1\nclasses a\nbias 1 1\n甲\t3\n甲\t4\n") == 5);
  CHECK(fault_line("custos-score 1\nclasses a\nbias 1 1\n甲\t3\t1:4\n") == 4);
}

TEST_CASE("What was learned tells unseen sentences apart") {
  std::vector<Lesson> lessons;
  for (const char* who : {"小王", "小李", "老张", "店长"}) {
    lessons.push_back({std::string(who) + "把名单卖给我", Role::kRep, {"leak"}});
    lessons.push_back({std::string(who) + "收了红包", Role::kRep, {"gift"}});
    lessons.push_back({std::string(who) + "今天请假", Role::kRep, {}});
    lessons.push_back({std::string(who) + "把名单交回公司", Role::kRep, {}});
  }
  const auto model = Learn(lessons, {});
  REQUIRE(model.ok());
  const Score leak = model.value().Of(Scored("同事把名单卖给我"), Role::kRep);
  CHECK(leak.risk > 0);
  CHECK(model.value().classes()[leak.kind] == "leak");
  const Score gift = model.value().Of(Scored("同事收了红包"), Role::kRep);
  CHECK(gift.risk > 0);
  CHECK(model.value().classes()[gift.kind] == "gift");
  CHECK(model.value().Of(Scored("同事把名单交回公司"), Role::kRep).risk < 0);
  CHECK_FALSE(Learn({{"名单", Role::kRep, {"leak"}}}, {}).ok());
}

TEST_CASE("Lessons are read with their faults named") {
  LoadReport report;
  const PackFiles pack{{"pack.yaml",
                        "name: p\nversion: '1'\nengine: '1'\nlicense: x\ncategories: {leak: {zh: 漏, en: Leak}}\n"
                        "fold: [separators]\n"}};
  const auto lessons =
      ReadLessons(pack, {{"learn/a.tsv", "# note\nr\tleak\t名.单卖我\n\nc\t-\t你好\nx\t-\t坏\nr\t-\n"}}, &report);
  REQUIRE(lessons.size() == 2);
  CHECK(lessons[0].text == "名单卖我");
  CHECK(lessons[0].classes == std::vector<std::string>{"leak"});
  CHECK((lessons[1].classes.empty() && lessons[1].role == Role::kCustomer));
  REQUIRE(report.problems.size() == 2);
  CHECK(report.problems[0].place.line == 5);
  CHECK(report.problems[1].code == "score.lesson");
}

}  // namespace
}  // namespace custos::rules
