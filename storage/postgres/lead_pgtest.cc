// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

Message Lead(const std::string& key, const std::string& phone, const std::string& detail) {
  Message message;
  message.source = "lead:shop";
  message.key = key;
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "lead";
  message.from = {PartyKind::kExternal, phone};
  message.conversation_key = "lead:" + phone;
  message.role = Role::kCustomer;
  message.sent_at = 1'759'000'000'000;
  message.detail = detail;
  message.raw = "{}";
  return message;
}

class Leads : public test::Fixture {
 public:
  Leads() {
    Bring({Lead("a", "8613900001111", R"({"name":"Anna Li","company":"例子公司","phones":["8613900001111"]})"),
           Lead("b", "8613900002222", R"({"name":"王示例","phones":["8613900002222"],"emails":["w@example.com"]})"),
           Lead("c", "8613900001111", R"({"name":"安娜","phones":["8613900001111"],"wechat":"wx_a"})")});
  }

  CommitResult Bring(std::vector<Message> messages) {
    CommitRequest request;
    request.source = "lead:shop";
    for (Message& message : messages) request.messages.push_back({std::move(message), {}});
    return Commit(request);
  }

  std::vector<std::string> Keys(const LeadQuery& query) {
    std::vector<std::string> keys;
    const auto page = storage().leads().List(query);
    REQUIRE(page);
    for (const LeadRow& row : page->items) keys.push_back(row.key);
    return keys;
  }

  void Follow() {
    while (*storage().customers().Follow() != 0) {
    }
  }

  std::uint64_t CustomerOf(const std::string& key) {
    const auto page = storage().leads().List({});
    REQUIRE(page);
    for (const LeadRow& row : page->items) {
      if (row.key == key) return row.customer;
    }
    return 0;
  }

  void Check() {
    const auto questions = storage().leads().Unchecked(100);
    REQUIRE(questions);
    const auto found = storage().duplicates().Find(*questions);
    REQUIRE(found);
    std::vector<LeadVerdict> verdicts;
    for (std::size_t i = 0; i < questions->size(); ++i) verdicts.push_back({*questions->at(i).lead, found->at(i)});
    REQUIRE(storage().leads().Checked(verdicts));
  }
};

}  // namespace

TEST_CASE("A lead has its row with the commit of its message, once however often it comes") {
  Leads f;
  CHECK(f.Count("lead") == 3);
  CHECK(f.Count("lead_identity") == 5);
  CHECK(f.Bring({Lead("a", "8613900001111", "{}")}).duplicates == 1);
  CHECK(f.Count("lead") == 3);
  CHECK(f.Keys({}) == std::vector<std::string>{"c", "b", "a"});
}

TEST_CASE("Leads are found by name, company and identity, page by page") {
  Leads f;
  CHECK(f.Keys({.who = "anna"}) == std::vector<std::string>{"a"});
  CHECK(f.Keys({.who = "例子"}) == std::vector<std::string>{"a"});
  CHECK(f.Keys({.who = "%"}).empty());
  CHECK(f.Keys({.who = "139", .identities = {{IdentityKind::kPhone, "8613900001111"}}}) ==
        std::vector<std::string>{"c", "a"});
  CHECK(f.Keys({.who = "x", .identities = {{IdentityKind::kEmail, "w@example.com"}}}) == std::vector<std::string>{"b"});
  CHECK(f.Keys({.intake = "lead:other"}).empty());
  const auto first = f.storage().leads().List({.limit = 2});
  REQUIRE(first->items.size() == 2);
  const auto second = f.storage().leads().List({.cursor = first->next_cursor, .limit = 2});
  REQUIRE(second->items.size() == 1);
  CHECK(second->items[0].key == "a");
  CHECK(second->next_cursor.empty());
  CHECK(f.storage().leads().List({.cursor = "nonsense"}).error().code == "cursor.invalid");
}

