// SPDX-License-Identifier: Apache-2.0
// Messages that are sealed are read, found, recalled and verified like those that stand in rows.
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "storage/postgres/test_storage.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

using test::ChatMessage;
using test::kSource;
using Ids = std::vector<std::uint64_t>;

class Sealed : public test::Fixture {
 public:
  /// Forty messages of two customers in four pages, some of another kind, one with a file, one recalled.
  Sealed() {
    for (std::uint64_t page = 0; page < 4; ++page) {
      std::vector<Message> messages;
      for (std::uint64_t i = 1; i <= 10; ++i) {
        const std::uint64_t seq = page * 10 + i;
        messages.push_back(ChatMessage(seq, "第" + std::to_string(seq) + "次问价格，请加我微信", i % 2 ? "zhang" : "li",
                                       "wm_customer_" + std::to_string(i % 3)));
      }
      messages[2].text = "合同 ABC 已签";
      messages[3].quote = Quote{"客户", "引用的发票"};
      messages[4].type = "file";
      messages[4].media = {{.kind = "file", .locator = "secret", .md5 = {}, .size = 9, .name = "a.pdf"}};
      CommitRequest request = test::PageOf(std::move(messages));
      request.messages[6].findings = {test::FindingOf("private_payment")};
      Commit(request);
    }
    Recall(41, "msg-3");
  }

  void Recall(std::uint64_t seq, const std::string& key) {
    Message message = ChatMessage(seq, "");
    message.action = "recall";
    message.recalls = key;
    CommitMessages({message});
  }

  std::uint64_t Seal() {
    const auto sealed = storage().Seal(true);
    if (!sealed) FAIL(sealed.error().code << ": " << sealed.error().message);
    return *sealed;
  }

  SearchPage Page(const SearchQuery& query, const Scope& scope = Scope::All()) {
    const auto page = storage().reader().Search(scope, query);
    if (!page) FAIL(page.error().code << ": " << page.error().message);
    return *page;
  }

  /// Every message that the query finds, by small pages.
  Ids Find(SearchQuery query, const Scope& scope = Scope::All()) {
    Ids seqs;
    query.limit = 3;
    do {
      const SearchPage page = Page(query, scope);
      for (const MessageView& view : page.items) seqs.push_back(view.seq);
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return seqs;
  }

  VerifyReport Verify() {
    auto evidence = storage().OpenEvidence();
    REQUIRE(evidence.ok());
    auto report = Verifier(**evidence, clock(), {}).Run();
    if (!report) FAIL(report.error().code << ": " << report.error().message);
    for (const VerifyFault& fault : report->faults) {
      UNSCOPED_INFO(fault.code << " at " << fault.position << ": " << fault.detail);
    }
    return *report;
  }

  bool Names(const std::string& code) {
    for (const VerifyFault& fault : Verify().faults) {
      if (fault.code == code) return true;
    }
    return false;
  }
};

Scope Own(const std::string& id) {
  Scope scope;
  scope.kind = Scope::Kind::kOwn;
  scope.employees = {{kSource, id}};
  return scope;
}

std::vector<std::pair<SearchQuery, Scope>> Queries() {
  const TimeMs middle = ChatMessage(20, "").sent_at;
  std::vector<std::pair<SearchQuery, Scope>> queries;
  for (const SearchQuery& query :
       std::vector<SearchQuery>{{},
                                {.text = "微信"},
                                {.text = "微"},
                                {.text = "价格 微信"},
                                {.text = "第7次"},
                                {.text = "没有人说"},
                                {.text = "发票"},
                                {.text = "abc"},
                                {.text = "微信", .employee = EmployeeRef{kSource, "li"}},
                                {.text = "微信", .customer = "wm_customer_1", .oldest_first = true},
                                {.employee = EmployeeRef{kSource, "zhang"}},
                                {.conversation = ChatMessage(1, "", "zhang", "wm_customer_1").conversation()},
                                {.channel = Channel::kSms},
                                {.role = Role::kRep, .type = "file"},
                                {.from = middle, .oldest_first = true},
                                {.until = middle},
                                {.text = "价格", .from = middle, .until = middle + 5000},
                                {.recalled = true},
                                {.text = "签", .recalled = false},
                                {.has_media = true}}) {
    queries.emplace_back(query, Scope::All());
    queries.emplace_back(query, Own("li"));
  }
  return queries;
}

}  // namespace

