// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

const PackActor kAuthor{1, "甲"};
const PackActor kSecond{2, "乙"};

NewPack Draft(const std::string& text) {
  return {.state = PackState::kDraft,
          .origin = PackOrigin::kStudio,
          .files = {{"pack.yaml", text}, {"rules/a.yaml", "规则"}},
          .facts = {.digest = {}, .name = "p", .version = "1", .rules = 1},
          .note = "first",
          .by = kAuthor,
          .at = 10};
}

PackMove MoveTo(PackState from, PackState to, const std::string& action, const PackActor& by) {
  return {.from = from, .to = to, .action = action, .note = "", .by = by, .at = 20};
}

}  // namespace

TEST_CASE("A draft is kept with its files, and its author cannot be taken for another") {
  test::Fixture f;
  PackStore& packs = f.storage().packs();
  const auto made = packs.Create(Draft("a: 1"));
  REQUIRE(made.ok());
  CHECK(made->state == PackState::kDraft);
  CHECK(made->revision == 1);
  CHECK(made->authors == std::vector<std::uint64_t>{1});
  CHECK_FALSE(made->facts.digest);
  CHECK(packs.Files(made->id)->at("rules/a.yaml") == "规则");
  CHECK(packs.FindContent(made->content)->value().id == made->id);
  CHECK(packs.Get(made->id + 1).error().code == "pack.not_found");
}

TEST_CASE("Saving needs the newest revision, adds the author and keeps only files that are in use") {
  test::Fixture f;
  PackStore& packs = f.storage().packs();
  const auto made = *packs.Create(Draft("a: 1"));
  const auto saved = packs.Save(made.id, 1, {{"pack.yaml", "a: 2"}}, {.digest = Digest{7}}, kSecond, 15);
  REQUIRE(saved.ok());
  CHECK(saved->revision == 2);
  CHECK(saved->authors == std::vector<std::uint64_t>{1, 2});
  CHECK(saved->facts.digest == Digest{7});
  CHECK(packs.Save(made.id, 1, {{"pack.yaml", "a: 3"}}, {}, kAuthor, 16).error().code == "pack.changed");
  CHECK(packs.Files(made.id)->at("pack.yaml") == "a: 2");
  CHECK(f.Count("pack_content") == 1);
}

TEST_CASE("One version is in force: publishing another retires it, in the history of both") {
  test::Fixture f;
  PackStore& packs = f.storage().packs();
  NewPack shipped = Draft("a: 1");
  shipped.state = PackState::kActive;
  shipped.origin = PackOrigin::kShipped;
  shipped.by = {};
  const auto first = *packs.Create(shipped);
  CHECK(first.published_at == 10);
  CHECK(first.authors.empty());
  const auto draft = *packs.Create(Draft("a: 2"));
  const auto review = packs.Move(draft.id, 1, MoveTo(PackState::kDraft, PackState::kReview, "submit", kAuthor));
  REQUIRE(review.ok());
  CHECK(review->submitted_by.name == "甲");
  const auto active = packs.Move(draft.id, 2, MoveTo(PackState::kReview, PackState::kActive, "publish", kSecond));
  REQUIRE(active.ok());
  CHECK(active->published_by.id == 2);
  CHECK(packs.Newest(PackState::kActive)->value().id == draft.id);
  CHECK(packs.Get(first.id)->state == PackState::kRetired);
  const auto history = *packs.History(first.id);
  CHECK(history.back().action == "retire");
  CHECK(history.back().by.id == 2);
  CHECK(packs.List({PackState::kActive}, "", 10)->items.size() == 1);
  const auto back = packs.Move(first.id, packs.Get(first.id)->revision,
                               MoveTo(PackState::kRetired, PackState::kActive, "roll_back", kSecond));
  REQUIRE(back.ok());
  CHECK(packs.Newest(PackState::kActive)->value().id == first.id);
}

