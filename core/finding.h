// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos {

/// Values are stored; never renumber. Order is meaning: a higher value is worse.
enum class Severity : std::uint8_t { kInformational = 0, kLow = 1, kMedium = 2, kHigh = 3, kCritical = 4 };

std::string_view ToString(Severity severity);  ///< "informational", "low", "medium", "high", "critical"
std::optional<Severity> ParseSeverity(std::string_view name);

/// Half-open byte range in the original UTF-8 text of a message; always on character borders.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  bool operator==(const Span&) const = default;
};

/// An earlier message that a finding also covers, named the way its source names it.
struct FindingPart {
  std::string source;
  std::string key;
  std::vector<Span> spans;  ///< sorted, not overlapping; empty when the message counts as a whole

  bool operator==(const FindingPart&) const = default;
};

/// How a finding came to be. Values are stored; never renumber.
enum class Origin : std::uint8_t {
  kLive = 0,      ///< found when its message was committed
  kLate = 1,      ///< found later, because something did not happen in time
  kLookBack = 2,  ///< found by a look back over stored messages
};

std::string_view ToString(Origin origin);  ///< "live", "late", "look_back"

/// One rule found in one message, with the places that made it fire; or in several messages, of which it belongs to
/// the newest.
struct Finding {
  std::string rule_id;  ///< UUID of the rule, never reused
  std::string rule_version;
  std::string category;  ///< for example "private_payment"
  Severity severity = Severity::kMedium;
  std::vector<Span> spans;  ///< sorted, not overlapping
  std::string folded;       ///< the matched text after folding where that differs from what was written; else empty
  std::vector<FindingPart> parts = {};  ///< the other messages it covers, oldest first
};

}  // namespace custos
