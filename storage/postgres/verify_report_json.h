// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "storage/verify_report.h"

namespace custos::storage {

std::string VerifyReportToJson(const VerifyReport& report);
/// Nullopt for a text that is not one of ours.
std::optional<VerifyReport> VerifyReportFromJson(const std::string& text);

}  // namespace custos::storage
