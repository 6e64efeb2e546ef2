// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/search_facets.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>

#include "storage/postgres/match_walk.h"
#include "storage/postgres/message_search.h"
#include "storage/postgres/people.h"
#include "storage/postgres/query_resolver.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostCounted = 2'000;
constexpr std::size_t kMostValues = 10;
constexpr std::size_t kMostBars = 62;
constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kDay = 24 * kHour;
constexpr TimeMs kZone = 8 * kHour;  // Shanghai keeps no summer time
constexpr std::array kProperties = {"employee", "customer", "department", "type",
                                    "channel",  "role",     "category",   "rule"};

constexpr char kParties[] =
    "SELECT conversation_id, source_id, kind, party_id FROM conversation_party"
    " WHERE conversation_id = ANY($1) AND kind IN (1, 2)";
constexpr char kAlertsOf[] =
    "SELECT a.message_id, a.category, r.rule_id FROM unnest($1::uuid[], $2::bigint[]) AS k(conversation_id, message_id)"
    " JOIN alert a ON a.conversation_id = k.conversation_id AND a.message_id = k.message_id"
    " LEFT JOIN LATERAL unnest(a.rule_ids) AS r(rule_id) ON true";
constexpr char kMainDepartments[] =
    "SELECT e.source_id, e.id, e.main_department, coalesce(d.name, '') FROM employee e LEFT JOIN department d"
    " ON d.source_id = e.source_id AND d.id = e.main_department"
    " WHERE (e.source_id, e.id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))";
constexpr char kAllTimes[] = "SELECT min(first_at), max(last_at) FROM conversation";

std::string BytesOf(const ConversationId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

TimeMs MonthAfter(TimeMs border) {
  using namespace std::chrono;
  const sys_days day{days((border + kZone) / kDay)};
  const year_month_day date(day);
  const year_month next = year_month(date.year(), date.month()) + months(1);
  return sys_days(next / 1).time_since_epoch().count() * kDay - kZone;
}

/// The border at or before a time.
TimeMs BorderAt(TimeMs at, TimeMs width) {
  if (width == 0) {
    using namespace std::chrono;
    const TimeMs shifted = at + kZone;
    const year_month_day date(sys_days{days(shifted >= 0 ? shifted / kDay : -1)});
    return sys_days(date.year() / date.month() / 1).time_since_epoch().count() * kDay - kZone;
  }
  constexpr TimeMs kMonday = 4 * kDay;  // 1970-01-05
  const TimeMs shift = width == 7 * kDay ? kZone - kMonday : kZone;
  const TimeMs rest = (at + shift) % width;
  return at - (rest < 0 ? rest + width : rest);
}

}  // namespace

std::vector<TimeMs> BarBorders(TimeMs from, TimeMs until) {
  for (const TimeMs width : {kHour, kDay, 7 * kDay, TimeMs{0}}) {
    std::vector<TimeMs> borders = {BorderAt(from, width)};
    while (borders.back() < until && borders.size() <= kMostBars) {
      borders.push_back(width == 0 ? MonthAfter(borders.back()) : borders.back() + width);
    }
    if (borders.back() >= until) return borders;
  }
  std::vector<TimeMs> borders;  // many years: equal pieces
  for (std::size_t i = 0; i <= kMostBars; ++i) {
    borders.push_back(from + (until - from) / static_cast<TimeMs>(kMostBars) * static_cast<TimeMs>(i));
  }
  borders.back() = until;
  return borders;
}

void FacetTally::Count(const char* property, Key key, const std::string& label) {
  if (key.value.empty()) return;
  Tally& tally = properties_[property][std::move(key)];
  ++tally.count;
  if (tally.label.empty()) tally.label = label;
}

void FacetTally::Add(const std::vector<MessageView>& messages) {
  std::map<ConversationId, std::uint64_t> conversations;
  for (const MessageView& message : messages) {
    ++conversations[message.ref.conversation];
    Count("type", {{}, message.type});
    Count("channel", {{}, std::string(ToString(message.channel))});
    Count("role", {{}, std::string(ToString(message.role))});
  }
  CountPeople(conversations);
  CountAlerts(messages);
}

void FacetTally::CountPeople(const std::map<ConversationId, std::uint64_t>& messages) {
  std::vector<std::string> ids;
  for (const auto& [id, count] : messages) ids.push_back(BytesOf(id));
  const db::Rows rows = connection_.Query(kParties, db::Params().UuidArray(ids));
  People people(connection_, sources_);
  const auto kind_at = [&](std::size_t i) { return static_cast<PartyKind>(rows.Int(i, 2)); };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    people.Want(static_cast<int>(rows.Int(i, 1)), kind_at(i), rows.Text(i, 3));
  }
  people.Load();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PersonView person = people.Get(static_cast<int>(rows.Int(i, 1)), kind_at(i), rows.Text(i, 3));
    const char* property = kind_at(i) == PartyKind::kStaff ? "employee" : "customer";
    Tally& tally = properties_[property][{person.source, person.id}];
    tally.count += messages.at(rows.Uuid(i, 0));
    tally.label = person.name;
  }
  NameDepartments();
}

