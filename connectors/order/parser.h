// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/connector.h"
#include "connectors/json_fields.h"
#include "connectors/record/number.h"
#include "connectors/record/time_text.h"

namespace custos::order {

/// Largest order that is read.
inline constexpr std::size_t kLargestOrder = std::size_t{256} << 10;

/// Where orders come from and how to read what they leave unsaid.
struct OrderOptions {
  std::string source;                  ///< "order:shop"
  std::string region = "CN";           ///< ISO 3166 region of numbers without a country code
  std::string zone = "Asia/Shanghai";  ///< of times without one, a name of the IANA database
};

/// Turns one order into its normal form, Message::detail, as docs/customers.md describes it; the message's key is the
/// number of the order and its time that of the order. No I/O; thread-safe.
class OrderParser {
 public:
  /// kInvalid "records.unknown_region", "records.unknown_zone".
  static Result<std::unique_ptr<OrderParser>> Create(OrderOptions options);

  const std::string& source() const { return options_.source; }

  /// A JSON object in UTF-8. `now` bounds its time. Refused with `order.not_json`, `order.too_large`, `order.missing`,
  /// `order.type`, `order.value`, `order.status`, `order.amount`, `order.currency`, `order.time`, `order.wrong_clock`,
  /// `order.email` or `order.unknown_member`, and the place of the fault. A number that nobody can dial is kept as it
  /// was written.
  RecordResult Parse(std::string_view bytes, TimeMs now) const;

  /// The same for an object that was put together from something else; `raw` is the evidence.
  RecordResult Read(const nlohmann::json& object, std::string raw, TimeMs now) const;

 private:
  OrderParser(OrderOptions options, std::unique_ptr<record::NumberReader> numbers,
              std::shared_ptr<const record::Zone> zone)
      : options_(std::move(options)), numbers_(std::move(numbers)), zone_(std::move(zone)) {}

  const OrderOptions options_;
  const std::unique_ptr<record::NumberReader> numbers_;
  const std::shared_ptr<const record::Zone> zone_;
};

/// Whether orders have a member of this name.
bool IsMember(std::string_view name);

/// The status a text means, in Chinese or English: open, paid, done, cancelled or refunded; empty for any other.
std::string_view ReadStatus(std::string_view text);

}  // namespace custos::order
