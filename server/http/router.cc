// SPDX-License-Identifier: Apache-2.0
#include "server/http/router.h"

#include <algorithm>
#include <charconv>

#include "server/http/problem.h"
#include "server/http/url.h"

namespace custos::server::http {
namespace {

std::optional<std::uint64_t> ParseU64(const std::string& text) {
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

bool IsHex32(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Method Effective(Method method) { return method == Method::kHead ? Method::kGet : method; }

bool IsWord(const std::string& text) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), fits);
}

std::string AllowHeader(const std::vector<Method>& methods) {
  std::string allow;
  for (const Method method : methods) {
    if (!allow.empty()) allow += ", ";
    allow += ToString(method);
  }
  return allow;
}

}  // namespace

std::vector<Router::Place> Router::ParsePattern(const std::string& pattern) {
  std::vector<Place> places;
  const auto pieces = SplitPath(pattern).value_or(std::vector<std::string>());
  for (const auto& piece : pieces) {
    if (piece.front() != '{') {
      places.push_back({Place::Kind::kLiteral, piece});
      continue;
    }
    const auto colon = piece.find(':');
    const std::string type = piece.substr(colon + 1, piece.size() - colon - 2);
    const Place::Kind kind = type == "u64"    ? Place::Kind::kU64
                             : type == "word" ? Place::Kind::kWord
                                              : Place::Kind::kHex32;
    places.push_back({kind, piece.substr(1, colon - 1)});
  }
  return places;
}

void Router::Add(Route route) {
  places_.push_back(ParsePattern(route.pattern));
  routes_.push_back(std::move(route));
}

void Router::Use(Middleware middleware) { middleware_.push_back(std::move(middleware)); }

void Router::SetFallback(std::string reserved, std::function<Response(const Request&)> handler) {
  reserved_ = std::move(reserved);
  fallback_ = std::move(handler);
}

bool Router::HasShape(const std::vector<Place>& places, const Request& request) {
  if (places.size() != request.segments.size()) return false;
  // From the end: most routes begin alike.
  for (std::size_t i = places.size(); i-- > 0;) {
    if (places[i].kind == Place::Kind::kLiteral && places[i].text != request.segments[i]) return false;
  }
  return true;
}

bool Router::Fits(const std::vector<Place>& places, const Request& request, Found& found) {
  PathParams params;
  std::string bad;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& piece = request.segments[i];
    switch (places[i].kind) {
      case Place::Kind::kLiteral: break;
      case Place::Kind::kU64:
        if (const auto value = ParseU64(piece)) {
          params.values_[places[i].text] = *value;
        } else {
          bad = places[i].text;
        }
        break;
      case Place::Kind::kHex32:
        if (!IsHex32(piece)) bad = places[i].text;
        params.values_[places[i].text] = piece;
        break;
      case Place::Kind::kWord:
        if (!IsWord(piece)) bad = places[i].text;
        params.values_[places[i].text] = piece;
        break;
    }
  }
  if (!bad.empty()) {
    found.bad_param = bad;
    return false;
  }
  found.params = std::move(params);
  return true;
}

Router::Found Router::Find(const Request& request) const {
  Found found;
  if (request.trailing_slash) return found;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!HasShape(places_[i], request)) continue;
    Found attempt;
    if (!Fits(places_[i], request, attempt)) {
      if (!attempt.bad_param.empty()) found.bad_param = attempt.bad_param;
      continue;
    }
    if (routes_[i].method == Effective(request.method)) {
      attempt.route = &routes_[i];
      return attempt;
    }
    found.other_methods.push_back(routes_[i].method);
  }
  return found;
}

std::size_t Router::BodyLimit(const Request& head) const {
  const auto found = Find(head);
  return found.route != nullptr ? found.route->body_limit : 0;
}

Response Router::Dispatch(const Request& request) const {
  auto found = Find(request);
  if (found.route != nullptr) return found.route->handler(request, found.params);
  if (!found.other_methods.empty()) {
    auto response = Problem(405, "request.method_not_allowed");
    response.SetHeader("Allow", AllowHeader(found.other_methods));
    return response;
  }
  if (!found.bad_param.empty()) return Problem(400, "request.invalid", {{"field", found.bad_param}});
  const bool reserved = !request.segments.empty() && request.segments.front() == reserved_;
  if (fallback_ && !reserved && Effective(request.method) == Method::kGet) return fallback_(request);
  return Problem(404, "request.not_found");
}

Response Router::Through(std::size_t layer, const Request& request) const {
  if (layer == middleware_.size()) return Dispatch(request);
  return middleware_[layer](request, [this, layer](const Request& inner) { return Through(layer + 1, inner); });
}

Response Router::Handle(const Request& request) {
  Response response = Through(0, request);
  StampRequestId(request.id, response);
  return response;
}

Response Router::Refuse(int status, const std::string& code) {
  auto response = Problem(status, code);
  if (status == 503) response.SetHeader("Retry-After", "1");
  return response;
}

}  // namespace custos::server::http
