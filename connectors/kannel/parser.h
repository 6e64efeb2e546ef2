// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "connectors/json_fields.h"
#include "core/clock.h"
#include "core/message.h"

namespace custos::kannel {

inline constexpr std::uint64_t kParserVersion = 1;  ///< raised when a renewed parser can read what it could not before

/// A call of Kannel's smsbox as it came: what is archived of it, and tried again when it could not be read.
struct GatewayCall {
  std::string kind;   ///< "mo": a text for us; "dlr": what became of one of ours; "box": a text, as bearerbox packs it
  std::string query;  ///< undecoded, without '?'
  std::string content_type;
  std::string body;
};

/// kind and query on a line, content type on a line, the body as it is.
std::string ToBytes(const GatewayCall& call);
GatewayCall FromBytes(std::string_view bytes);

struct GatewayContext {
  std::string source;                              ///< "sms:main"
  std::map<std::string, std::string> employees;    ///< by number of ours
  std::function<Party(std::string_view)> outside;  ///< who a number of the outside is
  TimeMs now = 0;
};

/// Reads a call by the parameters that docs/connectors/sms-gateway.md gives to Kannel. A text: id, from, to, time,
/// coding, smsc; its body is the text. A report: id (ours), type, from, to, staff, time, smsc. Kannel's own id (%I) of
/// a text is permanent: it is kept in its store and repeated with every attempt. Any bytes; no I/O.
RecordResult ParseCall(const GatewayContext& context, std::string_view bytes);

/// One end of the company's: the employee whose number it is, else the number itself.
Party OwnEnd(const GatewayContext& context, const std::string& number);

/// The conversation of an end of ours with somebody outside.
std::string ConversationKey(const Party& own, const Party& outside);

}  // namespace custos::kannel
