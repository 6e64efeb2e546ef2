// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/message.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Conversations in which somebody said something about being archived.
struct ConsentNews {
  std::vector<std::string> conversations;  ///< 16 bytes each
  std::vector<std::int64_t> ats;

  void Add(std::string conversation, TimeMs at) {
    conversations.push_back(std::move(conversation));
    ats.push_back(at);
  }
};

/// The types of messages, of a chat or of events, that are such news.
const std::vector<std::string>& ConsentNewsTypes();
bool IsConsentNews(Channel channel, std::string_view type);

/// Makes the pairs and groups of these conversations due for a question, unless they were asked since. The answer, not
/// the news, is what counts: the platform's word on it stands in one place. Inside a transaction; throws db::Failure.
void AskAgain(db::Connection& connection, const ConsentNews& news);

}  // namespace custos::storage
