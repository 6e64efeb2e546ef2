// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"

namespace custos::wecom_sim {

/// A text that somebody got.
struct SentText {
  std::string to;  ///< touser of an application's message; "robot" for one of a group robot
  std::string text;
};

struct SimInterceptRule {
  std::string name;
  std::vector<std::string> words;
  int type = 1;  ///< 1 block, 2 warn
  std::vector<std::string> users;
  std::vector<std::int64_t> departments;
};

/// What was handed to the platform: texts for people, and intercept rules. Thread-safe.
class Outgoing {
 public:
  void Add(SentText sent);
  std::vector<SentText> sent() const;
  /// False when the robot has spoken twenty times within the last minute.
  bool AdmitRobot(TimeMs now);

  /// The id, or an empty one and the errcode of what is wrong with the rule.
  std::string AddRule(const SimInterceptRule& rule, int& errcode);
  /// 0 or the errcode.
  int ChangeRule(const std::string& id, const SimInterceptRule& rule);
  int RemoveRule(const std::string& id);
  std::map<std::string, SimInterceptRule> rules() const;

 private:
  int Check(const SimInterceptRule& rule, const std::string& except) const;

  mutable std::mutex mutex_;
  std::vector<SentText> sent_;
  std::vector<TimeMs> robot_;
  std::map<std::string, SimInterceptRule> rules_;
  std::uint64_t next_rule_ = 0;
};

}  // namespace custos::wecom_sim
