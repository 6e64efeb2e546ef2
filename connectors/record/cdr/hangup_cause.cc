// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/cdr/hangup_cause.h"

#include <algorithm>
#include <array>

namespace custos::cdr {

std::string DispositionOf(std::string_view cause, bool answered) {
  static constexpr std::array<std::string_view, 2> kBusy = {"USER_BUSY", "CALL_REJECTED"};
  static constexpr std::array<std::string_view, 8> kUnanswered = {
      "NO_ANSWER",       "NO_USER_RESPONSE",  "ORIGINATOR_CANCEL", "ALLOTTED_TIMEOUT",
      "NORMAL_CLEARING", "SUBSCRIBER_ABSENT", "LOSE_RACE",         "PICKED_OFF"};
  if (answered) return "ANSWERED";
  if (std::find(kBusy.begin(), kBusy.end(), cause) != kBusy.end()) return "BUSY";
  return std::find(kUnanswered.begin(), kUnanswered.end(), cause) != kUnanswered.end() ? "NO ANSWER" : "FAILED";
}

}  // namespace custos::cdr
