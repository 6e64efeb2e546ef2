// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/money.h"
#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class OrderStatus : std::uint8_t {
  kOpen = 0,
  kPaid = 1,
  kDone = 2,
  kCancelled = 3,
  kRefunded = 4,
};

std::string_view ToString(OrderStatus status);  ///< open, paid, done, cancelled, refunded
std::optional<OrderStatus> ParseOrderStatus(std::string_view name);

/// Whether the company has sold something: paid and done.
constexpr bool IsDeal(OrderStatus status) { return status == OrderStatus::kPaid || status == OrderStatus::kDone; }

/// An order as its shop tells it. `detail` holds everything, docs/customers.md; the rest stands beside it to be asked
/// for.
struct OrderWrite {
  std::string source;  ///< the shop or ERP system, "shop"
  std::string number;  ///< unique within the source
  OrderStatus status = OrderStatus::kDone;
  TimeMs ordered_at = 0;
  Money amount;
  std::string contact_source;  ///< of the directory that knows its buyer by an id; empty: none does
  std::string detail;          ///< JSON object; equal content is equal bytes
};

enum class OrderOutcome : std::uint8_t { kStored, kChanged, kUnchanged, kRefused };

std::string_view ToString(OrderOutcome outcome);  ///< stored, changed, unchanged, refused

struct OrderTaken {
  OrderOutcome outcome = OrderOutcome::kRefused;
  std::string code;           ///< of a refused one: "order.unknown_directory"
  std::uint64_t id = 0;       ///< 0 when refused
  std::uint64_t version = 0;  ///< the one that stands now
};

/// How an order read at some time.
struct OrderState {
  std::uint64_t version = 1;
  TimeMs taken_at = 0;
  std::string taken_by;  ///< name of the person, or of whose program it was
  std::string detail;
};

struct OrderRow {
  std::uint64_t id = 0;
  std::string source;
  std::string number;
  OrderStatus status = OrderStatus::kDone;
  TimeMs ordered_at = 0;
  Money amount;
  OrderState now;
  std::vector<OrderState> past;  ///< oldest first; not in lists
  std::uint64_t customer = 0;    ///< his record; 0 while nobody is found
  std::string customer_name;
};

/// What was sold in one currency.
struct OrderTotal {
  Money amount;  ///< of all paid and done orders
  std::uint64_t orders = 0;
  Money year;  ///< of those in the last 365 days
  std::uint64_t year_orders = 0;
};

struct OrderQuery {
  std::string text;    ///< the number, or what the beginning of it is
  std::string source;  ///< empty: all
  std::optional<OrderStatus> status;
  TimeMs from = 0;       ///< inclusive; 0 = open
  TimeMs until = 0;      ///< exclusive; 0 = open
  bool nobodys = false;  ///< only those whose customer is not known
  std::string cursor;
  std::size_t limit = 50;
};

struct OrderPage {
  std::vector<OrderRow> items;  ///< newest first
  std::string next_cursor;
};

struct CustomerOrders {
  OrderPage page;
  std::vector<OrderTotal> totals;  ///< by currency, the one with most orders first
  TimeMs last_at = 0;              ///< of the newest paid or done order; 0: there is none
};

/// What customers bought, as shops and ERP systems tell it. An order stands at the record of the identity that its
/// buyer is known by, so it goes wherever a merge takes that identity, and back. Orders are never removed, and every
/// version is kept. Thread-safe.
class OrderStore {
 public:
  virtual ~OrderStore() = default;

  /// All in one transaction, in their order. One that reads as it did changes nothing.
  virtual Result<std::vector<OrderTaken>> Take(const std::vector<OrderWrite>& orders, const std::string& taken_by) = 0;
  /// Of the whole company. kInvalid "cursor.invalid".
  virtual Result<OrderPage> List(const OrderQuery& query) = 0;
  /// Of a customer in sight, with all versions. kNotFound "customer.not_found", kInvalid "cursor.invalid".
  virtual Result<CustomerOrders> OfCustomer(const Scope& scope, std::uint64_t customer, const std::string& cursor,
                                            std::size_t limit) = 0;
};

}  // namespace custos::storage
