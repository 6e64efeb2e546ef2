// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

constexpr std::size_t kMostUnfit = 1'000;  ///< listed; all are counted

json Present(const InterceptView& view, const RuleCatalog& rules) {
  json drift = json::array(), unfit = json::array();
  for (const InterceptView::Drift& one : view.drift) {
    drift.push_back({{"what", one.what}, {"name", one.name}, {"found_at", FormatTime(one.found_at)}});
  }
  for (std::size_t i = 0; i < std::min(view.unfit.size(), kMostUnfit); ++i) {
    const InterceptView::Unfit& one = view.unfit[i];
    const auto title = rules.TitleOf(one.rule_id);
    unfit.push_back({{"word", one.word},
                     {"rule_id", one.rule_id},
                     {"title", title ? json{{"zh", title->zh}, {"en", title->en}} : json()},
                     {"reason", one.reason}});
  }
  return {{"company", view.company},
          {"source", view.source},
          {"checked_at", view.checked_at == 0 ? json() : json(FormatTime(view.checked_at))},
          {"problem", view.problem},
          {"problem_detail", view.problem_detail},
          {"planned", view.planned},
          {"standing", view.standing},
          {"words", view.words},
          {"others", view.others},
          {"drift", std::move(drift)},
          {"unfit_count", view.unfit.size()},
          {"unfit", std::move(unfit)}};
}

http::Response ListIntercepts(const Call& call) {
  json items = json::array();
  for (const InterceptView& view : call.deps.intercepts.Intercepts()) items.push_back(Present(view, call.deps.rules));
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddInterceptHandlers(Gate& gate) { gate.Add(http::Method::kGet, "/intercepts", "listIntercepts", ListIntercepts); }

}  // namespace custos::server::api
