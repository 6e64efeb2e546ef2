// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/transfers.h"

#include <algorithm>

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kMostPerCall = 100;
constexpr int kMostGroupsPerDay = 300;
constexpr std::size_t kMostPerQuarter = 2;
constexpr TimeMs kDay = 24 * 3600 * 1000LL;
constexpr TimeMs kBeijing = 8 * 3600 * 1000LL;  // days are those of the platform's clock
constexpr TimeMs kNaturalDays = 90;
constexpr int kAssigned = 202;  // add_way of a contact given by the company

TimeMs DayOf(TimeMs at) { return (at + kBeijing) / kDay; }

const SimEmployee* Find(const Company& company, const std::string& id) {
  const auto found = std::find_if(company.employees.begin(), company.employees.end(),
                                  [&](const SimEmployee& one) { return one.id == id; });
  return found == company.employees.end() ? nullptr : &*found;
}

bool Knows(const Company& company, const std::string& employee, const std::string& customer) {
  return std::any_of(company.relations.begin(), company.relations.end(), [&](const SimRelation& relation) {
    return relation.employee == employee && relation.customer == customer;
  });
}

bool IsFull(const Company& company, const std::string& employee) {
  const SimEmployee* who = Find(company, employee);
  if (who == nullptr || who->most_customers == 0) return false;
  const auto has = std::count_if(company.relations.begin(), company.relations.end(),
                                 [&](const SimRelation& relation) { return relation.employee == employee; });
  return static_cast<std::size_t>(has) >= who->most_customers;
}

/// What is wrong with the two; 0 when nothing is.
int JudgePeople(const Company& company, const std::string& giver, const std::string& taker, bool resigned) {
  const SimEmployee* from = Find(company, giver);
  const SimEmployee* to = Find(company, taker);
  if (from == nullptr || to == nullptr || to->gone || !to->active) return 40003;
  if (resigned && !from->gone) return 40097;
  if (!resigned && from->gone) return 40003;
  if (giver == taker) return 40130;
  return to->verified ? 0 : 40098;
}

}  // namespace

void TransferBook::SetWait(TimeMs wait) {
  const std::scoped_lock lock(mutex_);
  wait_ = wait;
}

void TransferBook::Refuse(const std::string& customer) {
  const std::scoped_lock lock(mutex_);
  refusing_.insert(customer);
}

void TransferBook::Remember(const std::string& customer, TimeMs at) {
  const std::scoped_lock lock(mutex_);
  started_[customer].push_back(at);
}

int TransferBook::JudgeCustomer(const Company& company, const std::string& giver, const std::string& taker,
                                const std::string& customer, TimeMs now) const {
  const bool exists = std::any_of(company.customers.begin(), company.customers.end(),
                                  [&](const SimCustomer& one) { return one.id == customer; });
  if (!exists) return 40096;
  for (const SimTransfer& one : transfers_) {
    if (one.status == 2 && one.customer == customer && one.giver == giver) return one.taker == taker ? 40129 : 40100;
  }
  if (!Knows(company, giver, customer)) return 40131;
  if (const auto found = started_.find(customer); found != started_.end()) {
    const auto recent = std::count_if(found->second.begin(), found->second.end(),
                                      [&](TimeMs at) { return DayOf(at) > DayOf(now) - kNaturalDays; });
    if (static_cast<std::size_t>(recent) >= kMostPerQuarter) return 40128;
  }
  return IsFull(company, taker) ? 40099 : 0;
}

SimTransferReply TransferBook::Ask(const Company& company, const std::string& giver, const std::string& taker,
                                   const std::vector<std::string>& customers, bool resigned, TimeMs now) {
  SimTransferReply reply;
  if (customers.empty() || customers.size() > kMostPerCall) reply.errcode = 40058;
  if (reply.errcode == 0) reply.errcode = JudgePeople(company, giver, taker, resigned);
  if (reply.errcode != 0) return reply;
  const std::scoped_lock lock(mutex_);
  for (const std::string& customer : customers) {
    const int errcode = JudgeCustomer(company, giver, taker, customer, now);
    reply.items.emplace_back(customer, errcode);
    if (errcode != 0) continue;
    transfers_.push_back({giver, taker, customer, now, now + wait_, 2, resigned});
    started_[customer].push_back(now);
  }
  return reply;
}

