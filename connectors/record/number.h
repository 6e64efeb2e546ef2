// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::record {

enum class NumberKind : std::uint8_t {
  kWithheld,  ///< nobody says who it was
  kOutside,   ///< a subscriber of the public network
  kService,   ///< a short code or another number that exists in its own network only
  kSender,    ///< a name instead of a number, or an e-mail address
};

struct Number {
  NumberKind kind = NumberKind::kWithheld;
  /// kOutside: E.164 without plus; kService: digits; kSender: the name as it is; kWithheld: empty.
  std::string id;

  bool operator==(const Number&) const = default;
};

/// Reads numbers as telephones and exchanges write them. Thread-safe.
class NumberReader {
 public:
  /// kInvalid "records.unknown_region" unless `region` is a region of ISO 3166 with numbers of its own.
  static Result<std::unique_ptr<NumberReader>> Create(std::string region);

  Number Read(std::string_view written) const;
  /// Whether these digits are a short number anybody of the region can dial, such as 110 or 10086.
  bool IsPublicShortNumber(std::string_view digits) const;

 private:
  explicit NumberReader(std::string region) : region_(std::move(region)) {}

  const std::string region_;
};

/// The characters of a number that count: digits, letters, and a leading plus. What a permanent key is made of, since
/// it stays when a region is set otherwise.
std::string BareNumber(std::string_view written);

}  // namespace custos::record
