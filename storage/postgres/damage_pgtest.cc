// SPDX-License-Identifier: Apache-2.0
// What an intruder with a SQL prompt can do, and that the verifier names it.
#include <catch2/catch.hpp>

#include "storage/format/cosignature.h"
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
    if (!report) FAIL(report.error().code << ": " << report.error().message);
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
  f.Sql(
      "UPDATE bundle SET data = set_byte(data, length(data) - 5, get_byte(data, length(data) - 5) # 1)"
      " WHERE first_leaf = " +
      std::to_string(first));
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

TEST_CASE("An alert whose decision was rewritten in its own row is named") {
  Damaged f;
  const std::string change =
      GENERATE(as<std::string>(), "state = 0", "note = '无'", "version = 1", "decided_by = '别人'",
               "decided_at = decided_at + 1", "created_at = created_at + 1");
  f.Sql("UPDATE alert SET " + change + " WHERE alert_id = " + std::to_string(f.alert));
  INFO(change);
  CHECK(Names(f.Verify(), "row_changed", f.alert));
}

TEST_CASE("A recall mark that was taken away, moved or invented is named with its message") {
  Damaged f;
  const auto recall = [&](std::uint64_t seq, const std::string& key) {
    Message message = test::ChatMessage(seq, "");
    message.action = "recall";
    message.recalls = key;
    f.CommitMessages({message});
  };
  recall(31, "msg-13");  // the original came before
  recall(32, "msg-33");  // and after
  f.CommitMessages({test::ChatMessage(33, "说错了")});
  recall(34, "msg-13");  // a second recall of the same message changes nothing
  recall(35, "msg-99");  // the original never came
  f.clock().Advance(1000);
  REQUIRE(f.Verify().ok);
  const int seq = GENERATE(13, 33);
  const std::uint64_t id = f.IdOfSeq(seq);
  SECTION("taken away") {
    f.Sql("UPDATE message SET recalled_at = NULL, recalled_by = NULL WHERE seq = " + std::to_string(seq));
    CHECK(Names(f.Verify(), "row_changed", id));
  }
  SECTION("moved") {
    f.Sql("UPDATE message SET recalled_at = recalled_at + 1 WHERE seq = " + std::to_string(seq));
    CHECK(Names(f.Verify(), "row_changed", id));
  }
  SECTION("invented") {
    f.Sql("UPDATE message SET recalled_at = 1, recalled_by = 2 WHERE seq = 14");
    CHECK(Names(f.Verify(), "row_changed", f.IdOfSeq(14)));
  }
  SECTION("one that waits for its original") {
    f.Sql("DELETE FROM pending_recall");
    CHECK(Names(f.Verify(), "row_missing", f.IdOfSeq(35)));
  }
}

