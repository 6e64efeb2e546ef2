// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
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
  std::vector<int> semantics;  ///< 1 phone number, 2 e-mail, 3 red packet
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
  /// A name that is in use where nobody can see it: by a rule of another application.
  void TakeName(const std::string& name);
  /// errcode of a rule that is not there: one that was removed, or one that never was.
  int WhyMissing(const std::string& id) const;
  /// The next rules are added, and nobody hears of it.
  void LoseAnswers(int count) { lost_answers_ = count; }
  bool LosesAnswer() { return lost_answers_ > 0 && lost_answers_-- > 0; }
  /// From now on no rule may hold this word.
  void RefuseWord(const std::string& word);
  /// Whether a list that comes empty leaves what stood there; the platform does not say.
  void SetEmptyKeeps(bool keeps) { empty_keeps_ = keeps; }
  bool empty_keeps() const { return empty_keeps_; }

 private:
  int Check(const SimInterceptRule& rule, const std::string& except) const;

  mutable std::mutex mutex_;
  std::vector<SentText> sent_;
  std::vector<TimeMs> robot_;
  std::map<std::string, SimInterceptRule> rules_;
  std::set<std::string> removed_;
  std::set<std::string> refused_;
  std::set<std::string> taken_;  ///< names
  std::atomic<bool> empty_keeps_ = false;
  std::atomic<int> lost_answers_ = 0;
  std::uint64_t next_rule_ = 0;
};

}  // namespace custos::wecom_sim
