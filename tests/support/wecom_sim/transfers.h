// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "tests/support/wecom_sim/company.h"

namespace custos::wecom_sim {

/// A customer who was asked to go from one employee to another.
struct SimTransfer {
  std::string giver;
  std::string taker;
  std::string customer;
  TimeMs asked_at = 0;
  TimeMs due_at = 0;  ///< when it takes effect by itself
  int status = 2;     ///< as transfer_result tells it: 1 done, 2 waiting, 3 refused, 4 taker at the limit
  bool resigned = false;
};

/// What the platform would tell by a callback; send it with ContactXml.
struct SimTransferEvent {
  std::string change;  ///< del_external_contact, add_external_contact, transfer_fail
  std::string employee;
  std::string customer;
  std::string more;  ///< further XML elements
  TimeMs at = 0;
};

/// A call's answer: an errcode for the whole, or one for each customer or group.
struct SimTransferReply {
  int errcode = 0;
  std::vector<std::pair<std::string, int>> items;
};

/// The platform's rules for handing over customers and groups (wecom.md 5.5). Whoever holds the company settles before
/// it looks. Thread-safe.
class TransferBook {
 public:
  /// From now on customers wait so long; 24 hours unless set.
  void SetWait(TimeMs wait);
  /// This customer will say no.
  void Refuse(const std::string& customer);
  /// As if this customer had been handed over at `at`, by whatever means.
  void Remember(const std::string& customer, TimeMs at);

  SimTransferReply Ask(const Company& company, const std::string& giver, const std::string& taker,
                       const std::vector<std::string>& customers, bool resigned, TimeMs now);
  SimTransferReply MoveGroups(Company& company, const std::vector<std::string>& groups, const std::string& taker,
                              bool resigned, TimeMs now);

  bool AnyDue(TimeMs now) const;
  /// Lets come true what is due.
  void Settle(Company& company, TimeMs now);

  std::vector<SimTransfer> All() const;
  bool IsWaiting(const std::string& giver, const std::string& customer) const;
  /// What happened since the last call, oldest first.
  std::vector<SimTransferEvent> TakeEvents();

 private:
  int JudgeCustomer(const Company& company, const std::string& giver, const std::string& taker,
                    const std::string& customer, TimeMs now) const;
  void Finish(SimTransfer& transfer, Company& company);

  mutable std::mutex mutex_;
  TimeMs wait_ = 24 * 3600 * 1000LL;
  std::set<std::string> refusing_;
  std::vector<SimTransfer> transfers_;
  std::map<std::string, std::vector<TimeMs>> started_;             ///< by customer or group
  std::map<std::pair<std::string, TimeMs>, int> groups_of_a_day_;  ///< by giver and day
  std::vector<SimTransferEvent> events_;
};

}  // namespace custos::wecom_sim
