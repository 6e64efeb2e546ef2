// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <fstream>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

using test::ChatMessage;
using test::Fixture;
using test::kSource;
using test::PageOf;

Message Recall(std::uint64_t seq, std::uint64_t original) {
  Message recall = ChatMessage(seq, "");
  recall.action = "recall";
  recall.type = "revoke";
  recall.recalls = "msg-" + std::to_string(original);
  return recall;
}

ParkedMessage Parked(std::uint64_t seq) {
  return {.source = kSource,
          .seq = seq,
          .key = "msg-" + std::to_string(seq),
          .reason = "test.key_unknown",
          .key_version = 7,
          .envelope = "ciphertext " + std::to_string(seq)};
}

}  // namespace

TEST_CASE("A page that is committed again changes nothing") {
  Fixture f;
  CommitRequest page = PageOf({ChatMessage(1, "你好"), ChatMessage(2, "加我微信")});
  page.messages[1].findings = {test::FindingOf("divert_contact")};
  const CommitResult first = f.Commit(page);
  CHECK(first.stored == 2);
  CHECK(first.alerts == 1);
  const CommitResult again = f.Commit(page);
  CHECK(again.stored == 0);
  CHECK(again.duplicates == 2);
  CHECK(again.alerts == 0);
  CHECK(again.tree_size == first.tree_size);
  CHECK(f.Count("message") == 2);
  CHECK(f.Count("alert") == 1);
  CHECK(f.Count("raw_page") == 1);
  CHECK(f.Sql("SELECT messages FROM conversation").Int(0, 0) == 2);
}

TEST_CASE("A message that comes twice in one page is stored once") {
  Fixture f;
  const CommitResult result = f.CommitMessages({ChatMessage(1, "a"), ChatMessage(1, "a")});
  CHECK(result.stored == 1);
  CHECK(result.duplicates == 1);
}

TEST_CASE("What another program stored meanwhile is known") {
  Fixture f;
  REQUIRE(f.CommitMessages({ChatMessage(1, "text")}).stored == 1);
  const test::TempDir elsewhere;
  std::filesystem::copy(f.data_dir() / "keys", elsewhere.path() / "keys", std::filesystem::copy_options::recursive);
  auto other = PostgresStorage::Open({.data_dir = elsewhere.path(), .database_url = f.database(), .clock = &f.clock()});
  REQUIRE(other.ok());
  const auto theirs = (*other)->archive().Commit(PageOf({ChatMessage(2, "text")}));
  REQUIRE(theirs.ok());
  CHECK(theirs->stored == 1);
  CHECK((*other)->archive().Commit(PageOf({ChatMessage(1, "text")}))->stored == 0);
  const CommitResult ours = f.CommitMessages({ChatMessage(1, "text"), ChatMessage(2, "text"), ChatMessage(3, "text")});
  CHECK(ours.stored == 1);
  CHECK(ours.duplicates == 2);
  CHECK(f.Count("message") == 3);
}

TEST_CASE("Many young messages, more than were expected at first, are each stored once") {
  Fixture f;
  constexpr std::uint64_t kPage = 5'000;
  constexpr std::uint64_t kAll = 300'000;  // the filter of young keys begins with room for 262,144
  const auto page = [](std::uint64_t first) {
    std::vector<Message> messages;
    for (std::uint64_t seq = first; seq < first + kPage; ++seq) messages.push_back(ChatMessage(seq, "text"));
    return messages;
  };
  for (std::uint64_t first = 1; first < kAll; first += kPage) REQUIRE(f.CommitMessages(page(first)).stored == kPage);
  for (const std::uint64_t first : {std::uint64_t{1}, kAll / 2 + 1, kAll - kPage + 1}) {
    CHECK(f.CommitMessages(page(first)).stored == 0);
  }
}

TEST_CASE("The cursor moves with a page and never back") {
  Fixture f;
  f.CommitMessages({ChatMessage(5, "a")});
  CHECK(*f.storage().archive().LoadCursor(kSource) == "5");
  f.CommitMessages({ChatMessage(3, "b")});
  CHECK(*f.storage().archive().LoadCursor(kSource) == "5");
  CHECK(f.storage().archive().LoadCursor("test:other")->empty());
}

TEST_CASE("The ledger names the numbers that never arrived, and forgets them when they come") {
  Fixture f;
  f.CommitMessages({ChatMessage(1, "a"), ChatMessage(2, "b")});
  f.CommitMessages({ChatMessage(6, "c"), ChatMessage(9, "d")});
  auto ledgers = f.storage().archive().Ledgers();
  REQUIRE(ledgers->size() == 1);
  CHECK(ledgers->at(0).gap_count == 5);
  REQUIRE(ledgers->at(0).gaps.size() == 2);
  CHECK(ledgers->at(0).gaps[0].first == 3);
  CHECK(ledgers->at(0).gaps[0].last == 5);
  f.CommitMessages({ChatMessage(3, "e"), ChatMessage(4, "f"), ChatMessage(5, "g")});
  ledgers = f.storage().archive().Ledgers();
  CHECK(ledgers->at(0).gap_count == 2);
  CHECK(ledgers->at(0).messages == 7);
}

