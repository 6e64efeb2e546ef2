// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

using test::ChatMessage;
using test::kSource;

class Archived : public test::Fixture {
 public:
  Archived() {
    Message quoted = ChatMessage(4, "可以的", "li", "wm_customer_2");
    quoted.quote = Quote{"客户乙", "能便宜一点吗"};
    Message file = ChatMessage(5, "报价单2025.xlsx", "li", "wm_customer_2");
    file.type = "file";
    file.media = {{.kind = "file", .locator = "secret", .md5 = {}, .size = 10, .name = "报价单2025.xlsx"}};
    Message from_customer = ChatMessage(6, "請加我微信 ABC", "li", "wm_customer_2");
    from_customer.role = Role::kCustomer;
    from_customer.from = {PartyKind::kExternal, "wm_customer_2"};
    from_customer.to = {{PartyKind::kStaff, "li"}};
    CommitMessages({ChatMessage(1, "您好，请问首付多少"), ChatMessage(2, "加我微信聊"),
                    ChatMessage(3, "微 信 号 发 您"), quoted, file, from_customer});
  }
  SearchPage Search(const SearchQuery& query, const Scope& scope = Scope::All()) {
    auto page = storage().reader().Search(scope, query);
    if (!page) throw std::runtime_error(page.error().code + " " + page.error().message);
    return *page;
  }
  std::vector<std::uint64_t> Seqs(const SearchQuery& query, const Scope& scope = Scope::All()) {
    std::vector<std::uint64_t> seqs;
    for (const MessageView& view : Search(query, scope).items) seqs.push_back(view.seq);
    return seqs;
  }
  std::vector<std::uint64_t> Find(const std::string& text) { return Seqs({.text = text}); }
};

using Ids = std::vector<std::uint64_t>;

Scope Own(const std::string& id) {
  Scope scope;
  scope.kind = Scope::Kind::kOwn;
  scope.employees = {{kSource, id}};
  return scope;
}

}  // namespace

TEST_CASE("Any two characters are found, newest first, however they are written") {
  Archived f;
  CHECK(f.Find("微信") == Ids{6, 3, 2});
  CHECK(f.Find("首付") == Ids{1});
  CHECK(f.Find("abc") == Ids{6});
  CHECK(f.Find("请加") == Ids{6});  // written in traditional characters
  CHECK(f.Find("信微").empty());
}

TEST_CASE("One character, several terms, quotes and file names are found") {
  Archived f;
  CHECK(f.Find("您") == Ids{3, 1});
  CHECK(f.Find("微信 聊") == Ids{2});
  CHECK(f.Find("便宜") == Ids{4});
  CHECK(f.Find("xlsx 报价") == Ids{5});
  CHECK(f.Find("2025") == Ids{5});
}

TEST_CASE("Hits are byte ranges of the text as it was written") {
  Archived f;
  const SearchPage page = f.Search({.text = "微信号"});
  REQUIRE(page.items.size() == 1);
  REQUIRE(page.items[0].hits.size() == 1);
  const Span hit = page.items[0].hits[0];
  CHECK(page.items[0].text.substr(hit.begin, hit.end - hit.begin) == "微 信 号");
}

TEST_CASE("A search without text lists everything that the filters leave") {
  Archived f;
  CHECK(f.Find("").size() == 6);
  CHECK(f.Seqs({.employee = EmployeeRef{kSource, "li"}}) == Ids{6, 5, 4});
  CHECK(f.Seqs({.customer = "wm_customer_1"}) == Ids{3, 2, 1});
  CHECK(f.Seqs({.role = Role::kCustomer}) == Ids{6});
  CHECK(f.Seqs({.type = "file"}) == Ids{5});
  CHECK(f.Seqs({.has_media = true}) == Ids{5});
  CHECK(f.Seqs({.recalled = true}).empty());
  CHECK(f.Seqs({.from = ChatMessage(3, "").sent_at, .until = ChatMessage(5, "").sent_at}) == Ids{4, 3});
  CHECK(f.Seqs({.conversation = ChatMessage(1, "").conversation(), .oldest_first = true}) == Ids{1, 2, 3});
  CHECK(f.Seqs({.channel = Channel::kSms}).empty());
}

