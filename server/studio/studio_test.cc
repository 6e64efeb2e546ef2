// SPDX-License-Identifier: Apache-2.0
// The life of a rule pack, and what people ask of it.
#include <catch2/catch.hpp>

#include "server/studio/check_service.h"
#include "server/studio/exception.h"
#include "server/studio/pack_diff.h"
#include "server/studio/pack_service.h"
#include "server/studio/rule_documents.h"
#include "tests/support/fakes/fake_studio.h"
#include "tests/support/fakes/fakes.h"

namespace custos::testing {
namespace {

using server::studio::PackService;
using server::studio::PackSource;
using storage::PackState;

const storage::PackActor kAuthor{1, "甲"};
const storage::PackActor kSecond{2, "乙"};

struct Studio {
  ManualClock clock;
  FakePackStore store;
  FakeSwitch in_force;
  PackService packs{store, in_force, clock};

  void Start(const storage::PackFiles& files = SmallPack(), PackSource source = PackSource::kShipped) {
    const auto started = packs.Start(files, source);
    INFO(started.error().message);
    REQUIRE(started.ok());
  }
  storage::PackVersion Drafted(const std::string& extra) {
    const auto made = packs.Draft(kAuthor, 0, {{"rules/payment.yaml", SmallPack(extra).at("rules/payment.yaml")}}, "");
    REQUIRE(made.ok());
    return *made;
  }
  storage::PackVersion Moved(const storage::PackVersion& version, PackState to, const storage::PackActor& by) {
    const auto moved = packs.Move(by, version.id, version.revision, to, "");
    INFO((moved ? "" : moved.error().code));
    REQUIRE(moved.ok());
    return *moved;
  }
};

std::string Code(const Result<storage::PackVersion>& result) { return result ? "" : result.error().code; }

Message RepText(const std::string& text) {
  Message message;
  message.text = text;
  message.role = Role::kRep;
  message.type = "text";
  return message;
}

TEST_CASE("the shipped pack is in force at the first start and stays one version") {
  Studio studio;
  studio.Start();
  CHECK(studio.packs.version_in_force() == 1);
  CHECK(studio.in_force.InForce()->name() == "small");
  studio.Start();
  CHECK(studio.store.List({}, "", 10)->items.size() == 1);
  CHECK(studio.packs.Places().at(kSmallRule).file == "rules/payment.yaml");
}

TEST_CASE("a newer shipped pack is offered, and in force at once only in the demo") {
  Studio studio;
  studio.Start();
  studio.Start(SmallPack("卡号"));
  CHECK(studio.packs.version_in_force() == 1);
  CHECK(studio.store.Get(2)->state == PackState::kReview);
  CHECK(studio.store.Get(2)->origin == storage::PackOrigin::kShipped);
  studio.Start(SmallPack("银行卡"), PackSource::kDemo);
  CHECK(studio.packs.version_in_force() == 3);
  studio.Moved(*studio.store.Get(1), PackState::kActive, kAuthor);
  studio.Start(SmallPack("银行卡"), PackSource::kDemo);
  CHECK(studio.packs.version_in_force() == 1);
}

TEST_CASE("one person alone publishes what the program brought") {
  Studio studio;
  studio.Start();
  studio.Start(SmallPack("卡号"));
  studio.Moved(*studio.store.Get(2), PackState::kActive, kAuthor);
  CHECK(studio.packs.version_in_force() == 2);
}

TEST_CASE("nobody publishes what he created, edited or submitted") {
  Studio studio;
  studio.Start();
  const auto draft = studio.Drafted("卡号");
  const auto saved = studio.packs.Save(kSecond, draft.id, draft.revision, {});
  REQUIRE(saved.ok());
  const auto review = studio.Moved(*saved, PackState::kReview, {3, "丙"});
  for (const std::uint64_t user : {1, 2, 3}) {
    CHECK(Code(studio.packs.Move({user, ""}, review.id, review.revision, PackState::kActive, "")) == "pack.four_eyes");
    CHECK(Code(studio.packs.Move({user, ""}, review.id, review.revision, PackState::kShadow, "")) == "pack.four_eyes");
    const auto moves = studio.packs.MovesOf(review, user);
    CHECK(std::find(moves.begin(), moves.end(), PackState::kActive) == moves.end());
  }
  CHECK(studio.in_force.swaps == 1);
  studio.Moved(review, PackState::kActive, {4, "丁"});
  CHECK(studio.packs.version_in_force() == review.id);
  CHECK(studio.in_force.swaps == 2);
}

TEST_CASE("a pack that does not load is saved with its faults and goes no further") {
  Studio studio;
  studio.Start();
  const auto draft = studio.packs.Draft(kAuthor, 0, {{"rules/payment.yaml", "title: [\n"}}, "");
  REQUIRE(draft.ok());
  CHECK_FALSE(draft->facts.digest);
  const auto checked = studio.packs.Validate(*studio.store.Files(draft->id));
  REQUIRE_FALSE(checked->report.problems.empty());
  CHECK(checked->report.problems[0].place.file == "rules/payment.yaml");
  CHECK(checked->report.problems[0].place.line > 0);
  CHECK(Code(studio.packs.Move(kAuthor, draft->id, 1, PackState::kReview, "")) == "pack.invalid");
  CHECK(studio.in_force.swaps == 1);
}

TEST_CASE("moves that lead nowhere are refused") {
  Studio studio;
  studio.Start();
  const auto draft = studio.Drafted("卡号");
  for (const auto to : {PackState::kActive, PackState::kShadow, PackState::kRetired, PackState::kDraft}) {
    CHECK(Code(studio.packs.Move(kSecond, draft.id, draft.revision, to, "")) == "pack.state");
  }
  CHECK(Code(studio.packs.Move(kSecond, draft.id, 99, PackState::kReview, "")) == "pack.changed");
  CHECK(Code(studio.packs.Move(kSecond, 99, 1, PackState::kReview, "")) == "pack.not_found");
  const auto review = studio.Moved(draft, PackState::kReview, kAuthor);
  const auto retired = studio.Moved(review, PackState::kRetired, kAuthor);
  CHECK(Code(studio.packs.Move(kSecond, retired.id, retired.revision, PackState::kActive, "")) == "pack.state");
}

TEST_CASE("a version that was in force is taken back by one person") {
  Studio studio;
  studio.Start();
  const auto review = studio.Moved(studio.Drafted("卡号"), PackState::kReview, kAuthor);
  studio.Moved(review, PackState::kActive, kSecond);
  studio.Moved(*studio.store.Get(1), PackState::kActive, kAuthor);
  CHECK(studio.packs.version_in_force() == 1);
  CHECK(studio.store.History(1)->back().action == "roll_back");
  CHECK(studio.store.Get(review.id)->state == PackState::kRetired);
}

TEST_CASE("what another process published is put in force here") {
  Studio studio;
  studio.Start();
  FakeSwitch elsewhere;
  PackService other(studio.store, elsewhere, studio.clock);
  REQUIRE(other.Start(SmallPack(), PackSource::kShipped).ok());
  const auto review = studio.Moved(studio.Drafted("卡号"), PackState::kReview, kAuthor);
  studio.Moved(review, PackState::kActive, kSecond);
  CHECK(other.version_in_force() == 1);
  REQUIRE(other.Refresh().ok());
  CHECK(other.version_in_force() == review.id);
  CHECK(elsewhere.InForce()->digest() == studio.in_force.InForce()->digest());
  REQUIRE(other.Refresh().ok());
  CHECK(elsewhere.swaps == 2);
}

TEST_CASE("a directory in the settings rules alone") {
  Studio studio;
  studio.Start(SmallPack(), PackSource::kDirectory);
  CHECK(studio.packs.by_directory());
  const auto review = studio.Moved(studio.Drafted("卡号"), PackState::kReview, kAuthor);
  CHECK(Code(studio.packs.Move(kSecond, review.id, review.revision, PackState::kActive, "")) == "pack.by_directory");
  CHECK(studio.packs.MovesOf(review, 2) == std::vector{PackState::kDraft, PackState::kRetired});
  auto broken = SmallPack();
  broken["pack.yaml"] = "name: [";
  CHECK(studio.packs.Start(broken, PackSource::kDirectory).error().code == "rules.pack_invalid");
  CHECK(studio.packs.version_in_force() == 1);
  studio.Start(SmallPack("卡号"), PackSource::kDirectory);
  CHECK(studio.in_force.InForce()->Judge(RepText("发我卡号")).size() == 1);
}

TEST_CASE("a stored pack that this program cannot load makes room for the shipped one") {
  Studio studio;
  auto broken = SmallPack();
  broken["pack.yaml"] = "name: [";
  storage::NewPack stored;
  stored.state = PackState::kActive;
  stored.files = broken;
  REQUIRE(studio.store.Create(stored).ok());
  studio.Start();
  CHECK(studio.packs.version_in_force() == 2);
  CHECK(studio.in_force.InForce() != nullptr);
}

TEST_CASE("files of a pack stay within its folders and limits") {
  Studio studio;
  studio.Start();
  for (const char* path : {"../pack.yaml", "rules/../x.yaml", "/etc/passwd", "rules/a.txt", "rules/.yaml", "a/b.yaml",
                           ".hidden.yaml", "rules/sub/x.yaml", ""}) {
    INFO(path);
    CHECK(studio.packs.Overlay(1, {{path, "x: 1"}}).error().code == "pack.file");
  }
  CHECK(studio.packs.Overlay(1, {{"rules/big.yaml", std::string((1 << 20) + 1, 'x')}}).error().code == "pack.file");
  CHECK(studio.packs.Overlay(1, {{"local/rules/own.yaml", "x: 1"}}).ok());
  CHECK_FALSE(studio.packs.Overlay(1, {{"words.yaml", std::nullopt}})->contains("words.yaml"));
}

TEST_CASE("a difference names the lines and the rules") {
  const auto base = SmallPack();
  auto files = SmallPack("卡号");
  files["rules/new.yaml"] = "title: x\nid: 00000000-0000-4000-8000-00000000000a\n";
  files.erase("words.yaml");
  const auto diff = server::studio::Diff(base, files);
  REQUIRE(diff.files.size() == 3);
  CHECK(diff.files[0].path == "rules/new.yaml");
  CHECK(diff.files[0].added == 2);
  CHECK(diff.files[1].path == "rules/payment.yaml");
  CHECK(diff.files[1].added == 1);
  CHECK(diff.files[1].removed == 1);
  REQUIRE(diff.files[1].hunks.size() == 1);
  CHECK(diff.files[1].hunks[0].size() == 8);
  CHECK(diff.files[2].removed == 1);
  REQUIRE(diff.rules.size() == 2);
  CHECK(diff.rules[0].change == server::studio::Change::kAdded);
  CHECK(diff.rules[1].rule_id == kSmallRule);
  CHECK(server::studio::Diff(base, base).files.empty());
}

TEST_CASE("lines that moved are removed here and added there, the rest stays") {
  using server::studio::DiffLine;
  const auto lines = server::studio::DiffLines("a\nb\nc\nd\n", "b\nc\nx\nd\na\n");
  std::string before;
  std::string after;
  std::size_t same = 0;
  for (const auto& line : lines) {
    if (line.op != DiffLine::Op::kAdd) before += line.text;
    if (line.op != DiffLine::Op::kRemove) after += line.text;
    if (line.op == DiffLine::Op::kSame) ++same;
  }
  CHECK(before == "abcd");
  CHECK(after == "bcxda");
  CHECK(same == 3);
  CHECK(server::studio::DiffLines("", "").empty());
}

TEST_CASE("an allow phrase is put into a rule whatever way it is written") {
  const std::string head = "title: a\nid: r-1\ndetection:\n  x: {text|contains: [y]}\n  condition: x\n";
  const std::string tail = "tests:\n  - {text: y, expect: hit}\n---\ntitle: b\nid: r-2\nallow: keep\n";
  const auto add = [&](const std::string& allow) {
    return server::studio::AddAllowPhrases(head + allow + tail, "r-1", {"它's", "请勿"});
  };
  CHECK(*add("") == head + "allow:\n  text|contains: ['它''s', '请勿']\n" + tail);
  CHECK(*add("allow: {text|re: 'z'}\n") == head + "allow: {text|contains: ['它''s', '请勿'], text|re: 'z'}\n" + tail);
  CHECK(*add("allow: {text|contains: [z]}\n") == head + "allow: {text|contains: ['它''s', '请勿', z]}\n" + tail);
  CHECK(*add("allow:\n  text|pattern: ['z']\n") ==
        head + "allow:\n  text|contains: ['它''s', '请勿']\n  text|pattern: ['z']\n" + tail);
  CHECK(*add("allow:   # why\n  text|contains: [z]\n") ==
        head + "allow:   # why\n  text|contains: ['它''s', '请勿', z]\n" + tail);
  CHECK(*add("allow:\n  text|contains:\n    - z\n") ==
        head + "allow:\n  text|contains:\n    - '它''s'\n    - '请勿'\n    - z\n" + tail);
  CHECK_FALSE(add("allow: &anchor\n"));
  CHECK_FALSE(server::studio::AddAllowPhrases(head + tail, "r-3", {"x"}));
  CHECK_FALSE(server::studio::AddAllowPhrases(head + tail, "r-1", {}));
}

TEST_CASE("an exception silences its alert and shows what else it would have silenced") {
  Studio studio;
  studio.Start();
  FakeAlertStore alerts;
  FakeHistory history;
  history.alerts_of_rule = {FakeAlertStore::kAlert, 999};
  server::studio::ExceptionService exceptions(studio.packs, studio.in_force, alerts, history, rules::FactsOf);
  const auto proposal = exceptions.Propose(storage::Scope::All(), FakeAlertStore::kAlert, "", {});
  REQUIRE(proposal.ok());
  CHECK(proposal->rule_id == kSmallRule);
  REQUIRE_FALSE(proposal->suggestions.empty());
  CHECK(proposal->suggestions.back() == "微信转我");
  CHECK(proposal->checked->valid());
  CHECK(proposal->silences_alert);
  CHECK(proposal->examined == 1);
  CHECK(proposal->silenced.size() == 1);
  CHECK(proposal->rule_text.find(proposal->phrases[0]) != std::string::npos);
  const auto useless = exceptions.Propose(storage::Scope::All(), FakeAlertStore::kAlert, kSmallRule, {"天气不错"});
  CHECK_FALSE(useless->silences_alert);
  CHECK(useless->silenced.empty());
  CHECK(exceptions.Propose({}, FakeAlertStore::kAlert, "", {}).error().kind == ErrorKind::kNotFound);
  CHECK(exceptions.Propose(storage::Scope::All(), FakeAlertStore::kAlert, "other", {}).error().code ==
        "pack.exception_unplaced");
}

TEST_CASE("suggested phrases hold the match and whole characters") {
  const std::string text = "您好，请把尾款微信转我一下吧，谢谢";
  const auto at = static_cast<std::uint32_t>(text.find("微信转我"));
  const auto phrases = server::studio::SuggestPhrases(text, {{at, at + 12}});
  CHECK(phrases == std::vector<std::string>{"请把尾款微信转我一下吧", "请把尾款微信转我一下吧，", "微信转我"});
}

TEST_CASE("a check says what a rep may know: category, policy and his own words") {
  Studio studio;
  studio.Start();
  server::studio::CheckService check(studio.in_force);
  const auto message = RepText("尾款您微信转我吧");
  const auto result = check.Check(message, rules::FactsOf(message));
  CHECK(result.verdict == server::studio::CheckVerdict::kWarn);
  REQUIRE(result.reasons.size() == 1);
  CHECK(result.reasons[0].category == "private_payment");
  CHECK(result.reasons[0].policy.zh == "货款只能进公司账户");
  REQUIRE(result.reasons[0].spans.size() == 1);
  CHECK(message.text.substr(result.reasons[0].spans[0].begin, 12) == "微信转我");
  CHECK(check.Check(RepText("您好"), {}).verdict == server::studio::CheckVerdict::kAllow);
  const auto counts = check.TakeCounts();
  CHECK(counts == server::studio::CheckCounts{1, 1, 0});
  CHECK(check.TakeCounts() == server::studio::CheckCounts{0, 0, 0});
}

TEST_CASE("actions decide before severity does") {
  using rules::RuleAction;
  using server::studio::CheckVerdict;
  rules::RuleInfo rule;
  const auto verdict = [&](std::vector<RuleAction> actions, Severity severity, const std::string& status) {
    rule.actions = std::move(actions);
    rule.severity = severity;
    rule.status = status;
    return server::studio::VerdictOf(rule);
  };
  CHECK(verdict({RuleAction::kBlock, RuleAction::kAlert}, Severity::kLow, "stable") == CheckVerdict::kBlock);
  CHECK(verdict({RuleAction::kWarn}, Severity::kLow, "stable") == CheckVerdict::kWarn);
  CHECK(verdict({RuleAction::kAlert}, Severity::kHigh, "stable") == CheckVerdict::kWarn);
  CHECK(verdict({RuleAction::kAlert}, Severity::kMedium, "stable") == CheckVerdict::kAllow);
  CHECK(verdict({RuleAction::kSignal}, Severity::kCritical, "stable") == CheckVerdict::kAllow);
  CHECK(verdict({RuleAction::kBlock}, Severity::kCritical, "test") == CheckVerdict::kAllow);
}

}  // namespace
}  // namespace custos::testing
