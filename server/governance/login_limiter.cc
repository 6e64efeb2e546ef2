// SPDX-License-Identifier: Apache-2.0
#include "server/governance/login_limiter.h"

#include <algorithm>

namespace custos::server::governance {
namespace {

std::string KeyOf(const std::string& login, const std::string& peer) { return login + '\0' + peer; }

}  // namespace

void LoginLimiter::MakeRoom(TimeMs now) {
  if (entries_.size() < max_entries_) return;
  std::erase_if(entries_, [&](const auto& item) { return now - item.second.window_start >= window_ms_; });
  if (entries_.size() < max_entries_) return;
  entries_.erase(std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
    return a.second.window_start < b.second.window_start;
  }));
}

TimeMs LoginLimiter::Begin(const std::string& login, const std::string& peer, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  const std::string key = KeyOf(login, peer);
  if (!entries_.contains(key)) MakeRoom(now);
  Entry& entry = entries_[key];
  if (now - entry.window_start >= window_ms_) entry = {0, now};
  if (entry.attempts >= max_failures_) return entry.window_start + window_ms_ - now;
  ++entry.attempts;
  return 0;
}

void LoginLimiter::Succeeded(const std::string& login, const std::string& peer) {
  const std::scoped_lock lock(mutex_);
  entries_.erase(KeyOf(login, peer));
}

}  // namespace custos::server::governance
