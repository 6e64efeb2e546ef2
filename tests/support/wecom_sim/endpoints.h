// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/clock.h"
#include "tests/support/wecom_sim/corp.h"
#include "tests/support/wecom_sim/faults.h"
#include "tests/support/wecom_sim/http_listener.h"

namespace custos::wecom_sim {

/// What a handler of one call needs. The token was already checked.
struct Call {
  Corp& corp;
  const HttpRequest& request;
  const nlohmann::json& body;  ///< the request body; an empty object when there is none
  FaultPlan& faults;
  TimeMs now = 0;
};

/// A reply with errcode 0 and errmsg "ok" added.
HttpReply Ok(nlohmann::json fields);
/// A reply that says only what went wrong, in the platform's words.
HttpReply Failure(int errcode);

/// Calls of the fake vendor library: chat data and media.
HttpReply GetChatDataCall(const Call& call);
HttpReply GetMediaCall(const Call& call);

/// The call's handler, or nullptr when the path is not one of them.
using CallHandler = HttpReply (*)(const Call& call);
CallHandler FindArchiveCall(const std::string& path);    ///< /cgi-bin/msgaudit/…
CallHandler FindDirectoryCall(const std::string& path);  ///< /cgi-bin/user/…, /cgi-bin/department/…
CallHandler FindCustomerCall(const std::string& path);   ///< /cgi-bin/externalcontact/…
CallHandler FindTagCall(const std::string& path);        ///< tags of the company for its customers
CallHandler FindTransferCall(const std::string& path);   ///< handovers of customers and groups
CallHandler FindSignInCall(const std::string& path);     ///< who came with a code, tickets of pages
CallHandler FindOutgoingCall(const std::string& path);   ///< messages to people, intercept rules

/// A file for messages, /cgi-bin/media/upload: a form in place of JSON.
HttpReply UploadMaterialCall(const Call& call);

/// A group robot's message; it has a key in place of a token.
HttpReply RobotCall(Corp& corp, const nlohmann::json& body, TimeMs now);

}  // namespace custos::wecom_sim
