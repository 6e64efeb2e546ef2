// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_search.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "server/api/json_text.h"
#include "server/api/present.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

json PresentUnknown(const std::vector<storage::UnknownValue>& unknown) {
  json list = json::array();
  for (const auto& value : unknown) {
    list.push_back({{"value", value.value}, {"column", value.column}, {"length", value.length}});
  }
  return list;
}

/// What the catalogue calls a category or a rule; null for everything else.
json TitleOf(const std::string& facet, const std::string& value, const RuleCatalog& rules) {
  std::optional<LocalText> title;
  if (facet == "rule") title = rules.TitleOf(value);
  if (facet == "category") {
    for (const CategoryInfo& category : rules.Categories()) {
      if (category.category == value) title = category.title;
    }
  }
  return title ? Present(*title) : json(nullptr);
}

}  // namespace

json Present(const storage::SearchPage& page) {
  json covered = nullptr;
  if (page.cut) covered = {{"from", TimeOrNull(page.covered_from)}, {"until", TimeOrNull(page.covered_until)}};
  return {{"items", PresentAll(page.items)},         {"next_cursor", TextOrNull(page.next_cursor)},
          {"estimated_total", page.estimated_total}, {"total_exact", page.total_exact},
          {"covered", std::move(covered)},           {"unknown", PresentUnknown(page.unknown)}};
}

json PresentParts(const std::vector<storage::query::Place>& parts) {
  json list = json::array();
  for (const auto& place : parts) list.push_back({{"column", place.column}, {"length", place.length}});
  return list;
}

json Present(const storage::SearchFacets& facets, const RuleCatalog& rules) {
  json list = json::array();
  for (const storage::Facet& facet : facets.facets) {
    json values = json::array();
    for (const storage::FacetValue& value : facet.values) {
      values.push_back({{"value", value.value},
                        {"source", TextOrNull(value.source)},
                        {"label", TextOrNull(value.label)},
                        {"title", TitleOf(facet.name, value.value, rules)},
                        {"count", value.count}});
    }
    list.push_back({{"name", facet.name}, {"values", std::move(values)}});
  }
  json bars = json::array();
  for (const storage::HistogramBar& bar : facets.histogram) {
    bars.push_back({{"from", FormatTime(bar.from)}, {"until", FormatTime(bar.until)}, {"count", bar.count}});
  }
  return {{"total", facets.total},
          {"exact", facets.exact},
          {"counted", facets.counted},
          {"facets", std::move(list)},
          {"histogram", std::move(bars)}};
}

}  // namespace custos::server::api