TEST_CASE("A hundred thousand gaps are counted exactly, and only the first hundred are listed") {
  Fixture f;
  f.CommitMessages({ChatMessage(1, "a")});
  f.Sql("INSERT INTO seq_range SELECT 1, n * 3, n * 3 FROM generate_series(1, 100000) n");
  f.Sql("UPDATE source SET received = 100001");
  f.CommitMessages({ChatMessage(150'001, "b"), ChatMessage(150'002, "c")});  // joins two runs
  f.CommitMessages({ChatMessage(300'001, "d")});                             // behind the last run
  const auto ledgers = f.storage().archive().Ledgers();
  CHECK(ledgers->at(0).gap_count == 300'001 - 100'004);
  REQUIRE(ledgers->at(0).gaps.size() == 100);
  CHECK(ledgers->at(0).gaps[0].first == 2);
  CHECK(ledgers->at(0).gaps[1].first == 4);
  CHECK(f.Count("seq_range") == 100'000);
}

TEST_CASE("A recall marks its original whichever comes first") {
  Fixture f;
  SECTION("the original first") {
    f.CommitMessages({ChatMessage(1, "机密")});
    f.CommitMessages({Recall(2, 1)});
  }
  SECTION("the recall first") {
    f.CommitMessages({Recall(2, 1)});
    f.CommitMessages({ChatMessage(1, "机密")});
  }
  SECTION("both in one page") { f.CommitMessages({Recall(2, 1), ChatMessage(1, "机密")}); }
  const db::Rows rows = f.Sql("SELECT recalled_at, text FROM message WHERE key = 'msg-1'");
  REQUIRE(rows.size() == 1);
  CHECK(rows.Int(0, 0) == Recall(2, 1).sent_at);
  CHECK(rows.Text(0, 1) == "机密");
  CHECK(f.Count("pending_recall") == 0);
}

TEST_CASE("A parked message is kept once, given back for a retry, and settled by its message") {
  Fixture f;
  CommitRequest page = PageOf({ChatMessage(1, "a")});
  page.parked = {Parked(2)};
  page.last_seq = 2;
  page.seq_count = 2;
  f.Commit(page);
  f.Commit(page);
  CHECK(f.Count("parked") == 1);
  CHECK(f.storage().archive().Ledgers()->at(0).gap_count == 0);
  const auto waiting = f.storage().archive().LoadParked(kSource, 0, 10);
  REQUIRE(waiting->size() == 1);
  CHECK(waiting->at(0).envelope == "ciphertext 2");
  CHECK(waiting->at(0).key_version == 7);

  CommitRequest retry;
  retry.source = kSource;
  retry.messages.push_back({ChatMessage(2, "b"), {}});
  retry.unparked = {{2, ""}};
  CHECK(f.Commit(retry).stored == 1);
  CHECK(f.storage().archive().LoadParked(kSource, 0, 10)->empty());
  CHECK(f.storage().archive().Ledgers()->at(0).parked == 0);
  f.Commit(page);  // the key was lost again: the message is there already
  CHECK(f.Count("message") == 2);
  CHECK(f.storage().archive().Ledgers()->at(0).parked == 0);
}

TEST_CASE("One alert is raised for each category of a message") {
  Fixture f;
  CommitRequest page = PageOf({ChatMessage(1, "转我私人账户，加微信")});
  page.messages[0].findings = {test::FindingOf("private_payment", Severity::kHigh),
                               test::FindingOf("private_payment", Severity::kCritical),
                               test::FindingOf("divert_contact", Severity::kMedium)};
  CHECK(f.Commit(page).alerts == 2);
  const db::Rows rows = f.Sql("SELECT category, severity, employee_id, counterpart_id FROM alert ORDER BY category");
  REQUIRE(rows.size() == 2);
  CHECK(rows.Text(1, 0) == "private_payment");
  CHECK(rows.Int(1, 1) == static_cast<int>(Severity::kCritical));
  CHECK(rows.Text(1, 2) == "zhang");
  CHECK(rows.Text(1, 3) == "wm_customer_1");
}

TEST_CASE("Messages with absurd times and bytes that are not text are kept") {
  Fixture f;
  Message old = ChatMessage(1, std::string("a\0b\xff", 4));
  old.sent_at = -5;
  Message far = ChatMessage(2, "b");
  far.sent_at = 9'000'000'000'000'000;
  CHECK(f.CommitMessages({old, far}).stored == 2);
  CHECK(f.Sql("SELECT text FROM message WHERE seq = 1").Text(0, 0) == "a?b?");
}

TEST_CASE("The log goes on where it stopped when the storage is opened again") {
  Fixture f;
  std::uint64_t size = 0;
  for (std::uint64_t seq = 1; seq <= 300; ++seq) size = f.CommitMessages({ChatMessage(seq, "text")}).tree_size;
  f.Reopen();
  const CommitResult next = f.CommitMessages({ChatMessage(301, "text")});
  CHECK(next.tree_size == size + 3);  // page, message, judgement
  const auto info = f.storage().GetInfo();
  REQUIRE(info.ok());
  CHECK(info->tree_size == next.tree_size);
  std::ifstream file(f.data_dir() / "checkpoint");
  CHECK(file.good());
}

TEST_CASE("The same rule pack is recorded once until another takes its place") {
  Fixture f;
  const Digest a = Sha256("pack a");
  const Digest b = Sha256("pack b");
  REQUIRE(f.storage().archive().ActivatePack(a, "manifest").ok());
  REQUIRE(f.storage().archive().ActivatePack(a, "manifest").ok());
  REQUIRE(f.storage().archive().ActivatePack(b, "manifest").ok());
  CHECK(f.Count("pack") == 2);
}

}  // namespace custos::storage
