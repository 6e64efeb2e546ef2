// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_poll/http_pages.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/json_object.h"
#include "connectors/lead_poll/http_get.h"

namespace custos::lead_poll {
namespace {

using nlohmann::json;

constexpr std::string_view kPlace = "{cursor}";
constexpr std::chrono::hours kLongestAway{1};
constexpr std::size_t kMostItems = 10'000;

Error Unavailable(const char* code, const std::string& message) { return {ErrorKind::kUnavailable, code, message}; }

bool IsPointer(const std::string& text) {
  try {
    (void)json::json_pointer(text);
    return true;
  } catch (const json::exception&) {
    return false;
  }
}

/// A cursor in a reply: text or a number; empty when there is none.
std::string CursorAt(const json& value, const std::string& pointer) {
  const json::json_pointer place(pointer);
  if (!value.contains(place)) return {};
  const json& found = value.at(place);
  if (found.is_string()) return found.get<std::string>();
  return found.is_number() ? found.dump() : std::string();
}

/// JSON of any kind, valid and not too deep; replies may be lists.
bool ParseReply(const std::string& body, json& reply) {
  const auto wrapped = ParseJsonObject("{\"reply\":" + body + "}");
  if (!wrapped || wrapped->size() != 1) return false;
  reply = (*wrapped)["reply"];
  return true;
}

class HttpPages final : public PageSource {
 public:
  explicit HttpPages(HttpSettings settings) : settings_(std::move(settings)) {}

  Result<Page> Fetch(const std::string& cursor, const std::stop_token& stop, std::chrono::milliseconds& wait) override {
    std::string url = settings_.url;
    if (const std::size_t at = url.find(kPlace); at != std::string::npos) {
      url.replace(at, kPlace.size(), PercentEncode(cursor));
    }
    auto answer = HttpGet(url, settings_.token, {settings_.timeout, settings_.most_bytes}, stop);
    if (!answer) return answer.error();
    if (answer->retry_after) wait = std::min<std::chrono::milliseconds>(*answer->retry_after, kLongestAway);
    switch (answer->status) {
      case 200: return PageOf(std::move(answer->body), cursor);
      case 204: return Page{.raw = {}, .items = {}, .cursor = cursor, .more = false};
      case 401:
      case 403: return Unavailable("lead_poll.denied", "the other side refuses the token");
      case 429:
      case 503: return Unavailable("lead_poll.busy", "the other side asks for patience");
      default: return Unavailable("lead_poll.status", "the other side answered " + std::to_string(answer->status));
    }
  }

 private:
  Result<Page> PageOf(std::string body, const std::string& cursor) const {
    json reply;
    if (!ParseReply(body, reply)) return Unavailable("lead_poll.not_json", "the reply is no JSON");
    const json::json_pointer place(settings_.items);
    if (!reply.contains(place) || !reply.at(place).is_array()) {
      return Unavailable("lead_poll.no_items", "the reply has no list at " + settings_.items);
    }
    const json& items = reply.at(place);
    if (items.size() > kMostItems) return Unavailable("lead_poll.too_large", "the reply has too many leads");
    Page page;
    for (const json& item : items) page.items.push_back(JsonText(item));
    if (!settings_.next.empty()) {
      page.cursor = CursorAt(reply, settings_.next);
    } else if (!settings_.item_cursor.empty() && !items.empty()) {
      page.cursor = CursorAt(items.back(), settings_.item_cursor);
    }
    if (page.cursor.empty() || page.cursor.size() > 2'000) page.cursor = cursor;
    page.more = page.cursor != cursor && !page.items.empty();
    page.raw = std::move(body);
    return page;
  }

  const HttpSettings settings_;
};

}  // namespace

Result<std::unique_ptr<PageSource>> MakeHttpPages(HttpSettings settings) {
  const auto wrong = [](const std::string& what) { return Error{ErrorKind::kInvalid, "lead_poll.settings", what}; };
  std::string probe = settings.url;
  if (const std::size_t at = probe.find(kPlace); at != std::string::npos) probe.replace(at, kPlace.size(), "x");
  if (!IsAllowedUrl(probe)) return wrong("url must be https, or http on this machine");
  if (!IsPointer(settings.items) || !IsPointer(settings.next) || !IsPointer(settings.item_cursor)) {
    return wrong("items, next and item_cursor are JSON pointers");
  }
  if (settings.url.find(kPlace) == std::string::npos && !(settings.next.empty() && settings.item_cursor.empty())) {
    return wrong("url has no {cursor} for next or item_cursor");
  }
  return std::unique_ptr<PageSource>(std::make_unique<HttpPages>(std::move(settings)));
}

}  // namespace custos::lead_poll
