// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "storage/verify_report.h"

namespace custos::storage {

/// Collects what a verification finds, at most 1,000 contradictions.
class FaultList {
 public:
  void Add(std::string code, std::uint64_t position, std::string detail) {
    if (faults_.size() < kMax) faults_.push_back({std::move(code), position, std::move(detail)});
  }

  bool empty() const { return faults_.empty(); }
  bool full() const { return faults_.size() == kMax; }

  std::vector<VerifyFault> TakeSorted() {
    std::stable_sort(faults_.begin(), faults_.end(),
                     [](const VerifyFault& a, const VerifyFault& b) { return a.position < b.position; });
    return std::move(faults_);
  }

 private:
  static constexpr std::size_t kMax = 1000;
  std::vector<VerifyFault> faults_;
};

}  // namespace custos::storage
