// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "core/clock.h"

namespace custos::storage {

/// Columns of activity_day, in its order.
enum class Measure : std::uint8_t {
  kMessagesOut,
  kMessagesIn,
  kGroupOut,
  kSmsOut,
  kSmsIn,
  kCallsOut,
  kCallsReached,
  kCallsIn,
  kCallsMissed,
  kTalkSeconds,
  kQuestions,
  kReplies,
  kReplyMs,
};
inline constexpr std::size_t kMeasures = 13;
using Measures = std::array<std::int64_t, kMeasures>;

/// What was said, as far as it counts.
struct Word {
  enum class Kind : std::uint8_t { kChat, kGroup, kSms, kCall };

  std::uint64_t leaf = 0;
  std::string conversation;  ///< 16 bytes
  TimeMs at = 0;
  Kind kind = Kind::kChat;
  bool out = false;      ///< by an employee; of a call: he dialled
  bool closing = false;  ///< of a customer: waits for no answer
  std::string employee;  ///< who spoke, of out
  std::int64_t talk_s = 0;
};

/// Whose turn it is between an employee and a customer, by what came in the order of the log: a word that is dated
/// before what is known already changes only what it can.
struct Talk {
  std::int64_t source = 0;
  std::string employee;
  std::string party;  ///< empty: a group, or nobody's number
  TimeMs last_employee_at = 0;
  TimeMs last_customer_at = 0;
  std::uint64_t last_customer_id = 0;
  TimeMs open_at = 0;
  std::uint64_t open_id = 0;
  bool chat = false;     ///< what was counted now is chat
  bool changed = false;  ///< against what is stored
};

/// Adds up words. Pure; one thread.
class ActivityTally {
 public:
  using DayKey = std::tuple<std::int64_t, std::int64_t, std::string>;                   // day, source, employee
  using ReplyKey = std::tuple<std::int64_t, std::int64_t, std::string, int>;            // …, bucket
  using ContactKey = std::tuple<std::int64_t, std::int64_t, std::string, std::string>;  // …, customer
  using PairKey = std::tuple<std::string, std::int64_t, std::string>;                   // customer, source, employee
  struct Last {
    TimeMs out_at = 0;
    TimeMs in_at = 0;
  };

  explicit ActivityTally(std::int32_t zone_minutes) : zone_ms_(TimeMs{zone_minutes} * 60'000) {}

  /// In the order of the log. `talk` is that of its conversation.
  void Take(const Word& word, Talk& talk);

  const std::map<DayKey, Measures>& days() const { return days_; }
  const std::map<ReplyKey, std::int64_t>& replies() const { return replies_; }
  const std::map<ContactKey, Measures>& contacts() const { return contacts_; }
  const std::map<PairKey, Last>& lasts() const { return lasts_; }

 private:
  std::int64_t DayOf(TimeMs at) const;
  void Add(const Talk& talk, const std::string& employee, TimeMs at, Measure measure, std::int64_t amount);
  void Customer(const Word& word, Talk& talk);
  void Answer(const Word& word, Talk& talk, bool counts);
  void Call(const Word& word, Talk& talk);

  const TimeMs zone_ms_;
  std::map<DayKey, Measures> days_;
  std::map<ReplyKey, std::int64_t> replies_;
  std::map<ContactKey, Measures> contacts_;
  std::map<PairKey, Last> lasts_;
};

}  // namespace custos::storage
