// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/wecom_sim/company.h"

namespace custos::wecom_sim {

/// One call of mark_tag as it came.
struct SimMark {
  std::string employee;
  std::string customer;
  std::vector<std::string> add;
  std::vector<std::string> remove;
};

/// Tags to be made: in a group that is there, or in one of this name.
struct SimTagDraft {
  std::string group_id;
  std::string group_name;
  std::vector<std::string> names;
};

/// The platform's rules for the company's tags (wecom.md 5.3). Answers are errcodes; 0: done. Thread-safe; who calls
/// holds the company.
class TagBook {
 public:
  /// From now on no tags may be put on this customer: marking answers with the errcode; 0 allows it again.
  void Refuse(const std::string& customer, int errcode);
  /// How many tags the company may have, and one customer by one employee; 3,000 unless set.
  void SetMost(std::size_t most);

  int Mark(Company& company, const SimMark& mark);
  int Add(Company& company, const SimTagDraft& draft, std::string& group_id);
  int Edit(Company& company, const std::string& id, const std::optional<std::string>& name,
           std::optional<std::uint32_t> order);
  int Remove(Company& company, const std::vector<std::string>& tags, const std::vector<std::string>& groups);

  /// Every mark that was done, oldest first.
  std::vector<SimMark> Marks() const;

 private:
  mutable std::mutex mutex_;
  std::size_t most_ = 3'000;
  std::uint64_t made_ = 0;
  std::map<std::string, int> refusing_;
  std::vector<SimMark> marks_;
};

}  // namespace custos::wecom_sim
