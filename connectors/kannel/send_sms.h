// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

namespace custos::kannel {

/// smsbox's door for texts to send: its sendsms-port, and a sendsms-user.
struct SendSmsDoor {
  std::string url;  ///< http://host:port/cgi-bin/sendsms
  std::string user;
  std::string password;
};

struct OutgoingSms {
  std::string from;  ///< number of ours
  std::string to;
  std::string text;        ///< UTF-8; goes out in the GSM alphabet where that holds it, else as UCS-2
  std::string report_url;  ///< where Kannel tells what became of it; empty: nowhere
};

/// Whether the GSM 03.38 alphabet with its extension holds the text, so that 160 instead of 70 characters fit.
bool FitsGsmAlphabet(const std::string& text);

/// Hands a text to Kannel, at most ten seconds. Ok: Kannel has it in its store. kInvalid "kannel.refused": this text
/// cannot be sent; kDenied "kannel.denied": user or password are wrong; kUnavailable "kannel.unreachable" and
/// "kannel.busy": later again; "kannel.unsure": it broke off, so that Kannel may have the text or not.
Status SendSms(const SendSmsDoor& door, const OutgoingSms& sms);

}  // namespace custos::kannel
