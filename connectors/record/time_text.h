// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace custos::record {

/// A zone of the IANA database, for times that name none. Thread-safe.
class Zone {
 public:
  /// kInvalid "records.unknown_zone".
  static Result<std::shared_ptr<const Zone>> Find(const std::string& name);
  virtual ~Zone() = default;

  /// The moment a clock on the wall there showed these milliseconds since 1970. The later one when it showed them
  /// twice, the moment after the change when it left them out.
  virtual TimeMs FromWall(TimeMs wall) const = 0;
};

/// Reads a date and time: year-month-day hour:minute[:second[.fraction]], with - / . or nothing between the parts of
/// the date, and Z or ±hh[:mm] at the end if it has a zone of its own. nullopt for anything else, 30 February included.
std::optional<TimeMs> ReadTime(std::string_view text, const Zone& zone);

/// The same by a pattern of %Y %m %d %H %M %S %y %p %I and %z; "epoch_s", "epoch_ms", "epoch_us" count from 1970. Other
/// characters stand for themselves, a space for any number of them.
std::optional<TimeMs> ReadTime(std::string_view text, std::string_view pattern, const Zone& zone);

/// Seconds in "95", "95s", "1:35", "0:01:35" or "1分35秒". nullopt for anything else.
std::optional<std::uint32_t> ReadDuration(std::string_view text);

/// A whole number without sign; nullopt for anything else.
std::optional<std::int64_t> ReadCount(std::string_view text);

/// False for a moment no telephone record can have: before 1990 or more than two days after `now`.
bool IsPlausible(TimeMs time, TimeMs now);

}  // namespace custos::record