TEST_CASE("Of two leads with one number the later is the duplicate, and says why") {
  Leads f;
  f.Check();
  CHECK(f.Keys({.state = LeadState::kNew}) == std::vector<std::string>{"b", "a"});
  const auto page = f.storage().leads().List({.state = LeadState::kDuplicate});
  REQUIRE(page->items.size() == 1);
  CHECK(page->items[0].key == "c");
  REQUIRE(page->items[0].matches.size() == 1);
  const DuplicateMatch& match = page->items[0].matches[0];
  CHECK(match.kind == "lead");
  CHECK(match.name == "Anna Li");
  CHECK(match.by == Identity{IdentityKind::kPhone, "8613900001111"});
  CHECK(f.storage().leads().Unchecked(10)->empty());
  CHECK(*f.storage().leads().Count() ==
        std::map<LeadState, std::uint64_t>{{LeadState::kNew, 2}, {LeadState::kDuplicate, 1}});
}

TEST_CASE("A lead whose number has called or written before is a duplicate of that customer") {
  test::Fixture f;
  Message sms = test::ChatMessage(1, "hello", "zhang", "8613900004444");
  f.CommitMessages({sms});
  CommitRequest request;
  request.source = "lead:shop";
  request.messages.push_back({Lead("d", "8613900004444", R"({"phones":["8613900004444"]})"), {}});
  request.messages.push_back({Lead("e", "8613900005555", R"({"phones":["8613900005555"]})"), {}});
  f.Commit(request);
  const auto found = f.storage().duplicates().Find(*f.storage().leads().Unchecked(10));
  REQUIRE(found->size() == 2);
  REQUIRE(found->at(0).size() == 1);
  CHECK(found->at(0)[0].kind == "customer");
  CHECK(found->at(0)[0].id == "8613900004444");
  CHECK(found->at(1).empty());
}

TEST_CASE("Once his number stands at a record, a lead with it is a duplicate of that customer by name") {
  test::Fixture f;
  DirectorySnapshot people;
  people.source = test::kSource;
  people.employees = std::vector<Employee>{{.id = "zhang", .name = "张一", .departments = {}}};
  people.customers = {{.id = "wm-known", .name = "老客户", .unionid = "u-known"}};
  people.relations = {{.employee_id = "zhang", .customer_id = "wm-known", .mobiles = {"8613900004444"}}};
  REQUIRE(f.storage().directory().Apply(people));
  while (*f.storage().customers().Follow() != 0) {
  }
  const auto found = f.storage().duplicates().Find({{.identities = {{IdentityKind::kPhone, "8613900004444"}}},
                                                    {.identities = {{IdentityKind::kUnionId, "u-known"}}},
                                                    {.identities = {{IdentityKind::kUnionId, "u-other"}}}});
  REQUIRE(found);
  REQUIRE(found->at(0).size() == 1);
  CHECK(found->at(0)[0].name == "老客户");
  REQUIRE(found->at(1).size() == 1);
  CHECK(found->at(1)[0].id == found->at(0)[0].id);
  CHECK(found->at(2).empty());
}

TEST_CASE("A lead is a customer from then on, known by all that it says, and a later one of his is the same") {
  Leads f;
  CHECK(*f.storage().customers().Follow() > 0);  // the log; nobody compared the leads yet
  CHECK(f.storage().customers().List(Scope::All(), {})->items.empty());
  f.Check();
  f.Follow();
  const auto list = f.storage().customers().List(Scope::All(), {});
  REQUIRE(list->items.size() == 2);
  const auto anna = f.storage().customers().Get(Scope::All(), f.CustomerOf("a"));
  REQUIRE(anna);
  CHECK(anna->summary.name == "Anna Li");
  CHECK(anna->name_from == "lead");
  CHECK(anna->summary.corp_name == "例子公司");
  REQUIRE(anna->identities.size() == 2);  // the second lead added his WeChat id
  CHECK(anna->identities[0].kind == CustomerIdentityKind::kPhone);
  CHECK(anna->identities[1].kind == CustomerIdentityKind::kWechat);
  CHECK(anna->identities[1].reason == "lead");
  CHECK(anna->identities[1].confidence < 100);
  CHECK(anna->identities[1].learned_from == "lead:shop");
  CHECK(f.CustomerOf("c") == f.CustomerOf("a"));
  CHECK(f.CustomerOf("b") != f.CustomerOf("a"));
  CHECK(f.storage().customers().Timeline(Scope::All(), {.customer = anna->summary.id})->items.size() == 2);
}

