// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/intercept_calls.h"
#include "connectors/wecom/intercept_rule.h"
#include "core/result.h"

namespace custos::wecom {

/// Brings single rules to the platform and keeps book of those of ours that stand there.
class InterceptWriter {
 public:
  InterceptWriter(InterceptCalls& calls, std::stop_token stop) : calls_(calls), stop_(std::move(stop)) {}

  std::map<std::string, InterceptRule>& standing() { return standing_; }

  /// Makes `rule` stand, with as many of its words as the platform takes: by changing the one with its id, or as a new
  /// one. What it refuses is added to `refused_words` and, for semantics, said by `refused_semantics`.
  Status Put(InterceptRule rule);
  Status Remove(const std::string& id);

  std::vector<std::string> refused_words;
  bool refused_semantics = false;
  bool altered = false;  ///< the platform took a rule and keeps something else than what was sent

 private:
  Status Once(InterceptRule& rule);
  Status Write(InterceptRule& rule);
  Result<std::string> Adopt(const InterceptRule& rule);
  Status Narrow(InterceptRule& rule);
  Status Grow(InterceptRule& rule, std::vector<std::string>& good, const std::vector<std::string>& offered);
  const InterceptRule* Now(const InterceptRule& rule) const;

  InterceptCalls& calls_;
  const std::stop_token stop_;
  std::map<std::string, InterceptRule> standing_;  // by id
};

/// Whether an error is this one of the platform.
bool IsErrcode(const Status& status, int errcode);

}  // namespace custos::wecom
