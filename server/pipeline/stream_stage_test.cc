// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/stream_stage.h"

#include <catch2/catch.hpp>

#include "server/pipeline/committer.h"
#include "server/pipeline/testing/fake_archive.h"

namespace custos::server {
namespace {

using testing::FakeArchive;
using testing::TextMessage;

constexpr char kPack[] = "name: test\nversion: '1'\nengine: 1\ncategories:\n  pay: {zh: 收款, en: Payment}\n";
constexpr char kRules[] = R"(title: {zh: 回扣, en: Kickback}
id: 00000000-0000-0000-0000-000000000001
category: pay
level: high
status: stable
actions: [escalate, warn]
notify: ops
tag_customer: watch
group: {by: [employee], window: 1h}
detection: {word: {text|contains: 回扣}}
tests: [{text: 回扣, expect: hit}, {text: 好, expect: miss}]
---
title: {zh: 删除, en: Deleting}
id: 00000000-0000-0000-0000-000000000002
name: deleting
category: pay
level: low
status: stable
actions: [signal]
detection: {word: {text|contains: 删除}}
tests: [{text: 删除, expect: hit}, {text: 好, expect: miss}]
---
title: {zh: 试行, en: On trial}
id: 00000000-0000-0000-0000-000000000003
category: pay
level: low
status: test
detection: {word: {text|contains: 试行}}
tests: [{text: 试行, expect: hit}, {text: 好, expect: miss}]
---
title: {zh: 多次删除, en: Many deleted}
id: 00000000-0000-0000-0000-000000000004
category: pay
level: high
status: stable
correlation: {type: event_count, rules: [deleting], group-by: [employee], timespan: 1h, condition: {gte: 2}}
tests:
  - {expect: hit, events: [{at: 0s, rule: deleting, repeat: 2}]}
  - {expect: miss, events: [{at: 0s, rule: deleting}]}
)";

Message Saying(std::uint64_t seq, const std::string& text) {
  Message message = TextMessage(seq, text);
  message.from = {PartyKind::kStaff, "zhang"};
  message.to = {{PartyKind::kExternal, "wm_1"}};
  message.conversation_key = "zhang|wm_1";
  message.sent_at = static_cast<TimeMs>(seq) * 1000;
  return message;
}

class Stage {
 public:
  Stage() : holder_(Load()), stage_(archive, holder_, facts_), committer_(archive, clock_, &stage_) {}

  void Commit(std::vector<Message> messages) {
    storage::CommitRequest page;
    page.source = "wecom:test";
    for (Message& message : messages) page.messages.push_back({std::move(message), {}});
    std::vector<Taken> taken(page.messages.size());
    REQUIRE(committer_.Commit(std::move(page), taken, {}));
  }
  static std::shared_ptr<const rules::RuleSet> Load() {
    auto loaded = rules::RuleSet::Load(rules::PackFiles{{"pack.yaml", kPack}, {"rules/r.yaml", kRules}});
    INFO(loaded.report.ToText());
    REQUIRE(loaded.rules);
    return loaded.rules;
  }
  /// Another pack, as far as anybody can tell.
  void Swap() { holder_.Swap(Load()); }
  std::vector<std::string> RulesFound() const {
    std::vector<std::string> found;
    for (const auto& commit : archive.commits()) {
      for (const auto& judged : commit.messages) {
        for (const auto& finding : judged.findings) found.push_back(judged.message.key + finding.rule_id.substr(35));
      }
    }
    return found;
  }

  FakeArchive archive;

 private:
  RuleHolder holder_;
  MessageFacts facts_;
  SystemClock clock_;
  StreamStage stage_;
  Committer committer_;
};

}  // namespace

TEST_CASE("pieces of a text are found across pages, and pages fetched again change nothing") {
  Stage stage;
  stage.Commit({Saying(1, "回")});
  stage.Commit({Saying(1, "回")});
  stage.Commit({Saying(1, "回"), Saying(2, "扣")});
  CHECK(stage.RulesFound() == std::vector<std::string>{"msg-21"});
}

TEST_CASE("a message that was parked is not in the judge's memory") {
  Stage stage;
  stage.archive.verdict = [](const storage::CommitRequest& request) -> Status {
    for (const auto& judged : request.messages) {
      if (judged.message.seq == 2) return Error{ErrorKind::kInvalid, "bad_text", ""};
    }
    return {};
  };
  stage.Commit({Saying(1, "删除"), Saying(2, "删除"), Saying(3, "好")});
  CHECK(stage.RulesFound().empty());
  stage.Commit({Saying(4, "删除")});
  CHECK(stage.RulesFound() == std::vector<std::string>{"msg-44"});
}

TEST_CASE("a commit that is tried again judges the same") {
  Stage stage;
  int failures = 1;
  stage.archive.after_judging = [&]() -> Status {
    if (failures-- > 0) return Error{ErrorKind::kUnavailable, "db.away", ""};
    return {};
  };
  stage.Commit({Saying(1, "删除"), Saying(2, "删除")});
  CHECK(stage.RulesFound() == std::vector<std::string>{"msg-24"});
}

TEST_CASE("a new pack goes on from what the archive remembers") {
  Stage stage;
  stage.Commit({Saying(1, "删除")});
  const auto commits = stage.archive.commits();
  REQUIRE(commits.back().signals.size() == 1);
  stage.archive.past = {
      .messages = {Saying(1, "删除")}, .signals = commits.back().signals, .newest = {{"wecom:test", 1000}}};
  stage.Swap();
  stage.Commit({Saying(2, "删除")});
  CHECK(stage.RulesFound() == std::vector<std::string>{"msg-24"});
}

TEST_CASE("what a rule wants done goes with its findings, and rules on trial are only counted") {
  Stage stage;
  stage.Commit({Saying(1, "回扣试行")});
  const auto commit = stage.archive.commits().back();
  REQUIRE(commit.messages[0].findings.size() == 1);
  const auto treatment = commit.messages[0].treatments.at("00000000-0000-0000-0000-000000000001");
  CHECK(treatment.actions == (storage::kActionEscalate | storage::kActionWarn));
  CHECK(treatment.group_key == "00000000-0000-0000-0000-000000000001|employee=wecom:test/zhang");
  CHECK(treatment.group_window_ms == 3'600'000);
  CHECK(treatment.notify == std::vector<std::string>{"ops"});
  CHECK(treatment.tag_customer == "watch");
  CHECK(commit.shadow_hits.at("00000000-0000-0000-0000-000000000003") == 1);
}

}  // namespace custos::server
