// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/pipeline.h"

#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "connectors/delivery.h"
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

TEST_CASE("small intakes that waited together share a commit, and each learns what became of its own") {
  FakeArchive archive;
  std::promise<void> go;
  std::shared_future<void> gone = go.get_future().share();
  archive.verdict = [&](const storage::CommitRequest&) {
    gone.wait();
    return Status();
  };
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  REQUIRE(pipeline.Submit(Page(1, 1, "你好")));  // holds the committer while the others come
  while (pipeline.stats().queued_pages != 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::vector<std::future<Result<IntakeReceipt>>> told;
  const auto deliver = [&](std::vector<std::uint64_t> seqs) {
    Intake intake;
    intake.source = "phone:test";
    for (const std::uint64_t seq : seqs) intake.messages.push_back(TextMessage(seq, "你好"));
    told.push_back(std::async(std::launch::async, [&pipeline, intake = std::move(intake)]() mutable {
      return Deliver(pipeline, std::move(intake));
    }));
    // One after the other, so that the order of the receipts is known.
    while (pipeline.stats().queued_messages != (told.size() == 1 ? 2 : 3)) std::this_thread::yield();
  };
  deliver({10, 11});
  deliver({11});
  go.set_value();
  const Result<IntakeReceipt> first = told[0].get();
  const Result<IntakeReceipt> second = told[1].get();
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  CHECK(first->messages == std::vector{Taken::kStored, Taken::kStored});
  CHECK(second->messages == std::vector{Taken::kDuplicate});
  CHECK(archive.commits().size() == 2);
}

TEST_CASE("a message that the archive cannot take is told as parked, its neighbours as stored") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest& request) -> Status {
    for (const storage::JudgedMessage& judged : request.messages) {
      if (judged.message.text == "坏") return Error{ErrorKind::kInvalid, "db.refused", ""};
    }
    return {};
  };
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {});
  Intake intake;
  intake.source = "phone:test";
  for (const std::uint64_t seq : {1, 2, 3}) intake.messages.push_back(TextMessage(seq, seq == 2 ? "坏" : "好"));
  const Result<IntakeReceipt> receipt = Deliver(pipeline, std::move(intake));
  REQUIRE(receipt.ok());
  CHECK(receipt->messages == std::vector{Taken::kStored, Taken::kParked, Taken::kStored});
}

TEST_CASE("what is pushed into a full pipeline is refused, and what was given up is said to be") {
  FakeArchive archive;
  archive.verdict = [](const storage::CommitRequest&) -> Status {
    return Error{ErrorKind::kUnavailable, "db.away", ""};
  };
  const SystemClock clock;
  RuleHolder rules(OneRule("笨蛋", kFirstRule));
  Pipeline pipeline(archive, rules, clock, {.queue_pages = 1});
  std::vector<Intake> intakes(2);
  for (Intake& intake : intakes) {
    intake.source = "phone:test";
    for (std::uint64_t seq = 0; seq < 1'000; ++seq) intake.messages.push_back(TextMessage(seq));
  }
  auto first = std::async(std::launch::async, [&] { return Deliver(pipeline, intakes[0]); });
  while (pipeline.stats().commit_retries == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  REQUIRE(pipeline.Submit(intakes[1]));
  const Result<IntakeReceipt> refused =
      Deliver(pipeline, intakes[1], {.full = std::chrono::milliseconds(1), .commit = std::chrono::seconds(1)});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "intake.full");
  pipeline.Stop();
  const Result<IntakeReceipt> given_up = first.get();
  REQUIRE_FALSE(given_up.ok());
  CHECK(given_up.error().code == "intake.stopping");
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
