// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace custos::wecom {

/// What can still be done about a customer or a group that the platform did not hand over. Values are stored; never
/// renumber.
enum class HandoverAdvice {
  kNone = 0,        ///< nothing went wrong
  kRetry = 1,       ///< the same again, later
  kOtherTaker = 2,  ///< with somebody else
  kNever = 3,       ///< not by the platform's handover
};

/// How the platform judges one customer or group of a handover (wecom.md 5.5).
struct HandoverVerdict {
  bool started = false;     ///< it is on its way: by this call, or by one whose answer was lost
  bool taker_full = false;  ///< the taker's customer limit
  std::string code;  ///< "handover.too_often"; "handover.errcode_N" for one that is not known; empty when started
  HandoverAdvice advice = HandoverAdvice::kNone;
};

HandoverVerdict VerdictOfCustomer(int errcode);
HandoverVerdict VerdictOfGroup(int errcode);

/// True for codes about giver or taker: they hold for a whole call, not for one of its customers.
bool IsAboutPeople(int errcode);

/// N of "wecom.errcode_N"; 0 when it is no such code.
int ErrcodeIn(const std::string& code);

}  // namespace custos::wecom
