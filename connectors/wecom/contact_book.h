// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// That an employee has a customer no more, as a comparison of two lists showed it.
struct FoundEnding {
  std::string employee;
  std::string customer;
  TimeMs after = 0;   ///< the customer was still there
  TimeMs before = 0;  ///< and was not any more
  std::string key;    ///< of the message about it
  bool handover = false;
};

/// Who has whom as a contact, remembered between two checks of one company. Every change is one step, so that of an
/// event and a check that learn of the same ending at the same time exactly one comes first. Thread-safe.
class ContactBook {
 public:
  virtual ~ContactBook() = default;

  /// An event: the two became contacts at `at`.
  virtual Status Began(const std::string& employee, const std::string& customer, TimeMs at) = 0;

  /// An event: the contact ended at `at`. The key of the message that a check made of this very ending; empty when no
  /// check found it, and none will any more.
  virtual Result<std::string> Ended(const std::string& employee, const std::string& customer, TimeMs at) = 0;

  /// A check: the whole list of an employee at `at`. Those of earlier lists that are missing now, with the time they
  /// were last seen.
  struct Missing {
    std::string customer;
    TimeMs seen_at = 0;
  };
  virtual Result<std::vector<Missing>> Compare(const std::string& employee, const std::vector<std::string>& customers,
                                               TimeMs at) = 0;

  /// A check is sure of an ending. False when an event told of it meanwhile, or it was recorded before.
  virtual Result<bool> Record(const FoundEnding& ending) = 0;

  /// Recorded endings whose message is not known to be committed.
  virtual Result<std::vector<FoundEnding>> Untold() = 0;
  virtual Status Told(const FoundEnding& ending) = 0;
};

}  // namespace custos::wecom
