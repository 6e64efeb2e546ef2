// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "connectors/record/maker.h"

namespace custos::cdr {

/// One row or document of an exchange about one call.
struct Leg {
  std::string id;        ///< the exchange's own id of it; empty when it writes none
  std::string call_id;   ///< what legs of one call have in common; empty when the exchange says nothing of the kind
  std::string other_id;  ///< id of the leg it was joined with; may be empty
  std::string from;      ///< number or extension as written
  std::string to;
  std::string from_peer;  ///< account of the device at that end; may be empty
  std::string to_peer;
  TimeMs start = 0;
  TimeMs answer = 0;  ///< 0: nobody answered
  TimeMs end = 0;
  std::uint32_t duration_s = 0;
  std::uint32_t talk_s = 0;
  std::string disposition;    ///< ANSWERED, NO ANSWER, BUSY, FAILED
  TimeMs bridged = 0;         ///< when the two ends were joined; 0: not known
  std::string conference;     ///< room; empty when it was none
  std::string conference_id;  ///< what legs in one conference have in common; may be empty
  std::string recording;      ///< file of the recording as the exchange names it; empty when there is none
  std::vector<std::string> transferred_to;
  bool second = false;      ///< the far end's leg of the call `call_id`, told apart from the call itself
  bool originated = false;  ///< placed by the exchange itself: `from` is the end that was called
  std::string raw;
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// One message of all legs of a call, in any order, at least one. A leg that came after the call was handed out makes
/// a message of its own, with a key that names call and leg. So does a second leg, whose message says nothing about the
/// call as a whole: neither its direction nor its length.
Record MakeCall(const record::Maker& maker, std::vector<Leg> legs);

/// Whether two numbers, as one exchange writes them, are the same end.
bool IsSameEnd(const record::Maker& maker, const std::string& a, const std::string& b);

/// The account in a channel name of Asterisk ("PJSIP/1001-0000001a", "Local/1001@default-…;1"); empty when there is
/// none.
std::string PeerOf(std::string_view channel);

}  // namespace custos::cdr
