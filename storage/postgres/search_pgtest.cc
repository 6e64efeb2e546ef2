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

TEST_CASE("The search language reaches every text of a message and says which part matched") {
  test::Fixture f;
  Message record = ChatMessage(1, "群聊的聊天记录\n请看附件");
  record.type = "chatrecord";
  record.detail =
      R"({"title":"群聊的聊天记录","items":[{"type":"link","title":"季度报价","link_url":"https://example.com/q1"}]})";
  Message call = ChatMessage(2, "");
  call.channel = Channel::kCall;
  call.type = "call";
  call.detail = R"({"number":"13900000001","transcript":"您好，尾款打到卡里"})";
  Message file = ChatMessage(3, "");
  file.type = "file";
  file.media = {{.kind = "file", .locator = "secret", .md5 = {}, .size = 10, .name = "Plan B.pdf"}};
  f.CommitMessages({record, call, file, ChatMessage(4, "Plan b 之后再说尾款")});
  const auto find = [&](const std::string& text) {
    const auto page = f.storage().reader().Search(Scope::All(), {.text = text});
    REQUIRE(page.ok());
    return page->items;
  };
  const auto seqs = [&](const std::string& text) {
    Ids ids;
    for (const MessageView& view : find(text)) ids.push_back(view.seq);
    return ids;
  };
  CHECK(seqs("季度") == Ids{1});
  CHECK(find("季度")[0].matches.at(0).name == "items.0.title");
  CHECK(seqs("example.com") == Ids{1});
  CHECK(seqs("13900000001") == Ids{2});
  CHECK(seqs("尾款") == Ids{4, 2});
  CHECK(find("尾款 -plan")[0].matches.at(0).part == SearchPart::kDetail);
  CHECK(seqs("plan") == Ids{4, 3});
  CHECK(find("\"Plan B\"")[0].matches.at(0).part == SearchPart::kFile);
  CHECK(seqs("\"Plan B\"") == Ids{3});
  CHECK(seqs("plan -尾款") == Ids{3});
  CHECK(seqs("季度 OR 13900000001") == Ids{2, 1});
  CHECK(seqs("plan NEAR/4 尾款").empty());
  CHECK(seqs("plan NEAR/7 尾款") == Ids{4});
  CHECK(seqs("-plan") == Ids{2, 1});
  CHECK(seqs("NOT (plan OR type:call)") == Ids{1});
  CHECK(seqs("channel:call OR has:file") == Ids{3, 2});
  CHECK(seqs("尾款 channel:call") == Ids{2});
  const auto broken = f.storage().reader().Search(Scope::All(), {.text = "\"plan"});
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().code == "search.quote_open");
  CHECK(broken.error().kind == ErrorKind::kInvalid);
}

TEST_CASE("Field tokens take names and ids, and values that nobody bears are reported") {
  Archived f;
  DirectorySnapshot names;
  names.source = kSource;
  names.employees = {{.id = "li", .name = "李雷", .departments = {7}, .main_department = 7, .active = true}};
  names.departments = {{.id = 7, .parent_id = 0, .name = "直销部"}};
  names.customers = {{.id = "wm_customer_2", .name = "王先生"}};
  REQUIRE(f.storage().directory().Apply(names).ok());
  CHECK(f.Find("from:李雷") == Ids{5, 4});
  CHECK(f.Find("from:li,wm_customer_2") == Ids{6, 5, 4});
  CHECK(f.Find("from:王先生") == Ids{6});
  CHECK(f.Find("to:王先生") == Ids{5, 4});
  CHECK(f.Find("with:王先生 -from:王先生") == Ids{5, 4});
  CHECK(f.Find("customer:李雷").empty());
  CHECK(f.Find("dept:直销部 type:text") == Ids{6, 4});
  CHECK(f.Find("dept:7") == Ids{6, 5, 4});
  CHECK(f.Find("-dept:7") == Ids{3, 2, 1});
  CHECK(f.Find("in:" + ChatMessage(1, "").conversation().Hex() + " 微信") == Ids{3, 2});
  CHECK(f.Find("direction:in") == Ids{6});
  CHECK(f.Find("has:attachment OR direction:in") == Ids{6, 5});
  CHECK(f.Find("has:quote") == Ids{4});
  CHECK(f.Find("source:" + std::string(kSource)).size() == 6);
  const SearchPage page = f.Search({.text = "微信 from:张三,li"});
  CHECK(page.items.empty());
  REQUIRE(page.unknown.size() == 1);
  CHECK(page.unknown[0].value == "张三");
  CHECK(page.unknown[0].column == 4);
}