TEST_CASE("A move from a state that is gone, and a second version in shadow, are refused") {
  test::Fixture f;
  PackStore& packs = f.storage().packs();
  const auto one = *packs.Create(Draft("a: 1"));
  const auto two = *packs.Create(Draft("a: 2"));
  CHECK(packs.Move(one.id, 1, MoveTo(PackState::kReview, PackState::kActive, "publish", kSecond)).error().code ==
        "pack.state");
  for (const auto& draft : {one, two}) {
    REQUIRE(packs.Move(draft.id, 1, MoveTo(PackState::kDraft, PackState::kReview, "submit", kAuthor)).ok());
  }
  CHECK(packs.Move(one.id, 2, MoveTo(PackState::kReview, PackState::kShadow, "shadow", kSecond)).ok());
  CHECK(packs.Move(two.id, 2, MoveTo(PackState::kReview, PackState::kShadow, "shadow", kSecond)).error().code ==
        "pack.state");
  CHECK(packs.Get(two.id)->state == PackState::kReview);
  CHECK(packs.Delete(one.id).error().code == "pack.state");
  const auto three = *packs.Create(Draft("a: 3"));
  REQUIRE(packs.Delete(three.id).ok());
  CHECK(packs.Get(three.id).error().kind == ErrorKind::kNotFound);
  CHECK(f.Count("pack_content") == 2);
}

TEST_CASE("The past is read from the evidence, by the time messages were sent") {
  test::Fixture f;
  for (std::uint64_t page = 0; page < 5; ++page) {
    std::vector<Message> messages;
    for (std::uint64_t i = 1; i <= 10; ++i)
      messages.push_back(test::ChatMessage(page * 10 + i, "第" + std::to_string(i)));
    f.CommitMessages(std::move(messages));
  }
  History& history = f.storage().history();
  const TimeMs base = 1'759'000'000'000;
  const TimeMs from = base + 15'000;
  const TimeMs until = base + 35'000;
  const auto range = *history.Find(from, until);
  std::vector<std::uint64_t> seqs;
  for (std::uint64_t at = range.first; at < range.end;) {
    const auto parts = *history.Read(at, 1);
    REQUIRE_FALSE(parts.empty());
    for (const auto& part : parts) {
      const auto messages = *history.Decode(part, from, until);
      for (const auto& past : messages) {
        CHECK(past.id >= range.first);
        CHECK(past.id < range.end);
        seqs.push_back(past.message.seq);
      }
      at = part.end;
    }
  }
  REQUIRE(seqs.size() == 20);
  CHECK(seqs.front() == 15);
  CHECK(seqs.back() == 34);
  CHECK(history.Find(1, 2)->end == 0);
  const auto place = *history.Locate(test::kSource, "msg-15");
  REQUIRE(place);
  CHECK(place->sent_at == from);
  CHECK_FALSE(history.Locate(test::kSource, "msg-999")->has_value());
}

TEST_CASE("Judgements of one pack are shown as one range with a commitment to each") {
  test::Fixture f;
  const auto page = [&](std::uint64_t seq, const Digest& pack) {
    CommitRequest request = test::PageOf({test::ChatMessage(seq, "文")});
    request.messages[0].findings = {test::FindingOf("abuse")};
    request.pack = pack;
    f.Commit(request);
  };
  page(1, Digest{1});
  page(2, Digest{1});
  page(3, Digest{2});
  const auto ranges = f.storage().history().Judgements(0, 10);
  REQUIRE(ranges.ok());
  REQUIRE(ranges->items.size() == 2);
  CHECK(ranges->items[0].pack == Digest{2});
  CHECK(ranges->items[0].judgements == 1);
  CHECK(ranges->items[1].judgements == 2);
  CHECK(ranges->items[1].alerts == 2);
  CHECK(ranges->next_before == 0);
  CHECK(ranges->items[1].end <= ranges->items[0].first);
  CHECK(ranges->items[0].results != ranges->items[1].results);
  const auto first = *f.storage().history().Judgements(0, 1);
  REQUIRE(first.items.size() == 1);
  const auto second = *f.storage().history().Judgements(first.next_before, 1);
  REQUIRE(second.items.size() == 1);
  CHECK(second.items[0].results == ranges->items[1].results);
}

