// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/allocation_rows.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kCases[] =
    "SELECT d.customer, d.line, d.since, d.origin, d.lead, d.user_id, d.user_name,"
    " r.id IS NOT NULL AND r.merged_into IS NULL, coalesce(r.name, ''), coalesce(r.grade, ''), coalesce(r.stage, ''),"
    " coalesce(r.fields, '{}'), array_to_string(ARRAY(SELECT DISTINCT t.name FROM customer_identity i"
    "  JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    "  JOIN customer_tag t ON t.source_id = f.source_id AND t.id = ANY(f.tags)"
    "  WHERE i.customer = d.customer AND i.kind = 1 ORDER BY 1), chr(10)),"
    " coalesce(l.detail, ''), coalesce(s.name, ''), coalesce(o.owner_source, 0), coalesce(o.owner_id, ''),"
    " coalesce(o.pool, 0), coalesce(o.frozen AND (o.frozen_until = 0 OR o.frozen_until > $1), false),"
    " coalesce(o.entry, -1), customer_region(d.customer) FROM ";
constexpr char kCaseJoins[] =
    " d LEFT JOIN customer_record r ON r.id = d.customer"
    " LEFT JOIN ownership o ON o.customer = d.customer AND o.line = d.line"
    " LEFT JOIN lead l ON l.lead_id = d.lead AND d.lead <> 0 LEFT JOIN source s ON s.source_id = l.source_id";
constexpr char kDecisions[] =
    "SELECT d.id, d.at, d.customer, d.line, d.act, d.state, d.code, d.rule, d.rule_version, d.rule_name, d.source_id,"
    " d.employee_id, d.pool, d.previous, d.from_source, d.from_id, d.moves, d.seen, d.entry, d.origin, d.lead,"
    " d.user_id, d.user_name, d.why, d.watch, d.due_at FROM allocation_decision d";
constexpr char kOfDepartments[] =
    "SELECT DISTINCT w.n, s.name, e.id FROM unnest($1::int[], $2::text[], $3::bigint[]) AS w(n, source, id)"
    " JOIN source s ON s.name = w.source JOIN department x ON x.source_id = s.source_id AND w.id = ANY(x.path)"
    " JOIN employee e ON e.source_id = s.source_id AND e.active AND x.id = ANY(e.departments) ORDER BY 1, 2, 3";
constexpr char kStanding[] =
    "SELECT e.id IS NOT NULL, coalesce(e.active, false), coalesce(e.name, ''),"
    " (SELECT count(*) FROM ownership o WHERE o.owner_id = t.id AND o.owner_source = s.source_id AND o.line = t.line"
    "  AND o.owner_id <> '' AND NOT o.merged),"
    " (SELECT count(*) FROM allocation_decision a WHERE a.employee_id = t.id AND a.source_id = s.source_id"
    "  AND a.at >= $5 AND a.line = t.line AND a.act IN (1, 2) AND a.state IN (0, 1)),"
    " coalesce(w.credit, 0), coalesce(w.last, 0)"
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY AS t(source, id, line, rule, n)"
    " LEFT JOIN source s ON s.name = t.source LEFT JOIN employee e ON e.source_id = s.source_id AND e.id = t.id"
    " LEFT JOIN allocation_turn w ON w.rule = t.rule AND w.source_id = s.source_id AND w.employee_id = t.id"
    " ORDER BY t.n";
constexpr char kWrite[] =
    "INSERT INTO allocation_decision (at, customer, line, act, state, rule, rule_version, rule_name, source_id,"
    "  employee_id, pool, previous, from_source, from_id, moves, seen, origin, lead, user_id, user_name, why, watch,"
    "  due_at)"
    " SELECT $1, t.customer, t.line, t.act, CASE WHEN t.act = 4 THEN 1 ELSE 0 END, t.rule, t.version, t.rule_name,"
    "  t.source_id, t.employee_id, t.pool, t.previous, t.from_source, t.from_id, t.moves, t.seen, t.origin, t.lead,"
    "  t.user_id, t.user_name, t.why, t.watch, t.due_at"
    " FROM unnest($2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::int[], $9::text[],"
    "  $10::bigint[], $11::bigint[], $12::int[], $13::text[], $14::int[], $15::bigint[], $16::int[], $17::bigint[],"
    "  $18::bigint[], $19::text[], $20::text[], $21::int[], $22::bigint[]) WITH ORDINALITY"
    "  AS t(customer, line, act, rule, version, rule_name, source_id, employee_id, pool, previous, from_source,"
    "  from_id, moves, seen, origin, lead, user_id, user_name, why, watch, due_at, n) ORDER BY t.n RETURNING id";