TEST_CASE("Alerts are searched by rule, category and verdict, together about one alert") {
  test::Fixture f;
  CommitRequest request =
      test::PageOf({ChatMessage(1, "微信转账"), ChatMessage(2, "加我微信"), ChatMessage(3, "微信")});
  request.messages[0].findings = {test::FindingOf("private_payment"), test::FindingOf("abuse")};
  request.messages[1].findings = {test::FindingOf("diversion")};
  f.Commit(request);
  const auto seqs = [&](const SearchQuery& query) {
    Ids ids;
    const auto page = f.storage().reader().Search(Scope::All(), query);
    REQUIRE(page.ok());
    for (const MessageView& view : page->items) ids.push_back(view.seq);
    return ids;
  };
  CHECK(seqs({.text = "has:alert"}) == Ids{2, 1});
  CHECK(seqs({.text = "微信 category:diversion"}) == Ids{2});
  CHECK(seqs({.text = "微信 -category:diversion"}) == Ids{3, 1});
  CHECK(seqs({.text = "verdict:new"}) == Ids{2, 1});
  CHECK(seqs({.categories = {"abuse", "diversion"}}) == Ids{2, 1});
  CHECK(seqs({.verdicts = {"new"}, .rules = {test::FindingOf("abuse").rule_id}}) == Ids{2, 1});
  f.Sql("UPDATE alert SET state = 2 WHERE category = 'abuse'");
  CHECK(seqs({.text = "category:abuse verdict:violation"}) == Ids{1});
  CHECK(seqs({.text = "category:private_payment verdict:violation"}).empty());
  CHECK(seqs({.text = "verdict:violation OR category:diversion"}) == Ids{2, 1});
}

