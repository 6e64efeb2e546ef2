// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/faults.h"

#include <algorithm>
#include <set>
#include <utility>

namespace custos::wecom_sim {
namespace {

const std::map<std::string, std::set<std::string>, std::less<>>& Known() {
  static const std::map<std::string, std::set<std::string>, std::less<>> known = {
      {"token", {"errcode", "delay", "close", "http_status"}},
      {"chat",
       {"sdk_code", "errcode", "abort", "hang", "grow", "delay", "close", "not_json", "repeat_page", "duplicate_items",
        "omit_items"}},
      {"media", {"sdk_code", "errcode", "abort", "hang", "grow", "delay", "close", "truncate", "corrupt"}},
      {"decrypt", {"abort", "hang", "grow", "sdk_code", "garbage", "short", "wrong_key"}},
      {"api", {"errcode", "delay", "late", "close", "http_status", "not_json"}},
  };
  return known;
}

bool Concerns(const Fault& fault, std::string_view at, std::string_view corp, std::string_view path,
              std::uint64_t seq) {
  return fault.at == at && (fault.corp.empty() || fault.corp == corp) &&
         (fault.path.empty() || path.find(fault.path) != std::string_view::npos) &&
         (fault.seq == 0 || fault.seq == seq);
}

}  // namespace

bool FaultPlan::Add(Fault fault) {
  const auto point = Known().find(fault.at);
  if (point == Known().end() || !point->second.contains(fault.act)) return false;
  const std::scoped_lock lock(mutex_);
  faults_.push_back(std::move(fault));
  return true;
}

void FaultPlan::Clear() {
  const std::scoped_lock lock(mutex_);
  faults_.clear();
}

std::optional<Fault> FaultPlan::Take(std::string_view at, std::string_view corp, std::string_view path,
                                     std::uint64_t seq) {
  const std::scoped_lock lock(mutex_);
  for (auto it = faults_.begin(); it != faults_.end(); ++it) {
    if (!Concerns(*it, at, corp, path, seq)) continue;
    if (it->after > 0) {
      --it->after;
      continue;
    }
    if (it->probability < 1 && !rng_.Chance(it->probability)) continue;
    Fault fault = *it;
    if (it->times > 0 && --it->times == 0) faults_.erase(it);
    ++fired_[fault.at + "/" + fault.act];
    return fault;
  }
  return std::nullopt;
}

bool FaultPlan::Armed(std::string_view at) const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(faults_.begin(), faults_.end(), [&](const Fault& fault) { return fault.at == at; });
}

std::map<std::string, std::uint64_t> FaultPlan::fired() const {
  const std::scoped_lock lock(mutex_);
  return fired_;
}

}  // namespace custos::wecom_sim