TEST_CASE("A search finds the same before and after sealing, in part and as a whole") {
  Sealed f;
  std::vector<Ids> before;
  for (const auto& [query, scope] : Queries()) before.push_back(f.Find(query, scope));
  REQUIRE(before[0].size() == 41);
  REQUIRE(before[2].size() == 36);
  REQUIRE(f.Seal() > 40);
  f.Sql("DELETE FROM message");  // nobody may look there any more
  std::size_t next = 0;
  for (const auto& [query, scope] : Queries()) {
    INFO("query " << next << ": " << query.text);
    CHECK(f.Find(query, scope) == before[next++]);
  }
  f.CommitMessages({ChatMessage(50, "又加我微信"), ChatMessage(9, "早先的微信")});  // the second is known
  CHECK(f.Find({.text = "微信"}).size() == before[2].size() + 1);
  CHECK(f.Find({.text = "微信"}).front() == 50);
  CHECK(f.Find({.text = "微信", .oldest_first = true}).back() == 50);
}

TEST_CASE("Whoever joins a group finds what was said there before, sealed or not") {
  test::Fixture f;
  const auto group = [](std::uint64_t seq, const std::vector<Party>& to) {
    Message message = ChatMessage(seq, "群里说微信");
    message.room = message.conversation_key = "wr_group_1";
    message.conversation_kind = ConversationKind::kGroup;
    message.to = to;
    return message;
  };
  const Party li{PartyKind::kStaff, "li"}, wang{PartyKind::kStaff, "wang"};
  const Party customer{PartyKind::kExternal, "wm_customer_1"};
  f.CommitMessages({group(1, {li, customer}), ChatMessage(2, "私下说微信", "wang", "wm_customer_2")});
  REQUIRE(f.storage().Seal(true).ok());
  const auto find = [&](SearchQuery query) {
    std::vector<std::uint64_t> seqs;
    const auto page = f.storage().reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    for (const MessageView& view : page->items) seqs.push_back(view.seq);
    return seqs;
  };
  const SearchQuery of_wang{.text = "微信", .employee = EmployeeRef{kSource, "wang"}};
  CHECK(find(of_wang) == std::vector<std::uint64_t>{2});
  f.CommitMessages({group(3, {li, wang, customer})});
  CHECK(find(of_wang) == std::vector<std::uint64_t>{3, 2, 1});
  REQUIRE(f.storage().Seal(true).ok());
  CHECK(find(of_wang) == std::vector<std::uint64_t>{3, 2, 1});
  CHECK(find({.text = "微信", .customer = "wm_customer_1"}) == std::vector<std::uint64_t>{3, 1});
  CHECK(find({.employee = EmployeeRef{kSource, "wang"}, .customer = "wm_customer_2"}) == std::vector<std::uint64_t>{2});
}

TEST_CASE("A sealed message that names no receiver is found through both who talk") {
  test::Fixture f;
  Message alone = ChatMessage(1, "没写收件人的微信");
  alone.to.clear();
  f.CommitMessages({alone, ChatMessage(2, "写了收件人的微信")});
  REQUIRE(f.storage().Seal(true).ok());
  for (const SearchQuery& query : {SearchQuery{.text = "微信", .employee = EmployeeRef{kSource, "zhang"}},
                                   SearchQuery{.text = "微信", .customer = "wm_customer_1"}}) {
    const auto page = f.storage().reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    CHECK(page->items.size() == 2);
  }
}

TEST_CASE("Messages that arrive late stand in their place, whichever segment holds them") {
  Sealed f;
  f.Seal();
  Message late = ChatMessage(60, "迟到的微信");
  late.sent_at = ChatMessage(12, "").sent_at + 1;
  f.CommitMessages({late});
  Ids expected;
  for (std::uint64_t seq = 41; seq > 0; --seq) {
    if (seq == 12) expected.push_back(60);
    expected.push_back(seq);
  }
  CHECK(f.Find({}) == expected);
  f.Seal();
  CHECK(f.Count("segment") == 2);
  CHECK(f.Find({}) == expected);
}

TEST_CASE("What a sealed message says is whole: text, quote, names, file, alerts, original") {
  Sealed f;
  const auto views = [&] {
    SearchQuery query;
    query.limit = 100;
    return f.Page(query).items;
  };
  const std::vector<MessageView> before = views();
  f.Seal();
  f.Sql("DELETE FROM message");
  const std::vector<MessageView> after = views();
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    const MessageView &a = before[i], &b = after[i];
    CHECK(a.ref.message_id == b.ref.message_id);
    CHECK(a.ref.conversation == b.ref.conversation);
    CHECK(a.source == b.source);
    CHECK(a.key == b.key);
    CHECK(a.type == b.type);
    CHECK(a.text == b.text);
    CHECK(a.quote.has_value() == b.quote.has_value());
    CHECK(a.from.name == b.from.name);
    CHECK(a.detail == b.detail);
    CHECK(a.media.size() == b.media.size());
    CHECK(a.alert_ids == b.alert_ids);
    CHECK(a.recalled_at == b.recalled_at);
  }
  const MessageRef ref = after.front().ref;
  CHECK(*f.storage().reader().ReadOriginal(Scope::All(), ref.message_id) == "{\"msgid\":\"msg-41\"}");
  const auto page = f.storage().reader().ReadConversation(Scope::All(), ref.conversation, ref.message_id, 2, 2);
  REQUIRE(page.ok());
  CHECK(page->items.size() == 3);
  CHECK(page->items.back().ref.message_id == ref.message_id);
}

