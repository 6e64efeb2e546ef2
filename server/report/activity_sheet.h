// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"
#include "storage/activity_store.h"

namespace custos::server::report {

struct SheetHead {
  storage::ActivityBy by = storage::ActivityBy::kEmployee;
  std::int64_t from_day = 0;
  std::int64_t until_day = 0;
  bool english = false;
};

/// A report as the bytes of an XLSX file: a row each, the last one of all together, numbers as numbers, texts never as
/// formulas. kInternal "report.sheet" when the system lets no file be written.
Result<std::string> ActivitySheet(const storage::ActivityReport& report, const SheetHead& head);

}  // namespace custos::server::report
