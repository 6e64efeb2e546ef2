// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/wecom/contact_book.h"

namespace custos::wecom::testing {

/// A contact book in memory that minds only the first employee it is asked about. `found` is a customer whose ending a
/// check has found, and its key.
class MemoryContacts final : public ContactBook {
 public:
  Status Began(const std::string&, const std::string& customer, TimeMs at) override {
    const std::scoped_lock lock(mutex_);
    standing.insert(customer);
    seen_[customer] = at;
    return {};
  }
  Result<std::string> Ended(const std::string&, const std::string& customer, TimeMs) override {
    const std::scoped_lock lock(mutex_);
    if (customer == found.first) return found.second;
    standing.erase(customer);
    return std::string();
  }
  Result<std::vector<Missing>> Compare(const std::string& employee, const std::vector<std::string>& customers,
                                       TimeMs at) override {
    const std::scoped_lock lock(mutex_);
    std::vector<Missing> missing;
    if (employee_.empty()) employee_ = employee;
    if (employee != employee_) return missing;
    const std::set<std::string> now(customers.begin(), customers.end());
    for (const std::string& one : standing) {
      if (!now.contains(one)) missing.push_back({one, seen_[one]});
    }
    for (const std::string& one : now) {
      standing.insert(one);
      seen_[one] = at;
    }
    return missing;
  }
  Result<bool> Record(const FoundEnding& ending) override {
    const std::scoped_lock lock(mutex_);
    if (standing.erase(ending.customer) == 0) return false;
    untold.push_back(ending);
    return true;
  }
  Result<std::vector<FoundEnding>> Untold() override {
    const std::scoped_lock lock(mutex_);
    return untold;
  }
  Status Told(const FoundEnding& ending) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(untold, [&](const FoundEnding& one) { return one.key == ending.key; });
    return {};
  }

  std::set<std::string> standing;
  std::vector<FoundEnding> untold;
  std::pair<std::string, std::string> found;

 private:
  std::mutex mutex_;
  std::string employee_;
  std::map<std::string, TimeMs> seen_;
};

}  // namespace custos::wecom::testing