TEST_CASE("A sealed message is never stored twice") {
  Sealed f;
  f.Seal();
  f.Sql("DELETE FROM intake_key");
  std::vector<Message> again;
  for (std::uint64_t seq = 1; seq <= 40; ++seq) again.push_back(ChatMessage(seq, "又来一次"));
  const CommitResult result = f.CommitMessages(again);
  CHECK(result.stored == 0);
  CHECK(result.duplicates == 40);
  CHECK(f.CommitMessages({ChatMessage(77, "新的")}).stored == 1);
  f.Reopen();
  CHECK(f.CommitMessages(again).stored == 0);
}

TEST_CASE("A recall reaches a sealed message, and the first recall counts") {
  Sealed f;
  f.Seal();
  f.Recall(61, "msg-8");
  f.Recall(62, "msg-8");
  CHECK(f.Find({.recalled = true}) == Ids{8, 3});
  CHECK(f.Page({.text = "第8次"}).items.at(0).recalled_at == ChatMessage(61, "").sent_at);
  f.Seal();
  CHECK(f.Find({.recalled = true}) == Ids{8, 3});
  CHECK(f.Verify().ok);
}

TEST_CASE("Sealed archives verify clean, packed bundles included") {
  Sealed f;
  const auto root = f.Sql("SELECT root FROM log_head").Text(0, 0);
  const std::int64_t loose = f.Count("bundle");
  f.Seal();
  CHECK(f.Count("bundle") < loose);
  CHECK(f.Sql("SELECT root FROM log_head").Text(0, 0) == root);
  const VerifyReport report = f.Verify();
  CHECK(report.ok);
  CHECK(report.messages == 41);
}

TEST_CASE("Large bundles are cut when they are sealed, so that one message is cheap to read") {
  test::Fixture f;
  std::vector<Message> messages;
  for (std::uint64_t seq = 1; seq <= 900; ++seq) messages.push_back(ChatMessage(seq, "第" + std::to_string(seq)));
  f.CommitMessages(std::move(messages));
  REQUIRE(f.Count("bundle") == 1);
  REQUIRE(f.storage().Seal(true).ok());
  CHECK(f.Count("bundle") == 4);
  CHECK(f.Sql("SELECT max(leaves) FROM bundle").Int(0, 0) == 256);
  CHECK(f.Sql("SELECT sum(leaves) FROM bundle").Int(0, 0) == 902);  // with page and judgement
}

TEST_CASE("Every kind of damage to a segment is named") {
  Sealed f;
  f.Seal();
  SECTION("a list of codes that was changed") {
    f.Sql("UPDATE segment_part SET data = overlay(data PLACING '\\x00' FROM length(data) - 3) WHERE kind = 1");
    CHECK(f.Names("index_changed"));
  }
  SECTION("columns that were changed") {
    f.Sql("UPDATE segment_part SET data = overlay(data PLACING '\\x00' FROM length(data) - 3) WHERE kind = 0");
    CHECK(f.Names("index_changed"));
  }
  SECTION("keys that are gone") {
    f.Sql("DELETE FROM segment_part WHERE kind = 3");
    CHECK(f.Names("index_missing"));
  }
  SECTION("a piece that nobody made") {
    f.Sql("INSERT INTO segment_part SELECT segment_id, kind, first_key + 1, data FROM segment_part WHERE kind = 2");
    CHECK(f.Names("index_forged"));
  }
  SECTION("a recall mark without a recall") {
    f.Sql("INSERT INTO sealed_recall SELECT message_id, 1, 2 FROM intake_key WHERE message_id > 20 LIMIT 1");
    CHECK(f.Names("row_changed"));
  }
  SECTION("a recall mark that was taken away") {
    f.Sql("DELETE FROM sealed_recall");
    CHECK(f.Names("row_changed"));
  }
}

