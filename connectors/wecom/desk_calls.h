// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "connectors/wecom/api_client.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// The page of the platform that sends a visitor back with a code (wecom.md 5.8). `state` is of letters and digits.
std::string AuthorizeUrl(std::string_view corp_id, std::uint32_t agent_id, std::string_view redirect,
                         std::string_view state);

/// Who came with this code: the id of an employee. kNotFound "wecom.not_staff" for anybody else, else as ApiClient; a
/// code works once and for five minutes (kInvalid "wecom.errcode_40029").
Result<std::string> Visitor(ApiClient& api, std::string_view code, const std::stop_token& stop);

/// The signature that lets a page call the platform's script: SHA-1 in hex of these in the platform's order. `url` is
/// cut at its #.
std::string SignPage(std::string_view ticket, std::string_view nonce, std::int64_t timestamp_s, std::string_view url);

/// The two tickets that sign pages, fetched again five minutes before they end: the platform gives few in an hour.
/// Thread-safe; concurrent callers share one fetch.
class PageTickets {
 public:
  /// `api` must outlive this.
  PageTickets(ApiClient& api, const Clock& clock) : api_(api), clock_(clock) {}

  Result<std::string> Corp(const std::stop_token& stop) { return Get(corp_, "/cgi-bin/get_jsapi_ticket", {}, stop); }
  Result<std::string> App(const std::stop_token& stop) {
    return Get(app_, "/cgi-bin/ticket/get", {{"type", "agent_config"}}, stop);
  }

 private:
  struct Ticket {
    std::mutex mutex;
    std::string value;
    TimeMs until = 0;
  };

  Result<std::string> Get(Ticket& ticket, std::string_view path, const ApiClient::Query& query,
                          const std::stop_token& stop);

  ApiClient& api_;
  const Clock& clock_;
  Ticket corp_;
  Ticket app_;
};

}  // namespace custos::wecom