TEST_CASE("A form that anybody can fill in joins no two customers") {
  Leads f;
  f.Check();
  f.Follow();
  const std::uint64_t anna = f.CustomerOf("a"), wang = f.CustomerOf("b");
  f.Bring({Lead("d", "8613900001111",
                R"({"phones":["8613900001111"],"emails":["w@example.com","new@example.com"],"wechat":"wx_d"})"),
           Lead("e", "8613900002222", R"({"phones":["8613900002222"],"wechat":"wx_d"})")});
  f.Check();
  f.Follow();
  CHECK(f.storage().customers().List(Scope::All(), {})->items.size() == 2);
  CHECK(f.CustomerOf("d") == anna);
  CHECK(f.CustomerOf("e") == wang);
  CHECK(f.storage().customers().Get(Scope::All(), wang)->identities.size() ==
        2);  // his number and his address are still his
  CHECK(f.storage().customers().Get(Scope::All(), anna)->identities.size() == 4);
}

TEST_CASE("A new lead is compared once with customers near to it, who are named as they stand now") {
  Leads f;
  f.Check();
  f.Follow();
  const auto due = f.storage().leads().Uncompared(10);
  REQUIRE(due);
  REQUIRE(due->size() == 2);  // the third is a duplicate, which is known already
  CHECK(due->at(0).customer == f.CustomerOf("a"));
  CHECK(due->at(0).who.name == "Anna Li");
  CHECK(due->at(0).who.company == "例子公司");
  CHECK(due->at(0).who.identities == std::vector<Identity>{{IdentityKind::kPhone, "8613900001111"}});
  f.Bring({Lead("d", "8613900004444", R"({"name":"Anna Li","company":"例子公司","phones":["8613900004444"]})")});
  f.Check();
  f.Follow();
  const auto again = f.storage().leads().Uncompared(10);
  REQUIRE(again->size() == 3);
  std::vector<NearVerdict> verdicts;
  for (const NearQuestion& question : *again) {
    const auto found = f.storage().known_customers().Find(question.who);
    REQUIRE(found);
    verdicts.push_back({question.id, *found});
  }
  REQUIRE(f.storage().leads().Compared(verdicts));
  CHECK(f.storage().leads().Uncompared(10)->empty());
  const auto near = [&] {
    const auto page = f.storage().leads().List({});
    REQUIRE(page);
    for (const LeadRow& row : page->items) {
      if (row.key == "d") return row.near;
    }
    return std::vector<NearCustomer>{};
  };
  REQUIRE(near().size() == 1);  // himself is no answer
  CHECK(near()[0].known.customer == f.CustomerOf("a"));
  CHECK(near()[0].known.by.front() == KnownBy::kPerson);
  CHECK(near()[0].known.confidence >= 85);
  CHECK(near()[0].name == "Anna Li");
  REQUIRE(f.storage().customers().Merge(Scope::All(), f.CustomerOf("a"), f.CustomerOf("d"), {7, "陈主管", "同一个人"}));
  CHECK(near().empty());  // he turned out to be the lead
}

