// SPDX-License-Identifier: Apache-2.0
// What follows from the evidence can be made again from it.
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

class Filled : public test::Fixture {
 public:
  /// Twenty messages with alerts, a decision, recalls in both orders, a stored and a lost file, parked messages.
  Filled() {
    for (std::uint64_t page = 0; page < 2; ++page) {
      std::vector<Message> messages;
      for (std::uint64_t i = 1; i <= 10; ++i) messages.push_back(test::ChatMessage(page * 10 + i, "你好，请问价格"));
      messages[2].quote = Quote{"客户", "引用的合同"};
      messages[3].media = {{.kind = "file", .locator = "secret", .md5 = "", .size = 5, .name = "a", .duration_s = 0},
                           {.kind = "file", .locator = "secret", .md5 = "", .size = 5, .name = "b", .duration_s = 0}};
      CommitRequest request = test::PageOf(std::move(messages));
      request.messages[4].findings = {test::FindingOf("private_payment")};
      Commit(request);
      clock().Advance(1000);
    }
    Recall(21, "msg-3");
    Recall(22, "msg-23");
    CommitMessages({test::ChatMessage(23, "说错了")});
    Recall(24, "msg-99");
    const std::uint64_t alert = Sql("SELECT min(alert_id) FROM alert").Id(0, 0);
    const bool decided =
        storage().alerts().Decide(Scope::All(), alert, 1, AlertState::kViolation, 0, "谈话", false).ok();
    Scope own;
    own.kind = Scope::Kind::kOwn;
    own.employees = {{test::kSource, Sql("SELECT employee_id FROM alert ORDER BY alert_id LIMIT 1").Text(0, 0)}};
    const bool spoken = storage().alerts().Speak(own, alert, 0, "是客户先提的").ok();
    const auto tasks = storage().media_queue().Take(clock().Now(), 60'000, 2);
    const bool stored = storage().media_queue().Finish(tasks->at(0), Sha256("hello"), 5).ok();
    const bool gone = storage().media_queue().GiveUp(tasks->at(1), "media.gone").ok();
    if (!decided || !spoken || !stored || !gone) throw std::runtime_error("not filled");
    CommitRequest parked;
    parked.source = test::kSource;
    parked.parked = {
        {.source = test::kSource, .seq = 31, .key = "msg-31", .reason = "r", .key_version = 3, .envelope = "e"},
        {.source = test::kSource, .seq = 32, .key = "msg-32", .reason = "r", .key_version = 3, .envelope = "e"}};
    parked.first_seq = 31;
    parked.last_seq = 32;
    parked.seq_count = 2;
    Commit(parked);
    CommitRequest settled = test::PageOf({test::ChatMessage(32, "现在可以读了")});
    settled.unparked = {{32, ""}};
    Commit(settled);
  }

  void Recall(std::uint64_t seq, const std::string& key) {
    Message message = test::ChatMessage(seq, "");
    message.action = "recall";
    message.recalls = key;
    CommitMessages({message});
  }

  /// Every derived row as text, without the times of fetching.
  std::vector<std::string> Facts() {
    std::vector<std::string> facts;
    for (const char* sql :
         {"SELECT string_agg(m::text, E'\\n' ORDER BY message_id) FROM message m",
          "SELECT string_agg(k::text, E'\\n' ORDER BY key) FROM intake_key k",
          "SELECT string_agg(p::text, E'\\n' ORDER BY key) FROM pending_recall p",
          "SELECT string_agg(concat_ws('|', message_id, position, locator, state, content, stored_size,"
          " CASE WHEN state <> 1 THEN attempts END, reason),"
          " E'\\n' ORDER BY message_id, position) FROM media",
          "SELECT string_agg(a::text, E'\\n' ORDER BY alert_id) FROM alert a",
          "SELECT string_agg(d::text, E'\\n' ORDER BY decision_id) FROM alert_decision d",
          "SELECT string_agg(p::text, E'\\n' ORDER BY parked_id) FROM parked p",
          "SELECT string_agg(c::text, E'\\n' ORDER BY conversation_id) FROM conversation c",
          "SELECT string_agg(p::text, E'\\n' ORDER BY conversation_id, party_id) FROM conversation_party p",
          "SELECT string_agg(concat_ws('|', name, cursor, last_seq, messages, parked, newest_sent_at), E'\\n') FROM "
          "source"}) {
      facts.push_back(Sql(sql).Text(0, 0));
    }
    return facts;
  }

  std::vector<std::uint64_t> Search(const std::string& text) {
    SearchQuery query;
    query.text = text;
    const auto page = storage().reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    std::vector<std::uint64_t> ids;
    for (const MessageView& view : page->items) ids.push_back(view.ref.message_id);
    return ids;
  }

  void CheckClean() {
    auto evidence = storage().OpenEvidence();
    REQUIRE(evidence.ok());
    const auto report = Verifier(**evidence, clock(), {}).Run();
    REQUIRE(report.ok());
    for (const VerifyFault& fault : report->faults) UNSCOPED_INFO(fault.code << " at " << fault.position);
    CHECK(report->ok);
  }
};

}  // namespace

