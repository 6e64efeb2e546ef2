// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <catch2/catch.hpp>
#include <thread>

#include "server/pipeline/testing/fake_archive.h"

namespace custos::server {
namespace {

using testing::FakeArchive;
using testing::TextMessage;

std::shared_ptr<const rules::RuleSet> OneRule(const std::string& word, const std::string& id) {
  rules::PackFiles files;
  files["pack.yaml"] = "name: test\nversion: 1.0.0\nengine: 1\ncategories:\n  abuse: {zh: 辱骂, en: Abuse}\n";
  files["rules/one.yaml"] = "title: {zh: 测试, en: Test}\nid: " + id +
                            "\nversion: 1.0.0\nstatus: stable\ncategory: abuse\nlevel: high\n"
                            "detection:\n  words: {text|contains: [" +
                            word +
                            "]}\n  condition: words\n"
                            "tests:\n  - {text: '" +
                            word + "', expect: hit}\n  - {text: '您好', expect: miss}\n";
  rules::LoadResult loaded = rules::RuleSet::Load(files);
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules != nullptr);
  return loaded.rules;
}

Intake Page(std::uint64_t first, std::uint64_t last, const std::string& text) {
  Intake page;
  page.source = "wecom:test";
  page.first_seq = first;
  page.last_seq = last;
  page.cursor = std::to_string(last);
  for (std::uint64_t seq = first; seq <= last; ++seq) page.messages.push_back(TextMessage(seq, text));
  return page;
}

constexpr char kFirstRule[] = "6d0c1d4e-0b53-4b1c-9b5a-000000000001";
constexpr char kSecondRule[] = "6d0c1d4e-0b53-4b1c-9b5a-000000000002";

}  // namespace

TEST_CASE("pages are committed in order with what the rules found") {
  FakeArchive archive;
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  REQUIRE(pipeline.Submit(Page(1, 2, "你好")));
  REQUIRE(pipeline.Submit(Page(3, 3, "你这个笨蛋")));
  pipeline.Stop();

  const auto commits = archive.commits();
  REQUIRE(commits.size() == 2);
  CHECK(commits[0].cursor == "2");
  CHECK(commits[0].messages[0].findings.empty());
  REQUIRE(commits[1].messages[0].findings.size() == 1);
  CHECK(commits[1].messages[0].findings[0].rule_id == kFirstRule);
  CHECK(commits[1].pack == rules.Current()->digest());
}

TEST_CASE("a pack swapped in judges the pages that follow") {
  FakeArchive archive;
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  REQUIRE(pipeline.Submit(Page(1, 1, "笨蛋加微信")));
  while (pipeline.stats().stored < 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  rules.Swap(OneRule("微信", kSecondRule));
  REQUIRE(pipeline.Submit(Page(2, 2, "笨蛋加微信")));
  pipeline.Stop();

  const auto commits = archive.commits();
  REQUIRE(commits.size() == 2);
  CHECK(commits[0].messages[0].findings[0].rule_id == kFirstRule);
  CHECK(commits[1].messages[0].findings[0].rule_id == kSecondRule);
  CHECK(commits[0].pack != commits[1].pack);
}

TEST_CASE("a stopped pipeline refuses pages") {
  FakeArchive archive;
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  pipeline.Stop();
  CHECK_FALSE(pipeline.Submit(Page(1, 1, "你好")));
}

TEST_CASE("pages given up during an outage are not overtaken by later ones") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest& request) -> Status {
    if (request.first_seq == 1) return Error{ErrorKind::kUnavailable, "db.away", ""};
    return {};
  };
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  REQUIRE(pipeline.Submit(Page(1, 1, "你好")));
  REQUIRE(pipeline.Submit(Page(2, 2, "你好")));
  while (pipeline.stats().commit_retries < 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  pipeline.Stop();
  CHECK(archive.commits().empty());
}

}  // namespace custos::server
