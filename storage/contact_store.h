// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// The end of a contact that a comparison of two lists found.
struct ContactEnding {
  std::string employee;
  std::string customer;
  TimeMs after = 0;
  TimeMs before = 0;
  std::string key;  ///< of the message about it
  bool handover = false;
};

struct MissingContact {
  std::string customer;
  TimeMs seen_at = 0;
};

/// Who has whom as a contact, by source. Each call is one transaction that locks the relation it is about. Thread-safe.
class ContactStore {
 public:
  virtual ~ContactStore() = default;

  virtual Status Began(const std::string& source, const std::string& employee, const std::string& customer,
                       TimeMs at) = 0;
  /// The key of a found ending that `at` may be the moment of; empty when there is none. Otherwise the relation is
  /// ended, and no comparison finds it any more.
  virtual Result<std::string> Ended(const std::string& source, const std::string& employee, const std::string& customer,
                                    TimeMs at) = 0;
  virtual Result<std::vector<MissingContact>> Compare(const std::string& source, const std::string& employee,
                                                      const std::vector<std::string>& customers, TimeMs at) = 0;
  /// False when the relation stands no more, or was seen after `ending.after`.
  virtual Result<bool> Record(const std::string& source, const ContactEnding& ending) = 0;
  virtual Result<std::vector<ContactEnding>> Untold(const std::string& source) = 0;
  virtual Status Told(const std::string& source, const ContactEnding& ending) = 0;
};

}  // namespace custos::storage
