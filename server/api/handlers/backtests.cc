// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/api/present_packs.h"
#include "server/api/query_reader.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr char kNotFound[] = "backtest.not_found";

/// A time in the body; absent is nullopt.
std::optional<TimeMs> ReadTime(Body& body, const std::string& name, bool required) {
  const auto text = body.Text(name, 1, 40, required);
  if (!text) return std::nullopt;
  const auto time = ParseTime(*text);
  if (!time) body.Fail(name);
  return time;
}

http::Response ListBacktests(const Call& call) {
  QueryReader query(call.request);
  const auto version = query.Id("version");
  const auto cursor = query.Cursor();
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto page = call.deps.backtests.List(version, cursor, limit);
  if (!page) return FromError(page.error());
  json items = json::array();
  for (const auto& backtest : page->items) items.push_back(Present(backtest));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response StartBacktest(const Call& call) {
  Body body(call.request, {"version", "from", "until", "compare"});
  studio::BacktestOrder order;
  order.version = ReadId(body, "version", true).value_or(0);
  order.compare = ReadId(body, "compare").value_or(0);
  order.from = ReadTime(body, "from", true).value_or(0);
  order.until = ReadTime(body, "until", false).value_or(call.deps.clock.Now());
  if (order.until <= order.from) body.Fail("until");
  if (body.problem) return *body.problem;
  order.by = ActorOf(call);
  const json detail{{"from", FormatTime(order.from)}, {"until", FormatTime(order.until)}};
  if (auto refused = call.Record("backtest.start", std::to_string(order.version), detail)) return *refused;
  const auto started = call.deps.backtests.Start(order);
  if (!started) return PackError(started.error());
  return JsonResponse(202, Present(*started));
}

http::Response Show(const Call& call, int status) {
  const auto backtest = call.deps.backtests.Get(call.path.U64("id"));
  if (!backtest) return FromError(backtest.error(), kNotFound);
  return JsonResponse(status, Present(*backtest));
}

http::Response GetBacktest(const Call& call) { return Show(call, 200); }

http::Response ListBacktestSamples(const Call& call) {
  const auto id = call.path.U64("id");
  QueryReader query(call.request);
  storage::SampleFilter filter;
  const auto change = query.Text("change", 20);
  if (change != "gained" && change != "lost") query.Fail("change");
  filter.gained = change == "gained";
  filter.rule_id = query.Text("rule_id", 100);
  filter.category = query.Text("category", 100);
  filter.cursor = query.Cursor();
  filter.limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("backtest.samples", std::to_string(id), {{"change", change}})) return *refused;
  if (const auto known = call.deps.backtests.Get(id); !known) return FromError(known.error(), kNotFound);
  const auto page = call.deps.backtests.Samples(call.scope, id, filter);
  if (!page) return FromError(page.error(), kNotFound);
  json items = json::array();
  for (const auto& sample : page->items) items.push_back(Present(sample, call.deps.rules));
  return JsonResponse(200, {{"items", std::move(items)}, {"next_cursor", TextOrNull(page->next_cursor)}});
}

http::Response CancelBacktest(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("backtest.cancel", std::to_string(id))) return *refused;
  if (const auto status = call.deps.backtests.Cancel(id); !status) return FromError(status.error(), kNotFound);
  return Show(call, 202);
}

http::Response StartLookBack(const Call& call) {
  const auto id = call.path.U64("id");
  Body body(call.request, {"note"});
  const auto note = body.Text("note", 1, 2000, true);
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("backtest.look_back", std::to_string(id))) return *refused;
  const auto started = call.deps.backtests.StartLookBack(id, ActorOf(call), *note);
  if (!started) return PackError(started.error(), kNotFound);
  return JsonResponse(202, Present(*started));
}

}  // namespace

void AddBacktestHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/rules/backtests", "listBacktests", ListBacktests);
  gate.Add(http::Method::kPost, "/rules/backtests", "startBacktest", StartBacktest);
  gate.Add(http::Method::kGet, "/rules/backtests/{id:u64}", "getBacktest", GetBacktest);
  gate.Add(http::Method::kGet, "/rules/backtests/{id:u64}/samples", "listBacktestSamples", ListBacktestSamples);
  gate.Add(http::Method::kPost, "/rules/backtests/{id:u64}/cancellation", "cancelBacktest", CancelBacktest);
  gate.Add(http::Method::kPost, "/rules/backtests/{id:u64}/look-back", "startLookBack", StartLookBack);
}

}  // namespace custos::server::api
