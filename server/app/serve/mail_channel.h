// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/app/serve/notifier.h"
#include "server/app/settings.h"

namespace custos::app {

inline constexpr std::size_t kMostMailBytes = 16'000;  ///< of a report; every letter box takes that

/// A text as an electronic letter (RFC 5322): its first line is the subject, the rest the body, both in UTF-8 that no
/// text can break out of. `id` names it for ever, so that a mailbox that gets it twice can tell; `date` in seconds
/// since 1970.
struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string text;
  std::string id;
  std::int64_t date = 0;
};
std::string ComposeMail(const Mail& mail);

/// Texts by SMTP (RFC 5321) with TLS from the start (`smtps://`) or before anything is said (`smtp://`); without only
/// where the settings say so. `clock` outlives it. Errors of Send: kUnavailable "mail.unreachable", "mail.put_off"
/// (4yz); kDenied "mail.login", "mail.tls"; kInvalid "mail.refused" (5yz). The password is in none of them.
std::unique_ptr<MessageChannel> MakeMailChannel(const NotifyChannel& channel, const Clock& clock);

}  // namespace custos::app
