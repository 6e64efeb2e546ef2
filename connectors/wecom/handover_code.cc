// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/handover_code.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace custos::wecom {
namespace {

struct Known {
  int errcode;
  std::string_view code;
  HandoverAdvice advice;
};

constexpr std::array kKnown{
    Known{40003, "handover.unknown_person", HandoverAdvice::kOtherTaker},
    Known{40096, "handover.unknown_customer", HandoverAdvice::kNever},
    Known{40097, "handover.not_resigned", HandoverAdvice::kRetry},
    Known{40098, "handover.not_verified", HandoverAdvice::kOtherTaker},
    Known{40099, "handover.taker_full", HandoverAdvice::kOtherTaker},
    Known{40128, "handover.too_often", HandoverAdvice::kRetry},
    Known{40130, "handover.same_person", HandoverAdvice::kOtherTaker},
    Known{40131, "handover.no_relation", HandoverAdvice::kNever},
    Known{40143, "handover.taker_banned", HandoverAdvice::kOtherTaker},
    Known{40205, "handover.login_too_old", HandoverAdvice::kOtherTaker},
    Known{60111, "handover.unknown_person", HandoverAdvice::kOtherTaker},
    Known{84061, "handover.no_relation", HandoverAdvice::kNever},
    Known{90500, "handover.owner_not_resigned", HandoverAdvice::kRetry},
    Known{90501, "handover.not_a_customer_group", HandoverAdvice::kNever},
    Known{90502, "handover.owner_resigned", HandoverAdvice::kRetry},
    Known{90503, "handover.taker_full", HandoverAdvice::kOtherTaker},
    Known{90504, "handover.owner_unchanged", HandoverAdvice::kOtherTaker},
    Known{90508, "handover.inherited_already", HandoverAdvice::kNever},
    Known{90509, "handover.not_a_customer_group", HandoverAdvice::kNever},
};

constexpr std::array kAboutPeople{40003, 40097, 40098, 40130, 40143, 40205, 60111};

HandoverVerdict Look(int errcode) {
  const auto found =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.errcode == errcode; });
  HandoverVerdict verdict;
  verdict.taker_full = errcode == 40099 || errcode == 90503;
  verdict.code = found == kKnown.end() ? "handover.errcode_" + std::to_string(errcode) : std::string(found->code);
  verdict.advice = found == kKnown.end() ? HandoverAdvice::kRetry : found->advice;
  return verdict;
}

HandoverVerdict Started() {
  HandoverVerdict verdict;
  verdict.started = true;
  return verdict;
}

}  // namespace

// 40100 and 40129: on its way already, as after a call whose answer was lost.
HandoverVerdict VerdictOfCustomer(int errcode) {
  return errcode == 0 || errcode == 40100 || errcode == 40129 ? Started() : Look(errcode);
}

HandoverVerdict VerdictOfGroup(int errcode) { return errcode == 0 || errcode == 90507 ? Started() : Look(errcode); }

bool IsAboutPeople(int errcode) {
  return std::find(kAboutPeople.begin(), kAboutPeople.end(), errcode) != kAboutPeople.end();
}

int ErrcodeIn(const std::string& code) {
  constexpr std::string_view kPrefix = "wecom.errcode_";
  if (code.rfind(kPrefix, 0) != 0) return 0;
  int errcode = 0;
  std::from_chars(code.data() + kPrefix.size(), code.data() + code.size(), errcode);
  return errcode;
}

}  // namespace custos::wecom
