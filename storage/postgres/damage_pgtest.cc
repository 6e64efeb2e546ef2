// SPDX-License-Identifier: Apache-2.0
// What an intruder with a SQL prompt can do, and that the verifier names it.
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

class Damaged : public test::Fixture {
 public:
  /// Three pages of ten messages; message 5 of each raises an alert, the first of which is decided on.
  Damaged() {
    for (std::uint64_t page = 0; page < 3; ++page) {
      std::vector<Message> messages;
      for (std::uint64_t i = 1; i <= 10; ++i) messages.push_back(test::ChatMessage(page * 10 + i, "你好，请问价格"));
      CommitRequest request = test::PageOf(std::move(messages));
      request.messages[4].findings = {test::FindingOf("private_payment")};
      Commit(request);
    }
    alert = Sql("SELECT min(alert_id) FROM alert").Id(0, 0);
    if (!storage().alerts().Decide(Scope::All(), alert, 1, AlertState::kViolation, 0, "谈话", false)) {
      throw std::runtime_error("no decision");
    }
    if (!storage().archive().Checkpoint()) throw std::runtime_error("no checkpoint");
  }

  VerifyReport Verify() {
    auto evidence = storage().OpenEvidence();
    REQUIRE(evidence.ok());
    auto report = Verifier(**evidence, clock(), {}).Run();
    REQUIRE(report.ok());
    return *report;
  }

  std::uint64_t IdOfSeq(int seq) {
    return Sql("SELECT message_id FROM message WHERE seq = " + std::to_string(seq)).Id(0, 0);
  }

  std::uint64_t alert = 0;
};

bool Names(const VerifyReport& report, const std::string& code, std::uint64_t position) {
  for (const VerifyFault& fault : report.faults) {
    if (fault.code == code && fault.position == position) return true;
  }
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << " at " << fault.position);
  return false;
}

}  // namespace

TEST_CASE("An untouched archive verifies clean") {
  Damaged f;
  const VerifyReport report = f.Verify();
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << " at " << fault.position);
  CHECK(report.ok);
  CHECK(report.messages == 30);
}

TEST_CASE("A message row that was rewritten is named") {
  Damaged f;
  const std::uint64_t id = f.IdOfSeq(13);
  f.Sql("UPDATE message SET text = '没有说过' WHERE seq = 13");
  CHECK(Names(f.Verify(), "row_changed", id));
}

TEST_CASE("A message row that was deleted is named") {
  Damaged f;
  const std::uint64_t id = f.IdOfSeq(13);
  f.Sql("DELETE FROM message WHERE seq = 13");
  CHECK(Names(f.Verify(), "row_missing", id));
}

TEST_CASE("A message row that was slipped in is named") {
  Damaged f;
  const std::uint64_t page_leaf = f.IdOfSeq(11) - 1;
  f.Sql("INSERT INTO message SELECT conversation_id, sent_at + 1, " + std::to_string(page_leaf) +
        ", seq, source_id, channel, conversation_kind, role, from_kind, has_media, recalled_at, recalled_by,"
        " 'forged', action, type, from_id, text, quote_speaker, quote_text, detail, grams FROM message WHERE seq = 13");
  CHECK(Names(f.Verify(), "row_forged", page_leaf));
}

TEST_CASE("A bundle that was deleted is named with its first leaf") {
  Damaged f;
  const std::uint64_t first = f.Sql("SELECT first_leaf FROM bundle ORDER BY 1 OFFSET 1 LIMIT 1").Id(0, 0);
  f.Sql("DELETE FROM bundle WHERE first_leaf = " + std::to_string(first));
  const VerifyReport report = f.Verify();
  REQUIRE_FALSE(report.ok);
  CHECK(report.faults.front().position == first);
}

TEST_CASE("A bundle in which a byte was changed is named") {
  Damaged f;
  const std::uint64_t first = f.Sql("SELECT first_leaf FROM bundle ORDER BY 1 OFFSET 1 LIMIT 1").Id(0, 0);
  f.Sql("UPDATE bundle SET data = set_byte(data, length(data) - 5, get_byte(data, length(data) - 5) # 1)"
        " WHERE first_leaf = " + std::to_string(first));
  const VerifyReport report = f.Verify();
  REQUIRE_FALSE(report.ok);
  CHECK(report.faults.front().position >= first);
  CHECK(report.faults.front().position < first + 13);
}

TEST_CASE("Cutting the log's end with all of its checkpoints is found by the note outside the database") {
  Damaged f;
  // Back to the state after the second page, as if the third had never come.
  const db::Rows cut = f.Sql("SELECT first_leaf FROM bundle ORDER BY 1 OFFSET 2 LIMIT 1");
  const std::string size = cut.Text(0, 0);
  f.Sql("DELETE FROM bundle WHERE first_leaf >= " + size);
  f.Sql("DELETE FROM message WHERE message_id >= " + size);
  f.Sql("DELETE FROM alert WHERE alert_id >= " + size);
  f.Sql("DELETE FROM alert_decision WHERE decision_id >= " + size);
  f.Sql("DELETE FROM checkpoint WHERE tree_size > " + size);
  f.Sql("UPDATE log_head SET tree_size = " + size);
  const VerifyReport report = f.Verify();
  CHECK(Names(report, "log_truncated", cut.Id(0, 0)));
}

TEST_CASE("An alert that was played down and a decision that was rewritten are named") {
  Damaged f;
  SECTION("the alert's severity") {
    f.Sql("UPDATE alert SET severity = 0 WHERE alert_id = " + std::to_string(f.alert));
    CHECK(Names(f.Verify(), "row_changed", f.alert));
  }
  SECTION("the alert's state") {
    f.Sql("UPDATE alert SET state = 4 WHERE alert_id = " + std::to_string(f.alert));
    CHECK(Names(f.Verify(), "row_changed", f.alert));
  }
  SECTION("the alert itself") {
    f.Sql("DELETE FROM alert WHERE alert_id = " + std::to_string(f.alert));
    CHECK(Names(f.Verify(), "row_missing", f.alert));
  }
  SECTION("the decision") {
    const std::uint64_t decision = f.Sql("SELECT decision_id FROM alert_decision").Id(0, 0);
    f.Sql("UPDATE alert_decision SET note = '无'");
    CHECK(Names(f.Verify(), "row_changed", decision));
  }
}

TEST_CASE("Bytes that a text column cannot hold are no contradiction") {
  test::Fixture f;
  f.CommitMessages({test::ChatMessage(1, std::string("a\0b\xff", 4))});
  auto evidence = f.storage().OpenEvidence();
  const auto report = Verifier(**evidence, f.clock(), {}).Run();
  REQUIRE(report.ok());
  CHECK(report->ok);
}

}  // namespace custos::storage
