// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/remedy.h"

#include "connectors/wecom/helper/protocol.h"

namespace custos::wecom {

Remedy RemedyForSdk(int code) {
  switch (code) {
    case 0: return Remedy::kNone;
    case 10001:  // network
    case 10002:  // reply could not be parsed
    case 10003:  // system failure
    case 10006:  // decryption failed; a repeat may help
    case 10011:  // certificate, TLS proxy
    case CWH_E_MEMORY: return Remedy::kRetry;
    case CWH_E_TOO_LARGE: return Remedy::kSmallerPage;
    case 10009: return Remedy::kTrustAddress;
    case 10000:  // bad parameter: corp id or secret
    case 10004: return Remedy::kOperator;
    case 10005:
    case 10010:
    case 301048: return Remedy::kGone;  // media calls pass this errcode through
    case 10007:
    case 10008: return Remedy::kRefused;
    default: return Remedy::kRetry;
  }
}

Remedy RemedyForErrcode(int errcode) {
  switch (errcode) {
    case 0: return Remedy::kNone;
    case -1:
    case 6000: return Remedy::kRetry;
    case 40014:
    case 42001:
    case 41001: return Remedy::kFreshToken;
    case 301058: return Remedy::kSmallerPage;
    case 45009:
    case 45033:
    case 81017: return Remedy::kSlowDown;
    case 60020:
    case 301042: return Remedy::kTrustAddress;
    case 40001:
    case 40091:
    case 40013:
    case 48001:
    case 48002:
    case 48005:
    case 48006:
    case 50003:
    case 301002:
    case 301052:  // archive expired
    case 301053:  // archive not enabled
    case 60011:   // scope: check the visible range
    case 50002: return Remedy::kOperator;
    case 93000:  // a group robot that was removed, is switched off, or is not in the group
    case 93004:
    case 93008: return Remedy::kOperator;
    case 301048:
    case 41070:  // an intercept rule that is not there any more
    case 41071:
    case 60111:
    case 60003:
    case 60123:
    case 40096:
    case 84061:
    case 84074: return Remedy::kGone;
    case 40003:
    case 40029:  // a code of a login: used, expired
    case 40031:
    case 40035:
    case 40058:
    case 40063:
    case 40066:
    case 40068:
    case 40070:  // tags of customers: tag_calls.h
    case 40071:
    case 40072:
    case 40126:
    case 40097:  // handovers: handover_code.h
    case 40098:
    case 40099:
    case 40100:
    case 40128:
    case 40129:
    case 40130:
    case 40131:
    case 40143:
    case 40205:
    case 90500:
    case 90501:
    case 90502:
    case 90503:
    case 90504:
    case 90507:
    case 90508:
    case 90509:
    case 41050:  // a welcome code: used, expired
    case 41053:  // the customer has not agreed to the archive
    case 41068:  // intercept rules: a list, a number, a range or a word that does not fit
    case 41069:
    case 41076:
    case 41077:
    case 41083:
    case 41084:
    case 50001:
    case 81013:
    case 92002:
    case 301059:
    case 301060:
    case 301061: return Remedy::kRefused;
    default: return Remedy::kRetry;
  }
}

std::string SdkCode(int code) { return "wecom.sdk_" + std::to_string(code); }

std::string ErrcodeCode(int errcode) { return "wecom.errcode_" + std::to_string(errcode); }

std::string AddressIn(std::string_view errmsg) {
  constexpr std::string_view kMark = "from ip:";
  std::size_t at = errmsg.find(kMark);
  if (at == std::string_view::npos) return {};
  at += kMark.size();
  while (at < errmsg.size() && errmsg[at] == ' ') ++at;
  const std::string_view rest = errmsg.substr(at);
  const std::size_t end = rest.find_first_not_of("0123456789abcdefABCDEF.:");
  return std::string(rest.substr(0, end).substr(0, 45));
}

}  // namespace custos::wecom
