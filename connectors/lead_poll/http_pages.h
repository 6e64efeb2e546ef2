// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "connectors/lead_poll/page_source.h"

namespace custos::lead_poll {

/// Pages of leads as JSON over HTTP.
struct HttpSettings {
  std::string url;               ///< "{cursor}" in it becomes the cursor, percent-encoded
  std::string token;             ///< sent as Authorization: Bearer; empty: none
  std::string items = "/items";  ///< JSON Pointer to the list; "" when the whole reply is it
  std::string next;              ///< JSON Pointer to the next cursor; empty: there is none
  std::string item_cursor;       ///< else: JSON Pointer inside an item, the last item's is the next cursor
  std::chrono::milliseconds timeout{20'000};
  std::size_t most_bytes = std::size_t{8} << 20;  ///< of a reply
};

/// kInvalid "lead_poll.settings": an address that is neither https nor loopback http, or a pointer that is none.
/// Fetch: kUnavailable "lead_poll.unreachable", "lead_poll.too_large", "lead_poll.denied" (401, 403), "lead_poll.busy"
/// (429, 503), "lead_poll.status", "lead_poll.not_json", "lead_poll.no_items".
Result<std::unique_ptr<PageSource>> MakeHttpPages(HttpSettings settings);

}  // namespace custos::lead_poll
