// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr TimeMs kNow = 1'760'000'000'000;

OrderWrite Order(const std::string& number, const std::string& identities, std::int64_t minor = 10'000,
                 OrderStatus status = OrderStatus::kPaid, TimeMs at = kNow - kDay) {
  return {.source = "shop",
          .number = number,
          .status = status,
          .ordered_at = at,
          .amount = {minor, "CNY"},
          .contact_source = {},
          .detail = "{" + identities + (identities.empty() ? "" : ",") + "\"amount\":\"" + std::to_string(minor) +
                    "\",\"status\":\"" + std::string(ToString(status)) + "\"}"};
}

std::string Phone(const std::string& number) { return "\"phones\":[\"" + number + "\"]"; }

class Shop : public test::CompanyFixture {
 public:
  std::vector<OrderTaken> Take(const std::vector<OrderWrite>& orders) {
    const auto taken = storage().orders().Take(orders, "shop");
    if (!taken) throw std::runtime_error(taken.error().code + ": " + taken.error().message);
    Follow();
    return *taken;
  }
  CustomerOrders Of(std::uint64_t customer, const Scope& scope = Scope::All(), const std::string& cursor = {},
                    std::size_t limit = 50) {
    const auto orders = storage().orders().OfCustomer(scope, customer, cursor, limit);
    if (!orders) throw std::runtime_error(orders.error().code);
    return *orders;
  }
  std::vector<std::string> Numbers(std::uint64_t customer) {
    std::vector<std::string> numbers;
    for (const OrderRow& order : Of(customer).page.items) numbers.push_back(order.number);
    return numbers;
  }
  std::uint64_t CustomerOf(const std::string& number) {
    const auto page = storage().orders().List({.text = number});
    return page->items.empty() ? 0 : page->items[0].customer;
  }
  std::vector<std::uint64_t> Holding(const std::string& condition) {
    std::vector<std::uint64_t> ids;
    for (const CustomerSummary& one : Listed({.condition = *ParseCondition(condition)})) ids.push_back(one.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
};

using Outcome = OrderOutcome;
using Numbers = std::vector<std::string>;

}  // namespace

TEST_CASE("An order that comes again changes nothing, and one that changed keeps how it read before") {
  Shop f;
  const OrderWrite order = Order("A1", Phone("8613900001111"));
  CHECK(f.Take({order})[0].outcome == Outcome::kStored);
  const auto again = f.Take({order})[0];
  CHECK(again.outcome == Outcome::kUnchanged);
  CHECK(again.version == 1);
  f.clock().Advance(1'000);
  const auto changed = f.Take({Order("A1", Phone("8613900001111"), 12'000, OrderStatus::kRefunded)})[0];
  CHECK(changed.outcome == Outcome::kChanged);
  CHECK(changed.version == 2);
  CHECK(changed.id == again.id);
  const auto orders = f.Of(f.CustomerOf("A1")).page.items;
  REQUIRE(orders.size() == 1);
  CHECK(orders[0].status == OrderStatus::kRefunded);
  CHECK(orders[0].amount == Money{12'000, "CNY"});
  REQUIRE(orders[0].past.size() == 1);
  CHECK(orders[0].past[0].detail == order.detail);
  CHECK(orders[0].past[0].taken_at == kNow);
  CHECK(orders[0].now.taken_at == kNow + 1'000);
  CHECK(orders[0].now.taken_by == "shop");
}

TEST_CASE("A number that comes twice in one batch is one order with two versions") {
  Shop f;
  const auto taken = f.Take({Order("A1", Phone("8613900001111")), Order("A1", Phone("8613900001111"), 5),
                             Order("A2", Phone("8613900001111"))});
  CHECK(taken[0].outcome == Outcome::kStored);
  CHECK(taken[1].outcome == Outcome::kChanged);
  CHECK(taken[1].id == taken[0].id);
  CHECK(taken[2].outcome == Outcome::kStored);
  CHECK(f.Count("customer_order") == 2);
  CHECK(f.Count("customer_order_past") == 1);
}

TEST_CASE("The same number of another shop is another order") {
  Shop f;
  OrderWrite other = Order("A1", Phone("8613900001111"));
  other.source = "erp";
  const auto taken = f.Take({Order("A1", Phone("8613900001111")), other});
  CHECK(taken[1].outcome == Outcome::kStored);
  CHECK(f.Numbers(f.CustomerOf("A1")) == Numbers{"A1", "A1"});
}

TEST_CASE("An order stands at the customer who is known by one of its identities, else at a new one") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", "union1", {"8613900001111"});
  f.Follow();
  OrderWrite contact = Order("A2", R"("contact":{"source":"test:one","id":"wm1"})");
  contact.contact_source = test::kSource;
  f.Take({Order("A1", Phone("8613900001111") + R"(,"emails":["w@example.com"])"), contact,
          Order("A3", R"("unionid":"union1")"), Order("A4", R"("emails":["w@example.com"])"),
          Order("B1", Phone("8613900002222")), Order("C1", "")});
  const std::uint64_t wang = f.IdOf("wm1");
  CHECK(f.Numbers(wang) == Numbers{"A4", "A3", "A2", "A1"});
  CHECK(f.CustomerOf("B1") == f.IdOf("8613900002222"));
  CHECK(f.CustomerOf("B1") != wang);
  CHECK(f.CustomerOf("C1") == 0);
  CHECK(f.storage().orders().List({.nobodys = true})->items.size() == 1);
  bool told = false;
  for (const CustomerIdentity& identity : f.View(wang).identities) {
    if (identity.value == "w@example.com") told = identity.reason == "order" && identity.confidence == 80;
  }
  CHECK(told);
}

TEST_CASE("An order that names two customers joins them not") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", {}, {"8613900001111"});
  f.Contact("li", "wm2", "陈先生", {}, {"8613900002222"});
  f.Follow();
  f.Take({Order("A1", R"("phones":["8613900001111","8613900002222"])")});
  CHECK(f.IdOf("wm1") != f.IdOf("wm2"));
  CHECK(f.CustomerOf("A1") == f.IdOf("wm1"));
}

TEST_CASE("A directory that nobody knows is refused, and the rest of the batch is taken") {
  Shop f;
  OrderWrite stranger = Order("A1", R"("contact":{"source":"wecom:none","id":"wm1"})");
  stranger.contact_source = "wecom:none";
  const auto taken = f.Take({stranger, Order("A2", Phone("8613900001111"))});
  CHECK(taken[0].outcome == Outcome::kRefused);
  CHECK(taken[0].code == "order.unknown_directory");
  CHECK(taken[1].outcome == Outcome::kStored);
  CHECK(f.Count("customer_order") == 1);
}

TEST_CASE("A corrected number takes the order to whom it names now") {
  Shop f;
  f.Take({Order("A1", Phone("8613900001111")), Order("A2", Phone("8613900002222"))});
  f.Take({Order("A1", Phone("8613900002222"))});
  CHECK(f.CustomerOf("A1") == f.IdOf("8613900002222"));
  CHECK(f.Numbers(f.IdOf("8613900001111")).empty());
}

TEST_CASE("Orders go with a merge, and exactly back with it") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", {}, {"8613900001111"});
  f.Contact("li", "wm2", "王小姐", {}, {"8613900002222"});
  f.Follow();
  f.Take({Order("A1", Phone("8613900001111")), Order("B1", Phone("8613900002222"))});
  const std::uint64_t one = f.IdOf("wm1"), other = f.IdOf("wm2");
  const auto merge = f.customers().Merge(Scope::All(), one, other, {7, "admin", "同一人"});
  REQUIRE(merge);
  CHECK(f.Numbers(one) == Numbers{"B1", "A1"});
  CHECK(f.Numbers(other) == Numbers{"B1", "A1"});  // the record that stands for it
  // What comes while they are one stays with whom it names.
  f.Take({Order("B2", Phone("8613900002222"))});
  REQUIRE(f.customers().Unmerge(Scope::All(), merge->id, {7, "admin", "两个人"}));
  f.Follow();
  CHECK(f.Numbers(one) == Numbers{"A1"});
  CHECK(f.Numbers(other) == Numbers{"B2", "B1"});
}

TEST_CASE("Sums are by currency, of what was paid or done") {
  Shop f;
  OrderWrite dollars = Order("A4", Phone("8613900001111"), 500);
  dollars.amount.currency = "USD";
  f.Take({Order("A1", Phone("8613900001111"), 1'000), Order("A2", Phone("8613900001111"), 2'000, OrderStatus::kDone),
          Order("A3", Phone("8613900001111"), 9'000, OrderStatus::kCancelled), dollars,
          Order("A5", Phone("8613900001111"), 4'000, OrderStatus::kPaid, kNow - 400 * kDay)});
  const CustomerOrders orders = f.Of(f.IdOf("8613900001111"));
  REQUIRE(orders.totals.size() == 2);
  CHECK(orders.totals[0].amount == Money{7'000, "CNY"});
  CHECK(orders.totals[0].orders == 3);
  CHECK(orders.totals[0].year == Money{3'000, "CNY"});
  CHECK(orders.totals[0].year_orders == 2);
  CHECK(orders.totals[1].amount == Money{500, "USD"});
  CHECK(orders.last_at == kNow - kDay);
}

TEST_CASE("Orders of a customer come page by page, each once") {
  Shop f;
  std::vector<OrderWrite> many;
  for (int i = 0; i < 25; ++i) many.push_back(Order("A" + std::to_string(i), Phone("8613900001111"), 1));
  f.Take(many);
  std::set<std::string> seen;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = f.Of(f.IdOf("8613900001111"), Scope::All(), cursor, 10).page;
    for (const OrderRow& order : page.items) CHECK(seen.insert(order.number).second);
    cursor = page.next_cursor;
  } while (++pages < 10 && !cursor.empty());
  CHECK(pages == 3);
  CHECK(seen.size() == 25);
  CHECK(f.storage().orders().List({.text = "A1", .limit = 50})->items.size() == 11);
  CHECK(f.storage().orders().List({.text = "A24"})->items.size() == 1);
  CHECK(f.storage().orders().List({.cursor = "x"}).error().code == "cursor.invalid");
}

TEST_CASE("A rep sees the orders of his customers only") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", {}, {"8613900001111"});
  f.Follow();
  f.Take({Order("A1", Phone("8613900001111"))});
  const std::uint64_t customer = f.IdOf("wm1");
  CHECK(f.Of(customer, Shop::Own("zhang")).page.items.size() == 1);
  CHECK(f.storage().orders().OfCustomer(Shop::Own("li"), customer, "", 10).error().code == "customer.not_found");
}

TEST_CASE("An order stands in the timeline by its time, with how it read before") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", {}, {"8613900001111"});
  Message message = test::ChatMessage(1, "您好", "zhang", "wm1");
  message.sent_at = kNow - 2 * kDay;
  f.CommitMessages({message});
  f.Follow();
  f.Take({Order("A1", Phone("8613900001111")),
          Order("A2", Phone("8613900001111"), 1, OrderStatus::kOpen, kNow - 3 * kDay)});
  f.Take({Order("A1", Phone("8613900001111"), 20'000)});
  const auto page = f.customers().Timeline(
      Scope::All(), {.customer = f.IdOf("wm1"), .kinds = {TimelineKind::kChat, TimelineKind::kOrder}});
  REQUIRE(page);
  REQUIRE(page->items.size() == 3);
  CHECK(page->items[0].order->number == "A1");
  CHECK(page->items[0].order->past.size() == 1);
  CHECK(page->items[0].at == kNow - kDay);
  CHECK(page->items[1].kind == TimelineKind::kChat);
  CHECK(page->items[2].order->number == "A2");
  TimelineQuery piece{.customer = f.IdOf("wm1"), .kinds = {TimelineKind::kOrder}, .limit = 1};
  piece.cursor = f.customers().Timeline(Scope::All(), piece)->next_cursor;
  CHECK(f.customers().Timeline(Scope::All(), piece)->items[0].order->number == "A2");
}

TEST_CASE("Conditions ask for the number, the value and the age of what was bought") {
  Shop f;
  OrderWrite dollars = Order("B1", Phone("8613900002222"), 99'900);
  dollars.amount.currency = "USD";
  f.Take({Order("A1", Phone("8613900001111"), 60'000), Order("A2", Phone("8613900001111"), 60'050),
          Order("A3", Phone("8613900001111"), 9'999'999, OrderStatus::kRefunded), dollars,
          Order("C1", Phone("8613900003333"), 500'000, OrderStatus::kDone, kNow - 100 * kDay)});
  const std::uint64_t a = f.IdOf("8613900001111"), b = f.IdOf("8613900002222"), c = f.IdOf("8613900003333");
  using Ids = std::vector<std::uint64_t>;
  CHECK(f.Holding(R"({"on":"orders","op":"at_least","value":2})") == Ids{a});
  CHECK(f.Holding(R"({"on":"orders","op":"at_least","value":1,"days":30})") == Ids{a, b});
  CHECK(f.Holding(R"({"on":"orders","op":"at_most","value":0,"days":30})") == Ids{c});
  CHECK(f.Holding(R"({"on":"order_value","op":"at_least","value":1200.5})") == Ids{a, c});
  CHECK(f.Holding(R"({"on":"order_value","op":"at_least","value":1200.51})") == Ids{c});
  CHECK(f.Holding(R"({"on":"order_value","op":"at_least","value":1000,"days":30})") == Ids{a});
  CHECK(f.Holding(R"({"on":"order_value","op":"at_least","value":999,"currency":"USD"})") == Ids{b});
  CHECK(f.Holding(R"({"on":"last_order","op":"at_most","value":10})") == Ids{a, b});
  CHECK(f.Holding(R"({"on":"last_order","op":"at_least","value":50})") == Ids{c});
}

TEST_CASE("An order that came, changed or moved has its customers graded again") {
  Shop f;
  f.Contact("zhang", "wm1", "王女士", {}, {"8613900001111"});
  f.Contact("li", "wm2", "陈先生", {}, {"8613900002222"});
  f.Follow();
  GradeRule rule{.target = GradeTarget::kGrade, .value = "A", .name = "buyers"};
  rule.condition = *ParseCondition(R"({"on":"order_value","op":"at_least","value":500})");
  REQUIRE(f.storage().grading().SetRules(f.storage().grading().Rules()->version, {rule}, "admin"));
  const auto grade = [&] {
    while (*f.storage().grading().Step() != 0) {
    }
    return f.View(f.IdOf("wm1")).summary.grade + "/" + f.View(f.IdOf("wm2")).summary.grade;
  };
  CHECK(grade() == "/");
  f.Take({Order("A1", Phone("8613900001111"), 50'000)});
  CHECK(grade() == "A/");
  f.Take({Order("A1", Phone("8613900002222"), 50'000)});
  CHECK(grade() == "/A");
  f.Take({Order("A1", Phone("8613900002222"), 50'000, OrderStatus::kRefunded)});
  CHECK(grade() == "/");
}

TEST_CASE("Orders are there after a restart, and what was not linked yet is linked then") {
  Shop f;
  REQUIRE(f.storage().orders().Take({Order("A1", Phone("8613900001111"))}, "shop"));
  f.Reopen();
  CHECK(f.CustomerOf("A1") == 0);
  f.Follow();
  CHECK(f.CustomerOf("A1") == f.IdOf("8613900001111"));
  CHECK(f.IdOf("8613900001111") != 0);
}

}  // namespace custos::storage
