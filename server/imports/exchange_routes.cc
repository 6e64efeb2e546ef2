// SPDX-License-Identifier: Apache-2.0
#include "server/imports/exchange_routes.h"

#include <utility>
#include <vector>

#include "connectors/delivery.h"
#include "core/digest.h"
#include "server/http/problem.h"

namespace custos::server::imports {
namespace {

constexpr std::size_t kBodyLimit = std::size_t{8} << 20;

/// Takes as long for every wrong answer.
bool SameSecret(std::string_view a, std::string_view b) {
  const Digest first = Sha256(a);
  const Digest second = Sha256(b);
  unsigned difference = 0;
  for (std::size_t i = 0; i < first.size(); ++i) difference |= static_cast<unsigned>(first[i] ^ second[i]);
  return difference == 0;
}

bool MayPost(const PostingExchange& exchange, const http::Request& request) {
  constexpr std::string_view kBasic = "Basic ";
  const std::string* const header = request.FindHeader("authorization");
  if (exchange.password.empty() || header == nullptr || !header->starts_with(kBasic)) return false;
  const auto given = Base64Decode(header->substr(kBasic.size()));
  return given && SameSecret(*given, exchange.login + ":" + exchange.password);
}

/// A field of an application/x-www-form-urlencoded body, decoded.
std::string FormField(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const std::size_t end = std::min(form.find('&'), form.size());
    std::string_view pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    if (!pair.starts_with(name) || pair.size() <= name.size() || pair[name.size()] != '=') continue;
    pair.remove_prefix(name.size() + 1);
    std::string value;
    for (std::size_t at = 0; at < pair.size(); ++at) {
      const auto byte = pair[at] == '%' && at + 2 < pair.size() ? HexDecode(pair.substr(at + 1, 2)) : std::nullopt;
      if (byte) at += 2;
      value += byte ? *byte : std::string(1, pair[at] == '+' ? ' ' : pair[at]);
    }
    return value;
  }
  return {};
}

http::Response Take(const ExchangeRoutes& routes, const http::Request& request, const std::string& name) {
  const auto found = routes.exchanges.find(name);
  // Whether there is such an exchange is nobody's business either.
  if (found == routes.exchanges.end() || !MayPost(found->second, request)) {
    http::Response refused = http::Problem(401, "auth.required");
    refused.SetHeader("WWW-Authenticate", "Basic realm=\"custos\"");
    return refused;
  }
  const bool json = request.body.find_first_not_of(" \t\r\n") != std::string::npos &&
                    request.body[request.body.find_first_not_of(" \t\r\n")] == '{';
  const std::string document = json ? request.body : FormField(request.body, "cdr");
  if (document.empty()) return http::Problem(400, "request.invalid", {{"field", "cdr"}});
  RecordOptions options = found->second.options;
  options.now = routes.clock.Now();
  const auto parser = routes.formats.Make(found->second.format, options, {});
  std::vector<Record> records;
  if (!parser || !(*parser)->Feed(document, records) || !(*parser)->Finish(records)) {
    return http::Problem(400, "request.invalid", {{"field", "body"}});
  }
  Intake intake;
  intake.source = options.source;
  intake.fetched_at = options.now;
  for (Record& record : records) {
    if (record.kind == Record::Kind::kMessage) intake.messages.push_back(std::move(record.message));
    if (record.kind == Record::Kind::kRefused) intake.parked.push_back(std::move(record.parked));
  }
  if (intake.messages.empty() && intake.parked.empty()) return http::Response::Text(200, "ok\n");
  const Result<IntakeReceipt> receipt = Deliver(routes.sink, std::move(intake));
  if (receipt) return http::Response::Text(200, "ok\n");
  http::Response later = http::Problem(503, "server.unavailable", {{"reason", receipt.error().code}});
  later.SetHeader("Retry-After", "2");
  return later;
}

}  // namespace

void AddExchangeRoutes(const ExchangeRoutes& routes, http::Router& router) {
  router.Add({http::Method::kPost, "/callback/freeswitch/{name:word}", "takeFreeswitchRecord",
              [&routes](const http::Request& request, const http::PathParams& path) {
                return Take(routes, request, path.Text("name"));
              },
              kBodyLimit});
}

}  // namespace custos::server::imports
