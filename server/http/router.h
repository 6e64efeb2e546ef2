// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "server/http/server.h"

namespace custos::server::http {

/// What a path held in its typed places. Asking for a name or type that the pattern does not have is a fault of ours
/// and throws std::out_of_range or std::bad_variant_access.
class PathParams {
 public:
  std::uint64_t U64(const std::string& name) const { return std::get<std::uint64_t>(values_.at(name)); }
  const std::string& Text(const std::string& name) const { return std::get<std::string>(values_.at(name)); }

 private:
  friend class Router;
  std::map<std::string, std::variant<std::uint64_t, std::string>> values_;
};

using RouteHandler = std::function<Response(const Request&, const PathParams&)>;

/// One operation. `pattern` is a path with places `{name:u64}` (decimal), `{name:hex32}` (32 lower-case hex digits) or
/// `{name:word}` (1 to 128 of A–Z a–z 0–9 . _ : -).
struct Route {
  Method method = Method::kGet;
  std::string pattern;
  std::string operation;
  RouteHandler handler;
  std::size_t body_limit = 1024 * 1024;
};

using Next = std::function<Response(const Request&)>;
using Middleware = std::function<Response(const Request&, const Next&)>;

/// Finds the route of a request, literal pieces before places. HEAD is answered by GET. Filled before the server
/// starts, read-only afterwards.
class Router final : public RequestHandler {
 public:
  void Add(Route route);
  /// Wraps every request, the first added outermost.
  void Use(Middleware middleware);
  /// Answers GET and HEAD of paths that have no route and do not begin with `reserved` ("api").
  void SetFallback(std::string reserved, std::function<Response(const Request&)> handler);

  const std::vector<Route>& routes() const { return routes_; }

  std::size_t BodyLimit(const Request& head) const override;
  Response Handle(const Request& request) override;
  Response Refuse(int status, const std::string& code) override;

 private:
  struct Place {
    enum class Kind { kLiteral, kU64, kHex32, kWord };
    Kind kind = Kind::kLiteral;
    std::string text;  ///< the literal, or the name of the place
  };
  struct Found {
    const Route* route = nullptr;
    PathParams params;
    std::string bad_param;  ///< a path fits but for the type of this place
    std::vector<Method> other_methods;
  };

  static std::vector<Place> ParsePattern(const std::string& pattern);
  /// As many pieces, and the same words.
  static bool HasShape(const std::vector<Place>& places, const Request& request);
  /// Reads the places of a route that has the shape.
  static bool Fits(const std::vector<Place>& places, const Request& request, Found& found);
  Found Find(const Request& request) const;
  Response Dispatch(const Request& request) const;
  Response Through(std::size_t layer, const Request& request) const;

  std::vector<Route> routes_;
  std::vector<std::vector<Place>> places_;
  std::vector<Middleware> middleware_;
  std::string reserved_;
  std::function<Response(const Request&)> fallback_;
};

}  // namespace custos::server::http
