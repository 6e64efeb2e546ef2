// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/record/number.h"
#include "connectors/record/time_text.h"
#include "connectors/records.h"

namespace custos::record {

/// What all readers of records share: who is who, keys, and the fields that follow from others. Thread-safe.
class Maker {
 public:
  /// kInvalid "records.unknown_region" or "records.unknown_zone".
  static Result<std::shared_ptr<const Maker>> Create(RecordOptions options);

  const RecordOptions& options() const { return options_; }
  const Zone& zone() const { return *zone_; }

  /// Whoever holds the telephone the records come from.
  Party Own() const;
  /// The other end as a telephone shows it: an outsider, or staff whose number is known.
  Party Other(std::string_view written) const;
  /// An end as an exchange writes it: extensions are staff.
  Party AtExchange(std::string_view written) const;
  bool IsExtension(std::string_view written) const;

  Record Refuse(std::string code, std::string bytes, std::uint64_t offset, std::uint64_t line) const;
  static Record Skip(std::string code, std::uint64_t offset, std::uint64_t line);
  /// Fills in what follows from `message`: source, conversation, role, clean text. Refuses one whose time cannot be.
  Record Accept(Message message, std::uint64_t offset, std::uint64_t line) const;

 private:
  Maker(RecordOptions options, std::shared_ptr<const Zone> zone, std::unique_ptr<const NumberReader> numbers)
      : options_(std::move(options)), zone_(std::move(zone)), numbers_(std::move(numbers)) {}

  Party Known(Number number) const;

  const RecordOptions options_;
  const std::shared_ptr<const Zone> zone_;
  const std::unique_ptr<const NumberReader> numbers_;
};

/// A permanent key of fields that tell a record from all others: 64 hex digits.
std::string DigestKey(std::initializer_list<std::string_view> fields);

/// Id of an outsider whose number nobody told.
inline constexpr std::string_view kWithheldId = "withheld";
/// The exchange itself as an end of a call: a menu, a mailbox, a parking place.
inline constexpr std::string_view kExchangeId = "exchange";

}  // namespace custos::record
