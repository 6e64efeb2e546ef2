// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/http_client.h"
#include "core/result.h"

namespace custos::wecom {

/// Who gets a message of an application.
struct AppReceivers {
  std::uint32_t agent_id = 0;
  std::vector<std::string> users;  ///< userids, at most 1,000; "@all" alone is everybody
  std::vector<std::string> parties;
  std::vector<std::string> tags;
};

inline constexpr std::size_t kMostTextBytes = 2'048;  ///< of a text message; the platform cuts longer ones

/// Sends a text as the application (wecom.md 5.7). The same text within half an hour is delivered once, so that it may
/// be sent again when it is not known whether it arrived. Returns the receivers that the platform did not know,
/// '|'-separated. Errors as ApiClient; kInvalid when nobody is left.
Result<std::string> SendAppText(ApiClient& api, const AppReceivers& to, const std::string& text,
                                const std::stop_token& stop);

/// Sends a text to the group of a robot. `base` is the platform's address; `key` is a credential and in no error.
Status SendRobotText(const HttpClient& http, const std::string& base, const std::string& key, const std::string& text,
                     const std::stop_token& stop);

inline constexpr std::size_t kMostMarkdownBytes = 4'096;  ///< of a robot's markdown

/// The same with the platform's markdown: headings, bold, quotes, links.
Status SendRobotMarkdown(const HttpClient& http, const std::string& base, const std::string& key,
                         const std::string& text, const std::stop_token& stop);

/// At most `bytes` of `text`, cut before a character, with "…" where something is missing.
std::string CutText(const std::string& text, std::size_t bytes);

}  // namespace custos::wecom