TEST_CASE("A search that takes too long is cut, says what it covered, and goes on from there") {
  test::Fixture f;
  std::vector<Message> many;
  for (std::uint64_t i = 1; i <= 3'000; ++i) many.push_back(ChatMessage(i, "甲乙 " + std::to_string(i)));
  f.CommitMessages(many);
  SearchQuery query{.text = "-甲乙", .budget_ms = 0};
  const auto none = f.storage().reader().Search(Scope::All(), query);
  REQUIRE(none.ok());
  CHECK(none->cut);
  CHECK_FALSE(none->total_exact);
  CHECK(none->items.empty());
  query.budget_ms = 60'000;
  const auto whole = f.storage().reader().Search(Scope::All(), query);
  CHECK_FALSE(whole->cut);
  CHECK(whole->total_exact);
  CHECK(whole->estimated_total == 0);
}

TEST_CASE("Facets count what a search finds, within the scope, exactly when it is not much") {
  Archived f;
  auto& reader = f.storage().reader();
  const auto counted = reader.CountFacets(Scope::All(), {.text = "type:text"});
  REQUIRE(counted.ok());
  CHECK(counted->exact);
  CHECK(counted->total == 5);
  const auto values = [&](const SearchFacets& facets, const std::string& name) {
    std::string listed;
    for (const Facet& facet : facets.facets) {
      if (facet.name != name) continue;
      for (const FacetValue& value : facet.values) listed += value.value + "=" + std::to_string(value.count) + " ";
    }
    return listed;
  };
  CHECK(values(*counted, "employee") == "zhang=3 li=2 ");
  CHECK(values(*counted, "customer") == "wm_customer_1=3 wm_customer_2=2 ");
  CHECK(values(*counted, "type") == "text=5 ");
  CHECK(values(*counted, "role") == "rep=4 customer=1 ");
  std::uint64_t bars = 0;
  for (const HistogramBar& bar : counted->histogram) bars += bar.count;
  CHECK(bars == 5);
  CHECK(counted->histogram.size() <= 62);
  const auto own = reader.CountFacets(Own("li"), {});
  CHECK(own->total == 3);
  CHECK(values(*own, "employee") == "li=3 ");
  CHECK(reader.CountFacets(Scope{}, {})->total == 0);
}

TEST_CASE("Coverage counts messages that no row stands for or that the index does not find") {
  Archived f;
  const auto whole = f.storage().CheckCoverage(0);
  REQUIRE(whole.ok());
  CHECK(whole->messages == 6);
  CHECK(whole->missing == 0);
  CHECK(whole->sampled == 1);
  CHECK(whole->unfindable == 0);
  const auto beyond = f.storage().CheckCoverage(whole->end);
  CHECK(beyond->end == whole->end);
  CHECK(beyond->messages == 0);
  f.Sql("DELETE FROM message WHERE seq = 6");
  CHECK(f.storage().CheckCoverage(0)->missing == 1);
  f.Sql("UPDATE message SET grams = '{}'");
  const auto blind = f.storage().CheckCoverage(0);
  CHECK(blind->missing == 1);
  CHECK(blind->unfindable == 1);
  REQUIRE(f.storage().Reindex().ok());
  const auto again = f.storage().CheckCoverage(0);
  CHECK(again->missing + again->unfindable == 0);
}

TEST_CASE("Conversations that share rare words are similar, within the scope") {
  test::Fixture f;
  std::vector<Message> messages;
  std::uint64_t seq = 0;
  const auto say = [&](const std::string& employee, const std::string& customer, const std::string& text) {
    messages.push_back(ChatMessage(++seq, text, employee, customer));
  };
  for (int i = 0; i < 30; ++i) say("li", "wm_other_" + std::to_string(i), "您好，请问有什么可以帮您");
  say("zhang", "wm_a", "碳纤维支架的检测报告发我一份");
  say("zhao", "wm_b", "碳纤维支架检测报告请查收");
  say("qian", "wm_c", "您好，支架到货了");
  f.CommitMessages(messages);
  auto& reader = f.storage().reader();
  const ConversationId one = ChatMessage(1, "", "zhang", "wm_a").conversation();
  const auto similar = reader.FindSimilar(Scope::All(), one, 5);
  REQUIRE(similar.ok());
  REQUIRE_FALSE(similar->empty());
  CHECK(similar->front().conversation.id == ChatMessage(1, "", "zhao", "wm_b").conversation());
  CHECK(similar->front().conversation.people.size() == 2);
  CHECK(similar->front().score > 0.5);
  for (const SimilarConversation& other : *similar) CHECK(other.conversation.id != one);
  CHECK(reader.FindSimilar(Own("zhang"), one, 5)->empty());
  CHECK(reader.FindSimilar(Own("qian"), one, 5).error().kind == ErrorKind::kNotFound);
}

TEST_CASE("Saved searches are one's own or shared, and deleted by their owner") {
  test::Fixture f;
  auto& users = f.storage().users();
  const auto account = [&](const std::string& login) {
    User user;
    user.login = login;
    user.display_name = login;
    user.password_hash = "x";
    const auto made = users.CreateUser(user);
    REQUIRE(made.ok());
    return made->id;
  };
  const std::uint64_t wang = account("wang");
  const std::uint64_t zhou = account("zhou");
  auto& searches = f.storage().saved_searches();
  const auto mine = searches.SaveSearch({.owner_id = wang, .name = "转账", .params = {{"q", "微信 转账"}}});
  REQUIRE(mine.ok());
  const auto ours = searches.SaveSearch({.owner_id = wang, .name = "导流", .shared = true, .params = {}});
  REQUIRE(ours.ok());
  CHECK(ours->owner_name == "wang");
  CHECK(searches.ListSearches(wang)->size() == 2);
  REQUIRE(searches.ListSearches(zhou)->size() == 1);
  CHECK(searches.ListSearches(zhou)->front().name == "导流");
  CHECK(searches.ListSearches(wang)->back().params.at("q") == "微信 转账");
  CHECK(searches.DeleteSearch(mine->id, zhou).error().code == "search.not_found");
  CHECK(searches.DeleteSearch(mine->id, wang).ok());
  CHECK(searches.DeleteSearch(ours->id, 0).ok());
  for (int i = 0; i < 200; ++i) REQUIRE(searches.SaveSearch({.owner_id = zhou, .name = "n", .params = {}}).ok());
  CHECK(searches.SaveSearch({.owner_id = zhou, .name = "n", .params = {}}).error().code == "search.too_many_saved");
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