TEST_CASE("Whoever left nothing but a WeChat id or a unionid is a customer with his lead in the timeline") {
  test::Fixture f;
  CommitRequest request;
  request.source = "lead:shop";
  request.messages.push_back({Lead("w", "wechat:wx_only", R"({"name":"只有微信","wechat":"wx_only"})"), {}});
  request.messages.push_back({Lead("u", "unionid:u-only", R"({"unionid":"u-only"})"), {}});
  request.messages.push_back({Lead("n", "lead:n", R"({"name":"nobody"})"), {}});
  f.Commit(request);
  REQUIRE(f.storage().leads().Checked({{.id = 0}, {.id = 1}, {.id = 2}}));
  while (*f.storage().customers().Follow() != 0) {
  }
  const auto list = f.storage().customers().List(Scope::All(), {});
  REQUIRE(list->items.size() == 2);
  for (const CustomerSummary& customer : list->items) {
    CHECK(f.storage().customers().Timeline(Scope::All(), {.customer = customer.id})->items.size() == 1);
    CHECK(customer.last_at != 0);
  }
  CHECK(f.storage().leads().List({})->items[0].customer == 0);
}

TEST_CASE("A number of the company's own people in a lead is no customer") {
  Leads f;
  DirectorySnapshot people;
  people.source = test::kSource;
  people.employees =
      std::vector<Employee>{{.id = "zhang", .name = "张一", .departments = {}, .numbers = {"8613900002222"}}};
  REQUIRE(f.storage().directory().Apply(people));
  f.Check();
  f.Follow();
  const auto wang = f.storage().customers().Get(Scope::All(), f.CustomerOf("b"));
  REQUIRE(wang);
  REQUIRE(wang->identities.size() == 1);
  CHECK(wang->identities[0].kind == CustomerIdentityKind::kEmail);
}

TEST_CASE("Whatever stands in the detail of an event called lead, the commit goes through") {
  Leads f;
  int key = 0;
  for (const char* detail :
       {"", "[]", "{}", R"({"phones":"x","name":7,"wechat":{"a":1}})", R"({"phones":[1,null,"","8613900001111"]})",
        "{\"name\":\"a\\u0000b\",\"phones\":[\"\\u0000\"]}"}) {
    CHECK(f.Bring({Lead("odd" + std::to_string(key++), "x", detail)}).stored == 1);
  }
  CHECK(f.Bring({Lead("long", "x", R"({"wechat":")" + std::string(5'000, 'w') + "\"}")}).stored == 1);
  CHECK(f.Count("lead") == 10);
  f.Check();
  CHECK(f.storage().leads().Unchecked(10)->empty());
}

TEST_CASE("Rows of leads are made again from the evidence") {
  Leads f;
  f.Check();
  const auto before = f.storage().leads().List({});
  f.Sql("UPDATE lead SET who = 'forged', detail = '{}'");
  f.Sql("DELETE FROM lead_identity");
  REQUIRE(f.storage().Reindex());
  CHECK(f.Count("lead_identity") == 5);
  f.Check();
  const auto after = f.storage().leads().List({});
  REQUIRE(after->items.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(after->items[i].detail == before->items[i].detail);
    CHECK(after->items[i].state == before->items[i].state);
  }
}

TEST_CASE("What was found out about a lead stays when his row is made again, and a row that lied is looked at again") {
  Leads f;
  f.Check();
  f.Follow();
  const auto known = [&] {
    return f
        .Sql(
            "SELECT string_agg(concat_ws('|', key, state, matches, linked, customer, name, company, near_looked,"
            " near), E'\\n' ORDER BY lead_id) FROM lead WHERE key <> 'c'")
        .Text(0, 0);
  };
  const std::string before = known();
  const std::uint64_t customer = f.CustomerOf("c");
  REQUIRE(customer != 0);
  f.Sql("UPDATE customer_identity SET reason = 'contact'");  // the customer he became is known by more now
  f.Sql("UPDATE lead SET who = 'forged' WHERE key = 'a'");
  f.Sql("UPDATE lead SET detail = '{}', customer = 999 WHERE key = 'c'");
  REQUIRE(f.storage().Reindex());
  CHECK(known() == before);
  CHECK(f.Keys({.who = "anna"}) == std::vector<std::string>{"a"});
  f.Check();
  f.Follow();
  CHECK(known() == before);
  CHECK(f.CustomerOf("c") == customer);
}

}  // namespace custos::storage
