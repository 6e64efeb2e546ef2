// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/intercept_rule.h"
#include "core/result.h"

namespace custos::wecom {

/// Id and name of a rule that stands on the platform.
struct InterceptEntry {
  std::string id;
  std::string name;
};

/// The five calls for sensitive-word rules (wecom.md 5.4). Errors as ApiClient; any thread.
class InterceptCalls {
 public:
  explicit InterceptCalls(ApiClient& api) : api_(api) {}

  /// All rules of the company, whoever made them.
  Result<std::vector<InterceptEntry>> List(const std::stop_token& stop);
  Result<InterceptRule> Get(const std::string& id, const std::stop_token& stop);
  /// The new rule's id.
  Result<std::string> Add(const InterceptRule& rule, const std::stop_token& stop);
  /// Makes the rule with the id of `now` into `wanted`. Lists go out whole, for it is not said what the platform does
  /// with one that is left out; the range goes out as what is to be added and removed.
  Status Update(const InterceptRule& now, const InterceptRule& wanted, const std::stop_token& stop);
  Status Remove(const std::string& id, const std::stop_token& stop);

 private:
  Result<std::string> Post(std::string_view call, const std::string& body, const std::stop_token& stop);

  ApiClient& api_;
};

}  // namespace custos::wecom