TEST_CASE("Hits and false alarms are counted by rule") {
  test::Fixture f;
  CommitRequest request = test::PageOf({test::ChatMessage(1, "一"), test::ChatMessage(2, "二")});
  for (auto& judged : request.messages) judged.findings = {test::FindingOf("abuse")};
  f.Commit(request);
  const auto alerts = *f.storage().alerts().List(Scope::All(), {});
  REQUIRE(alerts.items.size() == 2);
  REQUIRE(f.storage()
              .alerts()
              .Decide(Scope::All(), alerts.items[0].alert_id, 1, AlertState::kFalsePositive, 0, "", false)
              .ok());
  const auto hits = *f.storage().history().Hits(0, 0);
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].hits == 2);
  CHECK(hits[0].decided == 1);
  CHECK(hits[0].false_positives == 1);
  CHECK(f.storage().history().AlertsOfRule(hits[0].rule_id, 10)->size() == 2);
  CHECK(f.storage().history().AlertsOfRule("none", 10)->empty());
}

TEST_CASE("A back-test keeps its result and samples, which a scope hides") {
  test::Fixture f;
  f.CommitMessages({test::ChatMessage(1, "货款转我")});
  const auto range = *f.storage().history().Find(0, 9'000'000'000'000);
  BacktestStore& store = f.storage().backtests();
  const auto made = *store.Create({.pack = "{}", .compare = "{}", .until = 5, .by = kAuthor, .started_at = 3});
  CHECK_FALSE(*store.Beat(made.id, {.done = 1, .total = 2, .messages = 1}, 4));
  REQUIRE(store.Cancel(made.id).ok());
  CHECK(*store.Beat(made.id, {}, 4));
  const BacktestSample sample{.gained = true,
                              .message_id = range.first,
                              .category = "abuse",
                              .severity = Severity::kHigh,
                              .findings = {test::FindingOf("abuse")}};
  REQUIRE(store.Finish(made.id, JobState::kDone, "", R"({"messages":1})", {sample}, 6).ok());
  CHECK(store.Get(made.id)->state == JobState::kDone);
  CHECK(store.Get(made.id)->result == R"({"messages":1})");
  CHECK(store.List(0, "", 10)->items.size() == 1);
  CHECK(store.List(99, "", 10)->items.empty());
  const auto seen = *store.Samples(Scope::All(), made.id, {.gained = true});
  REQUIRE(seen.items.size() == 1);
  CHECK(seen.items[0].message.text == "货款转我");
  CHECK(seen.items[0].alert_id == 0);
  CHECK(store.Samples(Scope::All(), made.id, {.gained = true, .rule_id = "other"})->items.empty());
  CHECK(store.Samples({}, made.id, {.gained = true})->items.empty());
  CHECK(store.Get(made.id + 1).error().code == "backtest.not_found");
}

TEST_CASE("A token works until it expires, is deleted or its account is disabled") {
  test::Fixture f;
  User user;
  user.login = "rep";
  user.password_hash = "hash";
  user = *f.storage().users().CreateUser(user);
  TokenStore& tokens = f.storage().tokens();
  const auto made = tokens.CreateToken({.token_hash = "h",
                                        .user_id = user.id,
                                        .name = "side-bar",
                                        .scopes = {"check"},
                                        .prefix = "custos_Ab",
                                        .created_at = 1,
                                        .expires_at = 1000});
  REQUIRE(made.ok());
  CHECK(made->user_login == "rep");
  const auto found = *tokens.FindToken("h", 999);
  REQUIRE(found);
  CHECK(found->first.scopes == std::vector<std::string>{"check"});
  CHECK(found->second.id == user.id);
  CHECK_FALSE(tokens.FindToken("h", 1000)->has_value());
  user.disabled = true;
  REQUIRE(f.storage().users().UpdateUser(user).ok());
  CHECK_FALSE(tokens.FindToken("h", 1)->has_value());
  CHECK(tokens.DeleteToken(made->id, user.id + 1).error().code == "token.not_found");
  CHECK(tokens.DeleteToken(made->id, user.id).ok());
  CHECK(tokens.ListTokens(0)->empty());
  REQUIRE(tokens.CountChecks(86'400'000, 5, 0, 1).ok());
  REQUIRE(tokens.CountChecks(86'400'001, 5, 2, 0).ok());
  CHECK(f.Count("check_count") == 3);
  CHECK(f.Sql("SELECT count FROM check_count WHERE verdict = 0 AND day = '1970-01-02'").Int(0, 0) == 10);
}

}  // namespace custos::storage