TEST_CASE("A seal that fails in the middle leaves everything as it was") {
  Sealed f;
  const Ids before = f.Find({.text = "微信"});
  const std::int64_t loose = f.Count("bundle");
  f.Sql("ALTER TABLE segment ADD CONSTRAINT never CHECK (messages < 0)");  // the last statement of a seal
  CHECK_FALSE(f.storage().Seal(true).ok());
  CHECK(f.Count("segment_part") == 0);
  CHECK(f.Count("bundle") == loose);
  CHECK(f.Find({.text = "微信"}) == before);
  f.Sql("ALTER TABLE segment DROP CONSTRAINT never");
  CHECK(f.Seal() > 0);
  CHECK(f.Find({.text = "微信"}) == before);
  CHECK(f.Verify().ok);
}

TEST_CASE("A reindex makes the segments again, and parts that are sealed leave no rows behind") {
  test::Fixture f;
  const auto storage = [&] {
    return PostgresStorage::Open({.data_dir = f.data_dir() / "small",
                                  .database_url = test::TestCluster::Shared().CreateMigrated(),
                                  .clock = &f.clock(),
                                  .leaves_per_part = 100});
  }();
  REQUIRE(storage.ok());
  const auto find = [&](const std::string& text) {
    Ids seqs;
    SearchQuery query;
    query.text = text;
    query.limit = 200;
    const auto page = (*storage)->reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    for (const MessageView& view : page->items) seqs.push_back(view.seq);
    return seqs;
  };
  for (std::uint64_t page = 0; page < 50; ++page) {
    std::vector<Message> messages;
    for (std::uint64_t i = 0; i < 10; ++i) {
      const std::uint64_t seq = page * 10 + i + 1;
      messages.push_back(ChatMessage(seq, seq % 5 == 0 ? "合同" + std::to_string(seq) : "早上好"));
    }
    REQUIRE((*storage)->archive().Commit(test::PageOf(std::move(messages))).ok());
  }
  const Ids before = find("合同");
  REQUIRE(before.size() == 100);
  std::uint64_t sealed = 0;
  for (auto one = (*storage)->Seal(); one.ok() && *one > 0; one = (*storage)->Seal()) sealed += *one;
  CHECK(sealed >= 500);
  CHECK(find("合同") == before);
  const auto leaves = (*storage)->Reindex();
  if (!leaves) FAIL(leaves.error().code << ": " << leaves.error().message);
  CHECK(find("合同") == before);
  CHECK((*storage)->archive().Commit(test::PageOf({ChatMessage(5, "又"), ChatMessage(501, "合同501")}))->stored == 1);
  CHECK(find("合同").size() == 101);
  auto evidence = (*storage)->OpenEvidence();
  REQUIRE(evidence.ok());
  const auto report = Verifier(**evidence, f.clock(), {}).Run();
  REQUIRE(report.ok());
  CHECK(report->ok);
}

TEST_CASE("While parts are sealed and dropped, a search finds everything that was committed before it") {
  test::Fixture f;
  const std::string database = test::TestCluster::Shared().CreateMigrated();
  const auto storage = PostgresStorage::Open(
      {.data_dir = f.data_dir() / "busy", .database_url = database, .clock = &f.clock(), .leaves_per_part = 150});
  REQUIRE(storage.ok());
  std::atomic<std::uint64_t> committed = 0;
  std::atomic<int> trouble = 0;
  std::jthread sealing([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!(*storage)->Seal()) ++trouble;
    }
  });
  std::jthread searching([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::uint64_t before = committed;
      SearchQuery query;
      query.text = "合同";
      query.oldest_first = true;
      std::uint64_t found = 0;
      do {
        query.limit = 200;
        const auto page = (*storage)->reader().Search(Scope::All(), query);
        if (!page) ++trouble;
        if (!page) break;
        found += page->items.size();
        query.cursor = page->next_cursor;
      } while (!query.cursor.empty());
      if (found < before) ++trouble;
    }
  });
  for (std::uint64_t page = 0; page < 80; ++page) {
    std::vector<Message> messages;
    for (std::uint64_t i = 1; i <= 20; ++i) messages.push_back(ChatMessage(page * 20 + i, "合同"));
    REQUIRE((*storage)->archive().Commit(test::PageOf(std::move(messages))).ok());
    committed = (page + 1) * 20;
  }
  searching.request_stop();
  searching.join();
  sealing.request_stop();
  sealing.join();
  CHECK(trouble == 0);
  db::Connection connection(database);
  CHECK(connection.Query("SELECT count(*) FROM segment").Int(0, 0) >= 10);
  CHECK(connection.Query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Int(0, 0) == 0);
}

}  // namespace custos::storage
