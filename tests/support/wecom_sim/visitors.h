// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"

namespace custos::wecom_sim {

inline constexpr char kCorpTicket[] = "sim-corp-ticket";
inline constexpr char kAppTicket[] = "sim-app-ticket";

struct SimVisitor {
  std::string id;
  bool staff = true;
};

/// People who came back from the platform's page with a code: each works once and for five minutes. Thread-safe.
class Visitors {
 public:
  /// The code that the browser would carry.
  std::string Come(const SimVisitor& visitor, TimeMs now) {
    const std::scoped_lock lock(mutex_);
    const std::string code = "simcode" + std::to_string(++made_);
    waiting_[code] = {visitor, now + 300'000};
    return code;
  }
  std::optional<SimVisitor> Use(const std::string& code, TimeMs now) {
    const std::scoped_lock lock(mutex_);
    const auto found = waiting_.find(code);
    if (found == waiting_.end()) return std::nullopt;
    const auto [visitor, until] = found->second;
    waiting_.erase(found);
    return now < until ? std::optional(visitor) : std::nullopt;
  }

 private:
  std::mutex mutex_;
  std::uint64_t made_ = 0;
  std::map<std::string, std::pair<SimVisitor, TimeMs>> waiting_;
};

}  // namespace custos::wecom_sim
