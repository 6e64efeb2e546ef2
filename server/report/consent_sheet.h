// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/result.h"
#include "storage/consent_store.h"

namespace custos::server::report {

/// Beyond it a sheet is cut by filters: programs that read sheets take a million rows.
inline constexpr std::size_t kMostConsentRows = 500'000;

struct ConsentSheetHead {
  storage::ConsentKind kind = storage::ConsentKind::kPair;
  int zone_minutes = 480;  ///< of the times, east of Greenwich
  bool english = false;
};

/// What customers said to being archived as the bytes of an XLSX file, a row for each customer with an employee or in a
/// group, with the date of the answer; who said nothing is shown as that. `next` gives the page after a cursor, the
/// first for an empty one; its errors are returned. kInvalid "report.too_long"; kInternal "report.sheet".
Result<std::string> ConsentSheet(const std::function<Result<storage::ConsentPage>(const std::string& cursor)>& next,
                                 const ConsentSheetHead& head);

}  // namespace custos::server::report
