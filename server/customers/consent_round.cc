// SPDX-License-Identifier: Apache-2.0
#include "server/customers/consent_round.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "core/log.h"

namespace custos::server::customers {
namespace {

storage::ConsentState StateOf(wecom::Consent consent) {
  switch (consent) {
    case wecom::Consent::kUnknown: return storage::ConsentState::kUnknown;
    case wecom::Consent::kAgree: return storage::ConsentState::kAgree;
    case wecom::Consent::kDisagree: return storage::ConsentState::kDisagree;
    case wecom::Consent::kDefault: return storage::ConsentState::kDefault;
  }
  return storage::ConsentState::kUnknown;
}

storage::ConsentFact FactOf(const std::string& holder, const wecom::ConsentAnswer& answer) {
  return {holder, answer.pair.customer, StateOf(answer.consent), answer.changed_at, answer.code};
}

}  // namespace

void ConsentRound::Add(const std::string& source, wecom::ApiClient& archive) {
  companies_.push_back({source, &archive});
  const std::scoped_lock lock(mutex_);
  statuses_.push_back({.source = source, .problem = {}, .problem_detail = {}});
}

void ConsentRound::Tick() {
  for (std::size_t i = 0; i < companies_.size() && !stop_.stop_requested(); ++i) {
    Company& company = companies_[i];
    const TimeMs now = clock_.Now();
    if (now < company.resting_until && company.resting_until - now <= pace_.after_trouble) continue;
    Status asked = AskPairs(company, i);
    if (asked) asked = AskGroups(company, i);
    if (asked || stop_.stop_requested()) continue;
    company.resting_until = now + pace_.after_trouble;
    Trouble(i, asked.error());
  }
}

Status ConsentRound::AskPairs(const Company& company, std::size_t at) {
  const auto due = store_.DuePairs(company.source, clock_.Now() - pace_.again, pace_.pairs_at_once);
  if (!due) return due.error();
  wecom::ConsentCalls calls(*company.archive);
  std::vector<wecom::ConsentPair> pairs;
  for (const storage::ConsentPairDue& one : *due) pairs.push_back({one.employee, one.customer});
  for (std::size_t from = 0; from < pairs.size(); from += wecom::kMostPairsPerCall) {
    const auto some = std::span(pairs).subspan(from, std::min(wecom::kMostPairsPerCall, pairs.size() - from));
    const auto answers = calls.OfPairs(some, stop_.get_token());
    if (!answers) return answers.error();
    std::vector<storage::ConsentFact> facts;
    for (const wecom::ConsentAnswer& answer : *answers) facts.push_back(FactOf(answer.pair.employee, answer));
    if (const Status put = store_.Put(company.source, storage::ConsentKind::kPair, facts); !put) return put;
    Answered(at, facts.size());
  }
  return {};
}

// A group that the platform does not know is asked for again another day, like everybody it did not tell of.
Status ConsentRound::AskGroups(const Company& company, std::size_t at) {
  const auto due = store_.DueGroups(company.source, clock_.Now() - pace_.again, pace_.groups_at_once);
  if (!due) return due.error();
  wecom::ConsentCalls calls(*company.archive);
  for (const storage::ConsentGroupDue& group : *due) {
    const auto answers = calls.OfGroup(group.group, stop_.get_token());
    const bool unknown =
        !answers && (answers.error().kind == ErrorKind::kNotFound || answers.error().kind == ErrorKind::kInvalid);
    if (!answers && !unknown) return answers.error();
    std::vector<storage::ConsentFact> facts;
    std::set<std::string> told;
    if (answers) {
      for (const wecom::ConsentAnswer& answer : *answers) {
        told.insert(answer.pair.customer);
        facts.push_back(FactOf(group.group, answer));
      }
    }
    const std::string why = unknown ? answers.error().code : "consent.not_answered";
    for (const std::string& customer : group.customers) {
      if (!told.contains(customer)) {
        facts.push_back({group.group, customer, storage::ConsentState::kUnknown, 0, why});
      }
    }
    if (const Status put = store_.Put(company.source, storage::ConsentKind::kGroup, facts); !put) return put;
    Answered(at, facts.size());
  }
  return {};
}

void ConsentRound::Answered(std::size_t at, std::size_t count) {
  const std::scoped_lock lock(mutex_);
  ConsentRoundStatus& status = statuses_[at];
  status.asked_at = clock_.Now();
  status.answered += count;
  status.problem.clear();
  status.problem_detail.clear();
}

// The same trouble is told once.
void ConsentRound::Trouble(std::size_t at, const Error& error) {
  const std::scoped_lock lock(mutex_);
  ConsentRoundStatus& status = statuses_[at];
  if (status.problem != error.code) {
    Log(LogLevel::kWarn, "the platform does not say what customers consented to",
        {{"source", status.source}, {"code", error.code}, {"detail", error.message}});
  }
  status.problem = error.code;
  status.problem_detail = error.message;
}

std::vector<ConsentRoundStatus> ConsentRound::Statuses() const {
  const std::scoped_lock lock(mutex_);
  return statuses_;
}

}  // namespace custos::server::customers