constexpr char kMark[] = "SELECT lead FROM allocation_progress FOR UPDATE";
// Linked leads in their order up to the first that nobody has linked yet; those beyond it are remembered one by one.
constexpr char kNewLeads[] =
    "SELECT l.lead_id, l.linked, l.customer, a.lead_id IS NOT NULL FROM lead l LEFT JOIN allocation_lead a USING "
    "(lead_id) WHERE l.lead_id > $1 ORDER BY l.lead_id LIMIT 2000";
constexpr char kOfferLeads[] =
    "INSERT INTO allocation_due (customer, line, since, origin, lead) SELECT DISTINCT ON (t.customer, x.line)"
    " t.customer, x.line, $3, 1, t.lead FROM unnest($1::bigint[], $2::bigint[]) AS t(customer, lead)"
    " CROSS JOIN (SELECT DISTINCT line FROM allocation_rule WHERE enabled) x ORDER BY 1, 2, 4 ON CONFLICT DO NOTHING";
constexpr char kRemember[] = "INSERT INTO allocation_lead (lead_id) SELECT unnest($1::bigint[])";
constexpr char kForget[] = "DELETE FROM allocation_lead WHERE lead_id <= $1";
constexpr char kMoveMark[] = "UPDATE allocation_progress SET lead = $1";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string TextOf(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void ReadLead(const std::string& detail, AllocationCase& one) {
  const json lead = json::parse(detail, nullptr, false);
  if (!lead.is_object()) return;
  one.region = TextOf(lead, "region");
  one.channel = TextOf(lead, "channel");
}

void ReadFields(const std::string& text, AllocationCase& one) {
  const json fields = json::parse(text, nullptr, false);
  if (!fields.is_object()) return;
  for (const auto& [name, value] : fields.items()) {
    if (value.is_string()) one.fields[name] = value.get<std::string>();
  }
}

std::optional<EmployeeRef> EmployeeAt(db::Connection& connection, Sources& sources, const db::Rows& rows, std::size_t i,
                                      int source, int id) {
  if (rows.View(i, id).empty()) return std::nullopt;
  return EmployeeRef{sources.NameOf(connection, static_cast<int>(rows.Int(i, source))), rows.Text(i, id)};
}

using Named = std::tuple<std::size_t, std::string, std::string>;  ///< rule, source and id

/// Those of departments who are not named themselves.
void AddOfDepartments(db::Connection& connection, const std::vector<AllocationRule>& rules,
                      std::vector<std::vector<TakerStanding>>& takers) {
  std::vector<std::int32_t> numbers;
  std::vector<std::string> sources;
  std::vector<std::int64_t> ids;
  std::set<Named> named;
  for (std::size_t n = 0; n < rules.size(); ++n) {
    for (const DepartmentRef& one : rules[n].terms.departments) {
      numbers.push_back(static_cast<std::int32_t>(n));
      sources.push_back(one.source);
      ids.push_back(one.id);
    }
    for (const TakerStanding& one : takers[n]) named.insert({n, one.taker.employee.source, one.taker.employee.id});
  }
  if (ids.empty()) return;
  const db::Rows rows =
      connection.Query(kOfDepartments, db::Params().Int4Array(numbers).TextArray(sources).IntArray(ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto n = static_cast<std::size_t>(rows.Int(i, 0));
    if (!named.insert({n, rows.Text(i, 1), rows.Text(i, 2)}).second) continue;
    TakerStanding& taker = takers[n].emplace_back();
    taker.taker.employee = {rows.Text(i, 1), rows.Text(i, 2)};
    taker.taker.owned = rules[n].terms.department_owned;
    taker.taker.per_day = rules[n].terms.department_per_day;
  }
}

}  // namespace

std::vector<AllocationCase> ReadAllocationCases(db::Connection& connection, Sources& sources, const std::string& from,
                                                const std::string& rest, const db::Params& params) {
  const db::Rows rows = connection.Query(kCases + from + kCaseJoins + rest, params);
  std::vector<AllocationCase> cases(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AllocationCase& one = cases[i];
    one.customer = rows.Id(i, 0);
    one.line = rows.Text(i, 1);
    one.since = rows.Int(i, 2);
    one.origin = static_cast<AllocationOrigin>(rows.Int(i, 3));
    one.lead = rows.Id(i, 4);
    one.user_id = rows.Id(i, 5);
    one.user_name = rows.Text(i, 6);
    one.exists = rows.Bool(i, 7);
    one.name = rows.Text(i, 8);
    one.grade = rows.Text(i, 9);
    one.stage = rows.Text(i, 10);
    ReadFields(rows.Text(i, 11), one);
    one.tags = Lines(rows.View(i, 12));
    ReadLead(rows.Text(i, 13), one);
    one.intake = rows.Text(i, 14);
    one.owner = EmployeeAt(connection, sources, rows, i, 15, 16);
    one.pool = rows.Id(i, 17);
    one.frozen = rows.Bool(i, 18);
    one.seen = rows.Int(i, 19);
    if (one.region.empty()) one.region = rows.Text(i, 20);
  }
  return cases;
}

std::vector<AllocationDecision> ReadAllocationDecisions(db::Connection& connection, Sources& sources,
                                                        const std::string& rest, const db::Params& params) {
  const db::Rows rows = connection.Query(kDecisions + rest, params);
  std::vector<AllocationDecision> decisions(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    AllocationDecision& one = decisions[i];
    one.id = rows.Id(i, 0);
    one.at = rows.Int(i, 1);
    one.customer = rows.Id(i, 2);
    one.line = rows.Text(i, 3);
    one.act = static_cast<AllocationAct>(rows.Int(i, 4));
    one.state = static_cast<AllocationState>(rows.Int(i, 5));
    one.code = rows.Text(i, 6);
    one.rule = rows.Id(i, 7);
    one.rule_version = rows.Id(i, 8);
    one.rule_name = rows.Text(i, 9);
    one.taker = EmployeeAt(connection, sources, rows, i, 10, 11);
    one.pool = rows.Id(i, 12);
    one.previous = rows.Id(i, 13);
    one.moved_from = EmployeeAt(connection, sources, rows, i, 14, 15);
    one.moves = static_cast<std::uint32_t>(rows.Int(i, 16));
    one.seen = rows.Int(i, 17);
    one.entry = rows.Int(i, 18);
    one.origin = static_cast<AllocationOrigin>(rows.Int(i, 19));
    one.lead = rows.Id(i, 20);
    one.user_id = rows.Id(i, 21);
    one.user_name = rows.Text(i, 22);
    one.why = rows.Text(i, 23);
    one.watch = static_cast<AllocationWatch>(rows.Int(i, 24));
    one.due_at = rows.Int(i, 25);
  }
  return decisions;
}

std::vector<std::vector<TakerStanding>> ReadTakers(db::Connection& connection, const std::vector<AllocationRule>& rules,
                                                   TimeMs midnight) {
  std::vector<std::vector<TakerStanding>> takers(rules.size());
  for (std::size_t n = 0; n < rules.size(); ++n) {
    for (const AllocationTaker& one : rules[n].terms.takers) takers[n].emplace_back().taker = one;
  }
  AddOfDepartments(connection, rules, takers);
  std::vector<std::string> sources, ids, lines;
  std::vector<std::int64_t> numbers;
  for (std::size_t n = 0; n < rules.size(); ++n) {
    for (const TakerStanding& one : takers[n]) {
      sources.push_back(one.taker.employee.source);
      ids.push_back(one.taker.employee.id);
      lines.push_back(rules[n].line);
      numbers.push_back(Signed(rules[n].id));
    }
  }
  const db::Rows rows = connection.Query(
      kStanding, db::Params().TextArray(sources).TextArray(ids).TextArray(lines).IntArray(numbers).Int(midnight));
  std::size_t i = 0;
  for (std::vector<TakerStanding>& of_rule : takers) {
    for (TakerStanding& one : of_rule) {
      one.known = rows.Bool(i, 0);
      one.active = rows.Bool(i, 1);
      one.name = rows.Text(i, 2);
      one.owned = rows.Id(i, 3);
      one.today = rows.Id(i, 4);
      one.credit = rows.Int(i, 5);
      one.last = rows.Int(i, 6);
      ++i;
    }
  }
  return takers;
}

std::vector<std::uint64_t> WriteAllocationDecisions(db::Connection& connection, Sources& sources,
                                                    const std::vector<AllocationDecision>& decisions, TimeMs now) {
  std::vector<std::int64_t> customers, rules, versions, pools, previous, seen, leads, users, dues;
  std::vector<std::int32_t> acts, takers_of, givers_of, moves, origins, watches;
  std::vector<std::string> lines, names, takers, givers, user_names, whys;
  for (const AllocationDecision& one : decisions) {
    customers.push_back(Signed(one.customer));
    lines.push_back(one.line);
    acts.push_back(static_cast<int>(one.act));
    rules.push_back(Signed(one.rule));
    versions.push_back(Signed(one.rule_version));
    names.push_back(one.rule_name);
    takers_of.push_back(one.taker ? sources.Find(connection, one.taker->source) : 0);
    takers.push_back(one.taker ? one.taker->id : "");
    pools.push_back(Signed(one.pool));
    previous.push_back(Signed(one.previous));
    givers_of.push_back(one.moved_from ? sources.Find(connection, one.moved_from->source) : 0);
    givers.push_back(one.moved_from ? one.moved_from->id : "");
    moves.push_back(static_cast<int>(one.moves));
    seen.push_back(one.seen);
    origins.push_back(static_cast<int>(one.origin));
    leads.push_back(Signed(one.lead));
    users.push_back(Signed(one.user_id));
    user_names.push_back(one.user_name);
    whys.push_back(one.why);
    watches.push_back(static_cast<int>(one.watch));
    dues.push_back(one.due_at);
  }
  db::Params params = db::Params().Int(now).IntArray(customers).TextArray(lines).Int4Array(acts);
  params.IntArray(rules).IntArray(versions).TextArray(names).Int4Array(takers_of).TextArray(takers).IntArray(pools);
  params.IntArray(previous).Int4Array(givers_of).TextArray(givers).Int4Array(moves).IntArray(seen).Int4Array(origins);
  params.IntArray(leads).IntArray(users).TextArray(user_names).TextArray(whys).Int4Array(watches).IntArray(dues);
  const db::Rows rows = connection.Query(kWrite, params);
  std::vector<std::uint64_t> ids;
  for (std::size_t i = 0; i < rows.size(); ++i) ids.push_back(rows.Id(i, 0));
  return ids;
}

void HoldAllocationList(db::Connection& connection) {
  connection.Query("LOCK TABLE allocation_due IN SHARE ROW EXCLUSIVE MODE");
}

std::uint64_t OfferNewLeads(db::Connection& connection, TimeMs now) {
  const std::int64_t mark = connection.Query(kMark).Int(0, 0);
  const db::Rows rows = connection.Query(kNewLeads, db::Params().Int(mark));
  std::vector<std::int64_t> customers, leads, beyond;
  std::int64_t reached = mark;
  bool whole = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int64_t lead = rows.Int(i, 0);
    whole = whole && rows.Bool(i, 1);
    if (whole) reached = lead;
    if (!rows.Bool(i, 1) || rows.Bool(i, 3)) continue;
    if (!whole) beyond.push_back(lead);
    if (rows.Int(i, 2) == 0) continue;
    leads.push_back(lead);
    customers.push_back(rows.Int(i, 2));
  }
  if (!leads.empty()) {
    connection.Query(kOfferLeads, db::Params().IntArray(customers).IntArray(leads).Int(now));
  }
  if (!beyond.empty()) connection.Query(kRemember, db::Params().IntArray(beyond));
  if (reached != mark) {
    connection.Query(kForget, db::Params().Int(reached));
    connection.Query(kMoveMark, db::Params().Int(reached));
  }
  return leads.size();
}

}  // namespace custos::storage