SimTransferReply TransferBook::MoveGroups(Company& company, const std::vector<std::string>& groups,
                                          const std::string& taker, bool resigned, TimeMs now) {
  SimTransferReply reply;
  const SimEmployee* to = Find(company, taker);
  if (groups.empty() || groups.size() > kMostPerCall) reply.errcode = 40058;
  if (to == nullptr || to->gone || !to->active) reply.errcode = 40003;
  if (reply.errcode != 0) return reply;
  const std::scoped_lock lock(mutex_);
  for (const std::string& id : groups) {
    const auto group = std::find_if(company.groups.begin(), company.groups.end(),
                                    [&](const SimGroup& one) { return one.id == id && !one.internal; });
    if (group == company.groups.end()) {
      reply.items.emplace_back(id, 90501);
      continue;
    }
    const SimEmployee* owner = Find(company, group->owner);
    const bool owner_gone = owner == nullptr || owner->gone;
    int& today = groups_of_a_day_[{group->owner, DayOf(now)}];
    int errcode = 0;
    if (group->owner == taker) {
      errcode = 90504;
    } else if (resigned && !owner_gone) {
      errcode = 90500;
    } else if (!resigned && owner_gone) {
      errcode = 90502;
    } else if (today >= kMostGroupsPerDay) {
      errcode = 45009;
    }
    reply.items.emplace_back(id, errcode);
    if (errcode != 0) continue;
    ++today;
    group->employees.erase(std::remove(group->employees.begin(), group->employees.end(), group->owner),
                           group->employees.end());
    group->owner = taker;
    if (std::find(group->employees.begin(), group->employees.end(), taker) == group->employees.end()) {
      group->employees.push_back(taker);
    }
  }
  return reply;
}

bool TransferBook::AnyDue(TimeMs now) const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(transfers_.begin(), transfers_.end(),
                     [&](const SimTransfer& one) { return one.status == 2 && one.due_at <= now; });
}

void TransferBook::Settle(Company& company, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  for (SimTransfer& transfer : transfers_) {
    if (transfer.status == 2 && transfer.due_at <= now) Finish(transfer, company);
  }
}

void TransferBook::Finish(SimTransfer& transfer, Company& company) {
  const auto failed = [&](int status, const char* reason) {
    transfer.status = status;
    events_.push_back({"transfer_fail", transfer.taker, transfer.customer,
                       "<FailReason><![CDATA[" + std::string(reason) + "]]></FailReason>", transfer.due_at});
  };
  if (refusing_.contains(transfer.customer)) return failed(3, "customer_refused");
  const bool known = Knows(company, transfer.taker, transfer.customer);
  if (!known && IsFull(company, transfer.taker)) return failed(4, "customer_limit_exceed");
  transfer.status = 1;
  const auto old = std::find_if(company.relations.begin(), company.relations.end(), [&](const SimRelation& relation) {
    return relation.employee == transfer.giver && relation.customer == transfer.customer;
  });
  if (old != company.relations.end()) {
    SimRelation moved = *old;
    company.relations.erase(old);
    moved.employee = transfer.taker;
    moved.added_at = transfer.due_at;
    moved.add_way = kAssigned;
    if (!known) company.relations.push_back(std::move(moved));
  }
  if (!transfer.resigned) {
    events_.push_back({"del_external_contact", transfer.giver, transfer.customer,
                       "<Source><![CDATA[DELETE_BY_TRANSFER]]></Source>", transfer.due_at});
  }
  if (!known) events_.push_back({"add_external_contact", transfer.taker, transfer.customer, "", transfer.due_at});
}

std::vector<SimTransfer> TransferBook::All() const {
  const std::scoped_lock lock(mutex_);
  return transfers_;
}

bool TransferBook::IsWaiting(const std::string& giver, const std::string& customer) const {
  const std::scoped_lock lock(mutex_);
  return std::any_of(transfers_.begin(), transfers_.end(), [&](const SimTransfer& one) {
    return one.status == 2 && one.giver == giver && one.customer == customer;
  });
}

std::vector<SimTransferEvent> TransferBook::TakeEvents() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(events_, {});
}

}  // namespace custos::wecom_sim
