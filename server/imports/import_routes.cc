// SPDX-License-Identifier: Apache-2.0
#include "server/imports/import_routes.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/log.h"
#include "server/http/problem.h"

namespace custos::server::imports {
namespace {

using nlohmann::json;

constexpr std::size_t kBodyLimit = std::size_t{512} << 10;  // a mapping may be large
constexpr std::size_t kFaultsAtOnce = 1'000;
constexpr std::size_t kJobsAtOnce = 50;
constexpr char kSourcePrefix[] = "records:";

http::Response Answer(int status, const json& value) {
  return http::Response::Json(status, value.dump(-1, ' ', false, json::error_handler_t::replace));
}

http::Response Refuse(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid: return http::Problem(400, error.code, {}, error.message);
    case ErrorKind::kNotFound: return http::Problem(404, error.code);
    case ErrorKind::kConflict: return http::Problem(409, error.code);
    case ErrorKind::kDenied: return http::Problem(403, error.code);
    case ErrorKind::kUnavailable: {
      http::Response busy = http::Problem(503, "server.unavailable", {{"reason", error.code}});
      busy.SetHeader("Retry-After", "1");
      return busy;
    }
    case ErrorKind::kCorrupt:
    case ErrorKind::kInternal: break;
  }
  Log(LogLevel::kError, "a request about imports failed", {{"code", error.code}});
  return http::Problem(500, "server.internal");
}

/// The administrator behind the request's token; the refusal otherwise.
std::optional<storage::User> WhoAsks(const ImportRoutes& routes, const http::Request& request,
                                     http::Response& refusal) {
  constexpr std::string_view kBearer = "Bearer ";
  const std::string* const header = request.FindHeader("authorization");
  if (header == nullptr || !header->starts_with(kBearer)) {
    refusal = http::Problem(401, "auth.required");
    return std::nullopt;
  }
  const auto found = routes.callers.ByToken(header->substr(kBearer.size()));
  if (!found) {
    refusal = Refuse(found.error());
    return std::nullopt;
  }
  if (*found == nullptr) {
    refusal = http::Problem(401, "auth.required");
    return std::nullopt;
  }
  const governance::Caller& caller = **found;
  const bool may =
      std::find(caller.token_scopes.begin(), caller.token_scopes.end(), "import") != caller.token_scopes.end();
  if (!may || caller.user.role != storage::UserRole::kAdministrator || caller.user.must_change_password) {
    refusal = http::Problem(403, "auth.forbidden");
    return std::nullopt;
  }
  return caller.user;
}

json Present(const storage::ImportJob& job) {
  const storage::ImportProgress& done = job.progress;
  return {{"id", std::to_string(job.id)}, {"state", ToString(job.state)}, {"file_name", job.file_name},
          {"format", job.format},         {"source", job.source},         {"size", job.size},
          {"done", done.offset},          {"lines", done.line - 1},       {"accepted", done.accepted},
          {"duplicate", done.duplicate},  {"refused", done.refused},      {"skipped", done.skipped},
          {"reasons", done.codes},        {"problem", job.problem},       {"problem_detail", job.problem_detail},
          {"by", job.user_name},          {"created_at", job.created_at}, {"finished_at", job.finished_at}};
}

/// Reads the members of an order; the first that does not fit is named.
class OrderReader {
 public:
  explicit OrderReader(const json& body) : body_(body) {}

  std::string Text(const char* name, std::size_t most, const std::string& otherwise = {}) {
    known_.emplace_back(name);
    const auto found = body_.find(name);
    if (found == body_.end()) return otherwise;
    if (!found->is_string() || found->get_ref<const std::string&>().size() > most) {
      Fail(name);
      return otherwise;
    }
    return found->get<std::string>();
  }

  std::uint32_t Number(const char* name, std::uint32_t most, std::uint32_t otherwise) {
    known_.emplace_back(name);
    const auto found = body_.find(name);
    if (found == body_.end()) return otherwise;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() > most) {
      Fail(name);
      return otherwise;
    }
    return found->get<std::uint32_t>();
  }

  void Fail(const std::string& name) {
    if (wrong_.empty()) wrong_ = name;
  }

  /// Name of the first member that is wrong or unknown; empty when all are right.
  std::string Wrong() const {
    if (!wrong_.empty()) return wrong_;
    for (const auto& [name, value] : body_.items()) {
      if (std::find(known_.begin(), known_.end(), name) == known_.end()) return name;
    }
    return {};
  }

 private:
  const json& body_;
  std::vector<std::string> known_;
  std::string wrong_;
};

bool IsName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

ImportOrder ReadOrder(OrderReader& read, const storage::User& user) {
  ImportOrder order;
  order.upload = read.Text("upload", 32);
  order.format = read.Text("format", 32);
  const std::string name = read.Text("source", 64);
  if (!IsName(name)) read.Fail("source");
  RecordOptions& options = order.options;
  options.source = kSourcePrefix + name;
  options.employee = read.Text("employee", 128);
  options.device = read.Text("device", 128);
  options.region = read.Text("region", 2, options.region);
  options.zone = read.Text("zone", 64, options.zone);
  options.outside_prefix = read.Text("outside_prefix", 8);
  options.shortest_extension = read.Number("shortest_extension", 15, options.shortest_extension);
  options.longest_extension = read.Number("longest_extension", 15, options.longest_extension);
  options.mapping = read.Text("mapping", std::size_t{256} << 10);
  order.owner = "user:" + std::to_string(user.id);
  order.user_id = user.id;
  order.user_name = user.display_name;
  return order;
}

