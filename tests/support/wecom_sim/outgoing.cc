// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/outgoing.h"

#include <algorithm>

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kMostRules = 100;
constexpr std::size_t kMostWords = 300;
constexpr std::size_t kMostCharacters = 32;
constexpr std::size_t kMostNameCharacters = 20;
constexpr std::size_t kMostReceivers = 1'000;
constexpr std::size_t kRobotPerMinute = 20;
constexpr int kUnknown = 41070;
constexpr int kRemoved = 41071;

std::size_t Characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

void Outgoing::Add(SentText sent) {
  const std::scoped_lock lock(mutex_);
  sent_.push_back(std::move(sent));
}

std::vector<SentText> Outgoing::sent() const {
  const std::scoped_lock lock(mutex_);
  return sent_;
}

bool Outgoing::AdmitRobot(TimeMs now) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(robot_, [&](TimeMs at) { return at <= now - 60'000; });
  if (robot_.size() >= kRobotPerMinute) return false;
  robot_.push_back(now);
  return true;
}

int Outgoing::Check(const SimInterceptRule& rule, const std::string& except) const {
  if (rule.name.empty() || Characters(rule.name) > kMostNameCharacters) return 40058;
  if (rule.words.empty() || rule.words.size() > kMostWords) return 41068;
  for (const std::string& word : rule.words) {
    if (word.empty() || Characters(word) > kMostCharacters || refused_.contains(word)) return 41083;
  }
  for (const int one : rule.semantics) {
    if (one < 1 || one > 3) return 41084;
  }
  if (rule.type != 1 && rule.type != 2) return 40058;
  if (rule.users.empty() && rule.departments.empty()) return 41076;
  if (rule.users.size() > kMostReceivers || rule.departments.size() > kMostReceivers) return 41076;
  if (taken_.contains(rule.name)) return 41077;
  for (const auto& [id, other] : rules_) {
    if (id != except && other.name == rule.name) return 41077;
  }
  return 0;
}

std::string Outgoing::AddRule(const SimInterceptRule& rule, int& errcode) {
  const std::scoped_lock lock(mutex_);
  errcode = rules_.size() >= kMostRules ? 41069 : Check(rule, {});
  if (errcode != 0) return {};
  const std::string id = std::to_string(7'000'000 + ++next_rule_);
  rules_[id] = rule;
  return id;
}

int Outgoing::ChangeRule(const std::string& id, const SimInterceptRule& rule) {
  const std::scoped_lock lock(mutex_);
  if (!rules_.contains(id)) return removed_.contains(id) ? kRemoved : kUnknown;
  if (const int errcode = Check(rule, id); errcode != 0) return errcode;
  rules_[id] = rule;
  return 0;
}

int Outgoing::RemoveRule(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  if (rules_.erase(id) == 0) return removed_.contains(id) ? kRemoved : kUnknown;
  removed_.insert(id);
  return 0;
}

int Outgoing::WhyMissing(const std::string& id) const {
  const std::scoped_lock lock(mutex_);
  return removed_.contains(id) ? kRemoved : kUnknown;
}

void Outgoing::TakeName(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  taken_.insert(name);
}

void Outgoing::RefuseWord(const std::string& word) {
  const std::scoped_lock lock(mutex_);
  refused_.insert(word);
}

std::map<std::string, SimInterceptRule> Outgoing::rules() const {
  const std::scoped_lock lock(mutex_);
  return rules_;
}

}  // namespace custos::wecom_sim