TEST_CASE("A search finds only what the scope shows") {
  Archived f;
  CHECK(f.Seqs({.text = "微信"}, Own("zhang")) == Ids{3, 2});
  CHECK(f.Seqs({.text = "微信"}, Own("li")) == Ids{6});
  CHECK(f.Seqs({.text = "微信"}, Scope{}).empty());
  CHECK(f.Search({.text = "微信"}, Own("li")).estimated_total == 1);
}

TEST_CASE("Pages stay true while messages arrive and reach over months") {
  test::Fixture f;
  const auto add = [&](std::uint64_t seq, TimeMs at) {
    Message m = ChatMessage(seq, "合同已签");
    m.sent_at = at;
    f.CommitMessages({m});
  };
  constexpr TimeMs kMonth = 30LL * 86'400'000;
  for (std::uint64_t i = 1; i <= 12; ++i) add(i, 1'700'000'000'000 + static_cast<TimeMs>(i) * kMonth / 2);
  SearchQuery query{.text = "合同", .limit = 5};
  Ids seen;
  std::uint64_t next = 100;
  do {
    const auto page = f.storage().reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    CHECK(page->estimated_total >= page->items.size());
    for (const MessageView& view : page->items) seen.push_back(view.seq);
    query.cursor = page->next_cursor;
    add(next++, 1'759'000'000'000);  // newer than everything that was read
  } while (!query.cursor.empty());
  CHECK(seen == Ids{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
}

TEST_CASE("A conversation is read around a message, and only by those who may") {
  Archived f;
  const ConversationId id = ChatMessage(1, "").conversation();
  const std::uint64_t anchor = f.Sql("SELECT message_id FROM message WHERE seq = 2").Id(0, 0);
  auto& reader = f.storage().reader();
  const auto page = reader.ReadConversation(Scope::All(), id, anchor, 0, 0);
  REQUIRE(page.ok());
  REQUIRE(page->items.size() == 1);
  CHECK(page->items[0].seq == 2);
  CHECK(page->more_before);
  CHECK(page->more_after);
  const auto newest = reader.ReadConversation(Scope::All(), id, 0, 2, 5);
  REQUIRE(newest->items.size() == 2);
  CHECK(newest->items[0].seq == 2);
  CHECK(newest->items[1].seq == 3);
  CHECK_FALSE(newest->more_after);
  CHECK(reader.ReadConversation(Own("li"), id, 0, 5, 5).error().kind == ErrorKind::kNotFound);
  CHECK(reader.GetConversation(Own("li"), id).error().kind == ErrorKind::kNotFound);
  const auto view = reader.GetConversation(Own("zhang"), id);
  REQUIRE(view.ok());
  CHECK(view->messages == 3);
  CHECK(view->people.size() == 2);
}

TEST_CASE("The original and the file of a message are read within the scope") {
  Archived f;
  const std::uint64_t id = f.Sql("SELECT message_id FROM message WHERE seq = 5").Id(0, 0);
  auto& reader = f.storage().reader();
  CHECK(*reader.ReadOriginal(Own("li"), id) == "{\"msgid\":\"msg-5\"}");
  CHECK(reader.ReadOriginal(Own("zhang"), id).error().kind == ErrorKind::kNotFound);
  CHECK(reader.GetMedia(Own("li"), id, 0)->state == "pending");
  CHECK(reader.GetMedia(Own("zhang"), id, 0).error().kind == ErrorKind::kNotFound);
  CHECK(reader.GetMedia(Own("li"), id, 1).error().kind == ErrorKind::kNotFound);
}

}  // namespace custos::storage