http::Response Create(const ImportRoutes& routes, const storage::User& user, const http::Request& request) {
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return http::Problem(400, "request.invalid", {{"field", "body"}});
  OrderReader read(body);
  const ImportOrder order = ReadOrder(read, user);
  if (const std::string wrong = read.Wrong(); !wrong.empty()) {
    return http::Problem(400, "request.invalid", {{"field", wrong}});
  }
  storage::AuditEntry entry;
  entry.at = routes.clock.Now();
  entry.user_id = user.id;
  entry.user_login = user.login;
  entry.action = "import.start";
  entry.target = order.options.source;
  entry.detail =
      json{{"format", order.format}, {"upload", order.upload}}.dump(-1, ' ', false, json::error_handler_t::replace);
  entry.peer = request.peer;
  if (const Status recorded = routes.users.Audit(entry); !recorded) return Refuse(recorded.error());
  const auto job = routes.imports.Start(order);
  return job ? Answer(202, Present(*job)) : Refuse(job.error());
}

http::Response List(const ImportRoutes& routes, const http::Request& request) {
  const std::string* const cursor = request.FindQuery("cursor");
  const auto page = routes.imports.store().List(cursor == nullptr ? std::string() : *cursor, kJobsAtOnce);
  if (!page) return Refuse(page.error());
  json items = json::array();
  for (const storage::ImportJob& job : page->items) items.push_back(Present(job));
  return Answer(200, {{"items", std::move(items)},
                      {"next_cursor", page->next_cursor.empty() ? json() : json(page->next_cursor)},
                      {"formats", routes.imports.formats()}});
}

http::Response Show(const ImportRoutes& routes, std::uint64_t id) {
  const auto job = routes.imports.store().Get(id);
  return job ? Answer(200, Present(*job)) : Refuse(job.error());
}

http::Response Faults(const ImportRoutes& routes, std::uint64_t id, const http::Request& request) {
  std::uint64_t after = 0;
  if (const std::string* const text = request.FindQuery("after_line")) {
    const char* const end = text->data() + text->size();
    if (std::from_chars(text->data(), end, after).ptr != end) {
      return http::Problem(400, "request.invalid", {{"field", "after_line"}});
    }
  }
  if (const auto job = routes.imports.store().Get(id); !job) return Refuse(job.error());
  const auto faults = routes.imports.store().Faults(id, after, kFaultsAtOnce);
  if (!faults) return Refuse(faults.error());
  json items = json::array();
  for (const storage::ImportFault& fault : *faults) {
    items.push_back({{"line", fault.line}, {"offset", fault.offset}, {"code", fault.code}});
  }
  const bool more = faults->size() == kFaultsAtOnce;
  return Answer(200, {{"items", std::move(items)}, {"next_line", more ? json(faults->back().line) : json()}});
}

http::Response Cancel(const ImportRoutes& routes, std::uint64_t id) {
  const Status cancelled = routes.imports.Cancel(id);
  return cancelled ? Show(routes, id) : Refuse(cancelled.error());
}

}  // namespace

void AddImportRoutes(const ImportRoutes& routes, http::Router& router) {
  using Handler = std::function<http::Response(const storage::User&, const http::Request&, const http::PathParams&)>;
  const auto add = [&](http::Method method, const std::string& path, const std::string& operation, Handler handler) {
    router.Add({method, "/api/v1/imports" + path, operation,
                [&routes, handler = std::move(handler)](const http::Request& request, const http::PathParams& params) {
                  http::Response refusal;
                  const std::optional<storage::User> user = WhoAsks(routes, request, refusal);
                  return user ? handler(*user, request, params) : refusal;
                },
                kBodyLimit});
  };
  add(http::Method::kPost, "", "createImport",
      [&routes](const storage::User& user, const http::Request& request, const http::PathParams&) {
        return Create(routes, user, request);
      });
  add(http::Method::kGet, "", "listImports",
      [&routes](const storage::User&, const http::Request& request, const http::PathParams&) {
        return List(routes, request);
      });
  add(http::Method::kGet, "/{id:u64}", "getImport",
      [&routes](const storage::User&, const http::Request&, const http::PathParams& params) {
        return Show(routes, params.U64("id"));
      });
  add(http::Method::kDelete, "/{id:u64}", "cancelImport",
      [&routes](const storage::User&, const http::Request&, const http::PathParams& params) {
        return Cancel(routes, params.U64("id"));
      });
  add(http::Method::kGet, "/{id:u64}/faults", "listImportFaults",
      [&routes](const storage::User&, const http::Request& request, const http::PathParams& params) {
        return Faults(routes, params.U64("id"), request);
      });
}

}  // namespace custos::server::imports
