// SPDX-License-Identifier: Apache-2.0
#include "server/report/days.h"

#include <catch2/catch.hpp>

namespace custos::server::report {

TEST_CASE("a day begins at midnight of the zone") {
  const std::int64_t day = *ParseDay("2025-10-09");
  CHECK(DayName(day) == "2025-10-09");
  CHECK(StartOf(day, 480) == 1'759'939'200'000);
  CHECK(DayAt(1'759'939'200'000, 480) == day);
  CHECK(DayAt(1'759'939'199'999, 480) == day - 1);
  CHECK(DayAt(-1, 0) == -1);
}

TEST_CASE("what is no date is no day") {
  for (const char* name : {"", "2025-02-30", "2025-13-01", "2025-1-01", "1969-12-31", "2025/01/01", "2025-01-0x",
                           "2025-01-01 ", "-025-01-01"}) {
    CAPTURE(name);
    CHECK_FALSE(ParseDay(name));
  }
  CHECK(ParseDay("2024-02-29"));
}

}  // namespace custos::server::report
