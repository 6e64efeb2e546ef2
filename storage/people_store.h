// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/directory.h"
#include "core/result.h"

namespace custos::storage {

/// Receives what is known of people, a source after the other in no order, departments and tags before who has them.
class PeopleVisitor {
 public:
  virtual ~PeopleVisitor() = default;
  /// `source` has no directory of its own: its staff and customers are those of `directory`.
  virtual void OnBorrower(const std::string& source, const std::string& directory) = 0;
  virtual void OnDepartment(const std::string& source, const Department& department) = 0;
  virtual void OnEmployee(const std::string& source, const std::string& id,
                          const std::vector<std::int64_t>& departments) = 0;
  virtual void OnTag(const std::string& source, const CustomerTag& tag) = 0;
  /// Tags that employees gave a customer, by id; the same tag may come twice. Each customer that has any, once.
  virtual void OnTagged(const std::string& source, const std::string& customer,
                        const std::vector<std::string>& tags) = 0;
};

/// What rules may ask about people. Thread-safe.
class PeopleStore {
 public:
  virtual ~PeopleStore() = default;
  /// Grows with every change of what Read tells. One row: cheap to ask.
  virtual Result<std::uint64_t> Revision() = 0;
  /// In pages, so that memory does not grow with the number of customers.
  virtual Status Read(PeopleVisitor& visitor) = 0;
};

}  // namespace custos::storage
