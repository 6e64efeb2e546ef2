// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/activity_tally.h"

#include <algorithm>

#include "storage/activity_store.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDayMs = 86'400'000;

int BucketOf(TimeMs reply_ms) {
  const auto found = std::find_if(kReplyBounds.begin(), kReplyBounds.end(),
                                  [&](std::int64_t bound) { return reply_ms <= bound * 1000; });
  return static_cast<int>(found - kReplyBounds.begin());
}

}  // namespace

std::int64_t ActivityTally::DayOf(TimeMs at) const {
  const TimeMs local = at + zone_ms_;
  return local >= 0 ? local / kDayMs : -((kDayMs - 1 - local) / kDayMs);
}

void ActivityTally::Add(const Talk& talk, const std::string& employee, TimeMs at, Measure measure,
                        std::int64_t amount) {
  const auto column = static_cast<std::size_t>(measure);
  const std::int64_t day = DayOf(at);
  days_[{day, talk.source, employee}][column] += amount;
  if (!talk.party.empty() && measure < Measure::kQuestions) {
    contacts_[{day, talk.source, employee, talk.party}][column] += amount;
  }
}

void ActivityTally::Take(const Word& word, Talk& talk) {
  const std::string& employee = word.out && !word.employee.empty() ? word.employee : talk.employee;
  if (word.kind == Word::Kind::kGroup) return Add(talk, employee, word.at, Measure::kGroupOut, 1);
  if (talk.party.empty()) return;
  if (word.kind == Word::Kind::kCall) return Call(word, talk);
  const bool chat = word.kind == Word::Kind::kChat;
  Last& last = lasts_[{talk.party, talk.source, employee}];
  if (word.out) {
    Add(talk, employee, word.at, chat ? Measure::kMessagesOut : Measure::kSmsOut, 1);
    last.out_at = std::max(last.out_at, word.at);
    Answer(word, talk, true);
  } else {
    Add(talk, employee, word.at, chat ? Measure::kMessagesIn : Measure::kSmsIn, 1);
    last.in_at = std::max(last.in_at, word.at);
    if (!word.closing) Customer(word, talk);
  }
}

void ActivityTally::Call(const Word& word, Talk& talk) {
  const std::string& employee = word.out && !word.employee.empty() ? word.employee : talk.employee;
  const bool talked = word.talk_s > 0;
  if (word.out) {
    Add(talk, employee, word.at, Measure::kCallsOut, 1);
    if (talked) Add(talk, employee, word.at, Measure::kCallsReached, 1);
  } else {
    Add(talk, employee, word.at, talked ? Measure::kCallsIn : Measure::kCallsMissed, 1);
  }
  if (!talked) return;
  Add(talk, employee, word.at, Measure::kTalkSeconds, word.talk_s);
  Last& last = lasts_[{talk.party, talk.source, employee}];
  last.out_at = std::max(last.out_at, word.at);
  last.in_at = std::max(last.in_at, word.at);
  Answer(word, talk, false);
}

void ActivityTally::Customer(const Word& word, Talk& talk) {
  talk.changed = true;
  if (word.at >= talk.last_customer_at) {
    talk.last_customer_at = word.at;
    talk.last_customer_id = word.leaf;
  }
  if (word.at < talk.last_employee_at) return;  // came late and was answered already
  if (talk.open_at == 0) Add(talk, talk.employee, word.at, Measure::kQuestions, 1);
  if (talk.open_at == 0 || word.at < talk.open_at) {
    talk.open_at = word.at;
    talk.open_id = word.leaf;
  }
}

void ActivityTally::Answer(const Word& word, Talk& talk, bool counts) {
  talk.changed = true;
  talk.last_employee_at = std::max(talk.last_employee_at, word.at);
  if (talk.open_at == 0 || word.at < talk.open_at) return;
  if (counts) {
    const TimeMs took = word.at - talk.open_at;
    Add(talk, talk.employee, word.at, Measure::kReplies, 1);
    Add(talk, talk.employee, word.at, Measure::kReplyMs, took);
    ++replies_[{DayOf(word.at), talk.source, talk.employee, BucketOf(took)}];
  }
  if (talk.last_customer_at > word.at) {  // the answer came late, what he said next is known already
    talk.open_at = talk.last_customer_at;
    talk.open_id = talk.last_customer_id;
    Add(talk, talk.employee, talk.open_at, Measure::kQuestions, 1);
  } else {
    talk.open_at = 0;
    talk.open_id = 0;
  }
}

}  // namespace custos::storage
