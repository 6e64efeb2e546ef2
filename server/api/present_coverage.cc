// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_coverage.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json RecordOrNull(std::uint64_t record) { return record == 0 ? json() : json(std::to_string(record)); }

}  // namespace

json Present(const storage::StaffCoverage& coverage) {
  return {{"source", coverage.source},
          {"department_id", coverage.department == 0 ? json() : json(std::to_string(coverage.department))},
          {"name", coverage.name},
          {"employees", coverage.employees},
          {"seats", coverage.seats},
          {"customers", coverage.customers},
          {"covered", coverage.covered},
          {"consents",
           {{"agree", coverage.agreed},
            {"disagree", coverage.disagreed},
            {"default", coverage.by_default},
            {"unknown", coverage.unknown()}}}};
}

json Present(const storage::CoverageGap& gap) {
  return {{"employee", Present(gap.employee)},       {"item", TextOrNull(gap.item)}, {"label", gap.label},
          {"customer_id", RecordOrNull(gap.record)}, {"count", gap.count},           {"since", TimeOrNull(gap.since)}};
}

json Present(const storage::ConsentView& consent) {
  return {
      {"kind", ToString(consent.kind)},           {"employee", consent.employee ? Present(*consent.employee) : json()},
      {"group_id", TextOrNull(consent.group)},    {"group_name", consent.group_name},
      {"customer", Present(consent.customer)},    {"customer_id", RecordOrNull(consent.record)},
      {"state", ToString(consent.state)},         {"changed_at", TimeOrNull(consent.changed_at)},
      {"asked_at", TimeOrNull(consent.asked_at)}, {"code", TextOrNull(consent.code)}};
}

json Present(const ConsentAsking& asking) {
  return {{"source", asking.source},
          {"asked_at", TimeOrNull(asking.asked_at)},
          {"answered", asking.answered},
          {"problem", TextOrNull(asking.problem)},
          {"problem_detail", TextOrNull(asking.problem_detail)}};
}

}  // namespace custos::server::api
