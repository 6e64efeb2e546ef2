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
  std::string disposition;  ///< ANSWERED, NO ANSWER, BUSY, FAILED
  std::string conference;   ///< room; empty when it was none
  std::string recording;    ///< file of the recording as the exchange names it; empty when there is none
  std::vector<std::string> transferred_to;
  bool originated = false;  ///< placed by the exchange itself: `from` is the end that was called
  std::string raw;
  std::uint64_t offset = 0;
  std::uint64_t line = 0;
};

/// One message of all legs of a call, in any order, at least one. A leg that came after the call was handed out makes
/// a message of its own, with a key that names call and leg.
Record MakeCall(const record::Maker& maker, std::vector<Leg> legs);

/// The account in a channel name of Asterisk ("PJSIP/1001-0000001a", "Local/1001@default-…;1"); empty when there is
/// none.
std::string PeerOf(std::string_view channel);

}  // namespace custos::cdr