TEST_CASE("A file whose digest, size or state was changed is named") {
  Damaged f;
  Message message = test::ChatMessage(31, "合同");
  message.media = {{.kind = "file", .locator = "secret", .md5 = "", .size = 5, .name = "a.pdf", .duration_s = 0},
                   {.kind = "file", .locator = "secret", .md5 = "", .size = 5, .name = "b.pdf", .duration_s = 0}};
  f.CommitMessages({message});
  const auto tasks = f.storage().media_queue().Take(f.clock().Now(), 60'000, 1);
  REQUIRE(tasks.ok());
  REQUIRE(f.storage().media_queue().Finish(tasks->at(0), Sha256("hello"), 5).ok());
  REQUIRE(f.Verify().ok);
  const std::uint64_t id = f.IdOfSeq(31);
  const std::uint64_t leaf = id + 2;  // behind the judgement of its message
  SECTION("the digest") {
    f.Sql("UPDATE media SET content = set_byte(content, 0, get_byte(content, 0) # 1) WHERE position = 0");
    CHECK(Names(f.Verify(), "row_changed", leaf));
  }
  SECTION("the size") {
    f.Sql("UPDATE media SET stored_size = 6 WHERE position = 0");
    CHECK(Names(f.Verify(), "row_changed", leaf));
  }
  SECTION("the state") {
    f.Sql("UPDATE media SET state = 2 WHERE position = 0");
    CHECK(Names(f.Verify(), "row_changed", leaf));
  }
  SECTION("a file that never came") {
    f.Sql("UPDATE media SET state = 1, content = sha256('x'), stored_size = 1 WHERE position = 1");
    CHECK(Names(f.Verify(), "row_forged", id));
  }
}

TEST_CASE("A parked message that was deleted, changed or settled in SQL is named") {
  Damaged f;
  CommitRequest request;
  request.source = test::kSource;
  request.parked = {
      {.source = test::kSource, .seq = 31, .key = "msg-31", .reason = "r", .key_version = 3, .envelope = "e"},
      {.source = test::kSource, .seq = 32, .key = "msg-32", .reason = "r", .key_version = 3, .envelope = "e"}};
  request.first_seq = 31;
  request.last_seq = 32;
  request.seq_count = 2;
  f.Commit(request);
  CommitRequest settled = test::PageOf({test::ChatMessage(32, "现在可以读了")});
  settled.unparked = {{32, ""}};
  f.Commit(settled);
  REQUIRE(f.Verify().ok);
  const std::uint64_t id = f.Sql("SELECT parked_id FROM parked WHERE seq = 31").Id(0, 0);
  SECTION("deleted") {
    f.Sql("DELETE FROM parked WHERE seq = 31");
    CHECK(Names(f.Verify(), "row_missing", id));
  }
  SECTION("changed") {
    f.Sql("UPDATE parked SET envelope = 'x' WHERE seq = 31");
    CHECK(Names(f.Verify(), "row_changed", id));
  }
  SECTION("settled") {
    f.Sql("UPDATE parked SET settled = true, envelope = NULL WHERE seq = 31");
    CHECK(Names(f.Verify(), "row_changed", id));
  }
  SECTION("opened again") {
    f.Sql("UPDATE parked SET settled = false WHERE seq = 32");
    CHECK(Names(f.Verify(), "row_changed", id + 1));
  }
}

TEST_CASE("A conversation that was renamed, moved or hidden from somebody is named by its first message") {
  Damaged f;
  const std::uint64_t first = f.IdOfSeq(1);
  SECTION("key") { f.Sql("UPDATE conversation SET key = 'other'"); }
  SECTION("kind") { f.Sql("UPDATE conversation SET kind = 3"); }
  SECTION("room") { f.Sql("UPDATE conversation SET room = 'r'"); }
  SECTION("count") { f.Sql("UPDATE conversation SET messages = messages - 1"); }
  const std::string code = "row_changed";
  CHECK(Names(f.Verify(), code, first));
}

TEST_CASE("A conversation row or party that was taken out or slipped in is named") {
  Damaged f;
  const std::uint64_t first = f.IdOfSeq(1);
  SECTION("the conversation") {
    f.Sql("DELETE FROM conversation");
    CHECK(Names(f.Verify(), "row_missing", first));
  }
  SECTION("a party") {
    f.Sql("DELETE FROM conversation_party WHERE party_id = 'zhang'");
    CHECK(Names(f.Verify(), "row_missing", first));
  }
  SECTION("a conversation without messages") {
    f.Sql("INSERT INTO conversation SELECT gen_random_uuid(), source_id, 'x', kind, room, 1, 0, 0 FROM conversation");
    CHECK_FALSE(f.Verify().ok);
  }
}

TEST_CASE("A permanent key that was deleted or bent is named") {
  Damaged f;
  const std::uint64_t id = f.IdOfSeq(13);
  SECTION("deleted") {
    f.Sql("DELETE FROM intake_key WHERE message_id = " + std::to_string(id));
    CHECK(Names(f.Verify(), "row_missing", id));
  }
  SECTION("bent") {
    f.Sql("UPDATE intake_key SET sent_at = 0 WHERE message_id = " + std::to_string(id));
    CHECK(Names(f.Verify(), "row_changed", id));
  }
}

TEST_CASE("A party that was slipped into a conversation is named by its first message") {
  Damaged f;
  f.Sql(
      "INSERT INTO conversation_party SELECT conversation_id, source_id, kind, 'stranger' FROM conversation_party"
      " LIMIT 1");
  CHECK(Names(f.Verify(), "row_forged", f.IdOfSeq(1)));
}

TEST_CASE("An alert that was hung on somebody else is named") {
  Damaged f;
  SECTION("another employee") {
    f.Sql("UPDATE alert SET employee_id = 'li' WHERE alert_id = " + std::to_string(f.alert));
  }
  SECTION("another counterpart") {
    f.Sql("UPDATE alert SET counterpart_id = 'wm_other' WHERE alert_id = " + std::to_string(f.alert));
  }
  SECTION("no counterpart") {
    f.Sql("UPDATE alert SET counterpart_id = NULL WHERE alert_id = " + std::to_string(f.alert));
  }
  SECTION("another time") { f.Sql("UPDATE alert SET sent_at = 0 WHERE alert_id = " + std::to_string(f.alert)); }
  CHECK(Names(f.Verify(), "row_changed", f.alert));
}

TEST_CASE("A source whose counters were changed is named by its first leaf") {
  Damaged f;
  const std::uint64_t first = f.IdOfSeq(1) - 1;  // the page before it
  for (const std::string column : {"messages", "parked", "last_seq", "newest_sent_at"}) {
    f.Sql("UPDATE source SET " + column + " = " + column + " + 1");
    CHECK(Names(f.Verify(), "row_changed", first));
    f.Sql("UPDATE source SET " + column + " = " + column + " - 1");
  }
  CHECK(f.Verify().ok);
  f.Sql("DELETE FROM source");
  CHECK_FALSE(f.Verify().ok);
}

TEST_CASE("What is done to manifests in SQL is found, and manifests find what is done in SQL") {
  Damaged f;
  f.clock().Advance(86'400'000);
  REQUIRE(*f.storage().evidence().MakeManifests(480, false) == 1);
  const std::uint64_t leaf = f.Sql("SELECT manifest_id FROM manifest").Id(0, 0);
  REQUIRE(f.Verify().ok);
  CHECK(f.Verify().manifests == 1);  // the file beside the database says the same
  SECTION("the row is deleted") {
    f.Sql("DELETE FROM manifest");
    CHECK(Names(f.Verify(), "manifest_missing", leaf));
  }
  SECTION("the row is changed") {
    f.Sql("UPDATE manifest SET note = replace(note, 'messages 30', 'messages 29')");
    CHECK(Names(f.Verify(), "manifest_invalid", leaf));
  }
  SECTION("the log is cut before the manifest, with everything that tells of it but the files") {
    f.Sql("DELETE FROM bundle WHERE first_leaf >= 13");
    f.Sql("DELETE FROM manifest");
    f.Sql("DELETE FROM checkpoint");
    const VerifyReport report = f.Verify();
    CHECK(Names(report, "manifest_mismatch", 0));
  }
  SECTION("a message is taken out of its bundle") {
    f.Sql(
        "UPDATE bundle SET data = (SELECT data FROM bundle ORDER BY first_leaf LIMIT 1)"
        " WHERE first_leaf = (SELECT first_leaf FROM bundle ORDER BY first_leaf OFFSET 1 LIMIT 1)");
    CHECK(Names(f.Verify(), "manifest_mismatch", 0));
  }
}

TEST_CASE("A checkpoint that lost its witness's signature or got another's is named when a quorum is asked for") {
  Damaged f;
  const Cosigner witness = *Cosigner::Generate("witness.example/w1");
  const CheckpointView kept = f.storage().evidence().Checkpoints(0, 1)->items[0];
  const std::string text = kept.note.substr(0, kept.note.find("\n\n") + 1);
  REQUIRE(f.storage().evidence().AddCosignatures(kept.size, *witness.SignatureLine(text, f.clock().Now())).ok());
  const auto verify = [&] {
    auto evidence = f.storage().OpenEvidence();
    VerifyOptions options;
    options.countersigned.witnesses = {witness.verifier()};
    options.countersigned.quorum = 1;
    return *Verifier(**evidence, f.clock(), options).Run();
  };
  CHECK(verify().ok);
  CHECK(verify().witnessed == kept.size);
  f.Sql("UPDATE checkpoint SET note = '" + kept.note + "'");
  CHECK(Names(verify(), "witness_missing", 0));
}

}  // namespace custos::storage
