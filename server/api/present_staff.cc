// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_staff.h"

#include <nlohmann/json.hpp>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {

using nlohmann::json;

json Present(const storage::StaffAccount& account) {
  return {{"employee", Present(account.person)},
          {"active", account.active},
          {"archived", account.archived},
          {"customers", account.customers},
          {"since", TimeOrNull(account.since)}};
}

json Present(const storage::StaffProposal& proposal) {
  json marks = json::array();
  for (const storage::StaffMark mark : proposal.marks) marks.push_back(ToString(mark));
  return {{"account", Present(proposal.account)}, {"other", Present(proposal.other)}, {"marks", std::move(marks)}};
}

json PresentStaff(const std::vector<storage::StaffAccount>& accounts, const std::vector<storage::StaffStep>& history) {
  json all = json::array(), steps = json::array();
  for (const storage::StaffAccount& account : accounts) all.push_back(Present(account));
  for (const storage::StaffStep& step : history) {
    steps.push_back({{"at", FormatTime(step.at)},
                     {"act", ToString(step.act)},
                     {"account", Present(step.account)},
                     {"other", Present(step.other)},
                     {"reason", step.reason},
                     {"user_name", step.user_name}});
  }
  return {{"accounts", std::move(all)}, {"history", std::move(steps)}};
}

}  // namespace custos::server::api