/// Departments follow from the employees that were counted.
void FacetTally::NameDepartments() {
  std::vector<std::int64_t> source_ids;
  std::vector<std::string> ids;
  for (const auto& [key, tally] : properties_["employee"]) {
    source_ids.push_back(sources_.Find(connection_, key.source));
    ids.push_back(key.value);
  }
  const db::Rows rows = connection_.Query(kMainDepartments, db::Params().IntArray(source_ids).TextArray(ids));
  Property departments;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.Int(i, 2) == 0) continue;
    const std::string source = sources_.NameOf(connection_, static_cast<int>(rows.Int(i, 0)));
    Tally& tally = departments[{source, std::to_string(rows.Int(i, 2))}];
    tally.count += properties_["employee"].at({source, rows.Text(i, 1)}).count;
    tally.label = rows.Text(i, 3);
  }
  properties_["department"] = std::move(departments);
}

void FacetTally::CountAlerts(const std::vector<MessageView>& messages) {
  std::vector<std::string> conversations;
  std::vector<std::int64_t> ids;
  for (const MessageView& message : messages) {
    if (message.alert_ids.empty()) continue;
    conversations.push_back(BytesOf(message.ref.conversation));
    ids.push_back(static_cast<std::int64_t>(message.ref.message_id));
  }
  if (ids.empty()) return;
  const db::Rows rows = connection_.Query(kAlertsOf, db::Params().UuidArray(conversations).IntArray(ids));
  std::set<std::pair<std::uint64_t, std::string>> categories, rules;  // a message counts once for each
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (categories.insert({rows.Id(i, 0), rows.Text(i, 1)}).second) Count("category", {{}, rows.Text(i, 1)});
    if (rules.insert({rows.Id(i, 0), rows.Text(i, 2)}).second) Count("rule", {{}, rows.Text(i, 2)});
  }
}

std::vector<Facet> FacetTally::Top(double factor) {
  std::vector<Facet> facets;
  for (const char* name : kProperties) {
    Facet facet;
    facet.name = name;
    for (const auto& [key, tally] : properties_[name]) {
      const auto count = static_cast<std::uint64_t>(std::llround(static_cast<double>(tally.count) * factor));
      facet.values.push_back({key.value, key.source, tally.label, count});
    }
    std::stable_sort(facet.values.begin(), facet.values.end(),
                     [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
    facet.values.resize(std::min(facet.values.size(), kMostValues));
    facets.push_back(std::move(facet));
  }
  return facets;
}

namespace {

/// Bars over what was asked for, or over everything there is.
std::vector<HistogramBar> EmptyBars(db::Connection& connection, const CandidateQuery& asked) {
  const db::Rows all = connection.Query(kAllTimes);
  if (all.empty() || all.IsNull(0, 0)) return {};
  const TimeMs from = std::max(asked.from, all.Int(0, 0));
  const TimeMs until = asked.until == 0 ? all.Int(0, 1) + 1 : std::min(asked.until, all.Int(0, 1) + 1);
  if (from >= until) return {};
  std::vector<HistogramBar> bars;
  const std::vector<TimeMs> borders = BarBorders(from, until);
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) bars.push_back({borders[i], borders[i + 1], 0});
  return bars;
}

void CountInBars(const std::vector<MessageView>& messages, std::vector<HistogramBar>& bars) {
  for (const MessageView& message : messages) {
    const auto after = std::upper_bound(bars.begin(), bars.end(), message.ref.sent_at,
                                        [](TimeMs at, const HistogramBar& bar) { return at < bar.from; });
    if (after != bars.begin()) ++std::prev(after)->count;
  }
}

/// What the index expects in each bar.
void ExpectInBars(db::Connection& connection, SegmentCatalog& catalog, const CandidateQuery& asked,
                  std::vector<HistogramBar>& bars) {
  for (HistogramBar& bar : bars) {
    CandidateQuery within = asked;
    within.from = std::max(asked.from, bar.from);
    within.until = asked.until == 0 ? bar.until : std::min(asked.until, bar.until);
    bar.count = MessageScan(connection, catalog, within).Expect().messages;
  }
}

}  // namespace

SearchFacets CountFacets(db::Connection& connection, Sources& sources, SegmentCatalog& catalog, const Scope& scope,
                         const SearchQuery& query) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(query.budget_ms);
  SearchFacets counted;
  counted.exact = true;
  const ResolvedQuery resolved(connection, sources, scope, query);
  FacetTally tally(connection, sources);
  if (resolved.nothing()) {
    counted.facets = tally.Top(1);
    return counted;
  }
  std::vector<MessageView> found;
  {
    MatchWalk walk(connection, sources, catalog, resolved, std::nullopt, deadline);
    counted.total = walk.Expect().messages;
    walk.Fill(found, kMostCounted);
    counted.exact = walk.ended() && !walk.out_of_time();
  }
  counted.counted = found.size();
  counted.total = counted.exact ? found.size() : std::max<std::uint64_t>(counted.total, found.size());
  counted.histogram = EmptyBars(connection, resolved.candidates());
  if (counted.exact) {
    CountInBars(found, counted.histogram);
  } else {
    ExpectInBars(connection, catalog, resolved.candidates(), counted.histogram);
  }
  tally.Add(found);
  counted.facets =
      tally.Top(found.empty() ? 1 : static_cast<double>(counted.total) / static_cast<double>(found.size()));
  return counted;
}

}  // namespace custos::storage
