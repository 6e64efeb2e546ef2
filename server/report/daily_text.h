// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/activity_store.h"

namespace custos::server::report {

/// What the report of a day is made of.
struct DailyNumbers {
  std::int64_t day = 0;
  std::string until;                  ///< time of day up to which it counts, 18:30
  storage::ActivityReport employees;  ///< of that day, a row for each
  std::uint64_t waiting = 0;          ///< customers, for more than over_hours
  std::uint32_t over_hours = 0;
  TimeMs longest_ms = 0;         ///< how long the first of them has waited
  std::string longest_employee;  ///< whom he waits for
};

struct DailyStyle {
  bool english = false;
  bool markdown = false;           ///< as a group robot shows it; else plain text
  std::size_t most_bytes = 2'000;  ///< teams are left out, and counted, so that it fits
};

struct DailyText {
  std::string title;
  std::string body;
};

/// Totals, who waits, and of each department its numbers with who spoke to most and to fewest customers. Names of
/// employees only, never of customers. Pure.
DailyText MakeDailyText(const DailyNumbers& numbers, const DailyStyle& style);

}  // namespace custos::server::report