TEST_CASE("Rows that were lost, changed or forged come out of the evidence as they were") {
  Filled f;
  const std::vector<std::string> before = f.Facts();
  const auto prices = f.Search("价格");
  const auto quoted = f.Search("合同");
  REQUIRE(prices.size() == 20);
  f.Sql("DELETE FROM message WHERE seq < 8");
  f.Sql("UPDATE message SET text = '没有', grams = '{}', recalled_at = NULL, recalled_by = NULL");
  f.Sql("DELETE FROM intake_key");
  f.Sql("DELETE FROM conversation");
  f.Sql("DELETE FROM conversation_party");
  f.Sql("DELETE FROM parked");
  f.Sql("UPDATE alert SET state = 4, note = ''");
  f.Sql("DELETE FROM alert_decision");
  f.Sql("UPDATE media SET content = NULL WHERE state = 1");
  f.Sql("INSERT INTO pending_recall VALUES (gen_random_uuid(), 1, 1)");
  f.Sql("UPDATE source SET messages = 0, parked = 9, last_seq = 7");

  std::uint64_t end = 0;
  const auto leaves = f.storage().Reindex([&](const ReindexProgress& progress) { end = progress.end; });
  if (!leaves) FAIL(leaves.error().code << ": " << leaves.error().message);

  CHECK(*leaves == end);
  const std::vector<std::string> after = f.Facts();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i] == before[i]);
  CHECK(f.Search("价格") == prices);
  CHECK(f.Search("合同") == quoted);
  f.CheckClean();
  CHECK(f.Count("pg_namespace WHERE nspname = 'reindex'") == 0);
}

TEST_CASE("After a reindex the same pages still change nothing and new ones are taken") {
  Filled f;
  REQUIRE(f.storage().Reindex().ok());
  CHECK(f.CommitMessages({test::ChatMessage(3, "你好，请问价格")}).stored == 0);
  CHECK(f.CommitMessages({test::ChatMessage(99, "新的价格")}).stored == 1);
  CHECK(f.Search("价格").size() == 21);
  f.CheckClean();
}

TEST_CASE("After a reindex every table has the columns, indexes, constraints and settings that it had") {
  Filled f;
  const auto shape = [&] {
    return f
        .Sql(
            "WITH t AS (SELECT c.* FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            "  AND c.relkind IN ('r', 'p', 'i', 'I') AND NOT c.relispartition)"
            " SELECT string_agg(line, E'\\n' ORDER BY line) FROM ("
            "  SELECT concat_ws(' ', relname, relkind, relpersistence, reloptions) FROM t"
            "  UNION ALL SELECT pg_get_indexdef(t.oid) FROM t WHERE relkind IN ('i', 'I')"
            "  UNION ALL SELECT concat_ws(' ', relname, attname, format_type(atttypid, atttypmod), attnotnull,"
            "    attstorage, attidentity, pg_get_expr(adbin, adrelid)) FROM t JOIN pg_attribute a ON a.attrelid = t.oid"
            "   LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = attnum WHERE attnum > 0 AND NOT attisdropped"
            "  UNION ALL SELECT concat_ws(' ', relname, conname, pg_get_constraintdef(k.oid))"
            "   FROM t JOIN pg_constraint k ON k.conrelid = t.oid"
            "  UNION ALL SELECT pg_get_triggerdef(g.oid) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid"
            "  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS x (line)")
        .Text(0, 0);
  };
  const std::string before = shape();
  REQUIRE(before.find("ownership_entry_chain") != std::string::npos);
  REQUIRE(f.storage().Reindex().ok());
  CHECK(shape() == before);
}

TEST_CASE("A reindex that was interrupted is continued, with what was committed meanwhile") {
  Filled f;
  struct Interrupted {};
  CHECK_THROWS_AS(f.storage().Reindex([](const ReindexProgress& progress) {
    if (progress.position == progress.end) throw Interrupted{};
  }),
                  Interrupted);
  REQUIRE(f.Count("reindex.message") > 0);
  f.CommitMessages({test::ChatMessage(99, "新的价格")});
  const std::vector<std::string> before = f.Facts();
  const auto leaves = f.storage().Reindex();
  REQUIRE(leaves.ok());
  CHECK(*leaves == 3);  // page, message, judgement
  const std::vector<std::string> after = f.Facts();
  for (std::size_t i = 0; i < before.size(); ++i) CHECK(after[i] == before[i]);
  f.CheckClean();
}

TEST_CASE("A reindex of damaged evidence says so and leaves the rows alone") {
  Filled f;
  const std::vector<std::string> before = f.Facts();
  f.Sql("DELETE FROM bundle WHERE first_leaf = (SELECT max(first_leaf) FROM bundle WHERE first_leaf < 20)");
  const auto leaves = f.storage().Reindex();
  REQUIRE_FALSE(leaves.ok());
  CHECK(leaves.error().kind == ErrorKind::kCorrupt);
  CHECK(f.Facts() == before);
}

}  // namespace custos::storage
