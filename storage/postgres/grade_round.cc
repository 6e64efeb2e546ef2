// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/grade_round.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "storage/customer_store.h"

namespace custos::storage {
namespace {

using nlohmann::json;

constexpr char kPerson[] = "person";

constexpr char kWriteGrade[] =
    "WITH changed AS (UPDATE customer_record r SET grade = t.value, grade_from = t.rule,"
    "  version = r.version + CASE WHEN t.detail = '' THEN 0 ELSE 1 END"
    "  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS t(id, value, rule, detail)"
    "  WHERE r.id = t.id AND r.grade_from <> 'person' RETURNING r.id, t.detail)"
    " INSERT INTO customer_event (at, kind, customer, detail) SELECT $5, $6, id, detail FROM changed"
    " WHERE detail <> '' ORDER BY id";
constexpr char kWriteStage[] =
    "WITH changed AS (UPDATE customer_record r SET stage = t.value, stage_from = t.rule,"
    "  version = r.version + CASE WHEN t.detail = '' THEN 0 ELSE 1 END"
    "  FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS t(id, value, rule, detail)"
    "  WHERE r.id = t.id AND r.stage_from <> 'person' RETURNING r.id, t.detail)"
    " INSERT INTO customer_event (at, kind, customer, detail) SELECT $5, $6, id, detail FROM changed"
    " WHERE detail <> '' ORDER BY id";

std::string RuleText(std::uint64_t rule) { return rule == 0 ? std::string() : std::to_string(rule); }

/// The place of the first rule that fits, from 1; 0: none does; NULL: the target has no active rule.
std::string FirstThatFits(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                          GradeTarget target, const ConditionTime& time, SqlWhere& where) {
  std::string text;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].target != target || !rules[i].active) continue;
    text += " WHEN " + ConditionSql(connection, sources, rules[i].condition, time, where) + " THEN " +
            std::to_string(i + 1);
  }
  return text.empty() ? "NULL::int" : "CASE" + text + " ELSE 0 END";
}

void Compare(const db::Rows& rows, std::size_t row, int column, GradeTarget target, const std::vector<GradeRule>& rules,
             std::vector<GradeOutcome>& outcomes) {
  const std::string from_rule = rows.Text(row, column + 1);
  if (rows.IsNull(row, column + 2) || from_rule == kPerson) return;
  const auto place = static_cast<std::size_t>(rows.Int(row, column + 2));
  GradeOutcome outcome{.customer = rows.Int(row, 0), .target = target, .from = rows.Text(row, column), .to = {}};
  if (place > 0) {
    outcome.to = rules[place - 1].value;
    outcome.rule = rules[place - 1].id;
  }
  if (outcome.from != outcome.to || from_rule != RuleText(outcome.rule)) outcomes.push_back(std::move(outcome));
}

}  // namespace

std::vector<GradeOutcome> OutcomesOf(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                                     const ConditionTime& time, const std::vector<std::int64_t>& customers) {
  std::vector<GradeOutcome> outcomes;
  if (customers.empty()) return outcomes;
  SqlWhere where;
  const std::string ids = where.BindInts(customers);
  const std::string grade = FirstThatFits(connection, sources, rules, GradeTarget::kGrade, time, where);
  const std::string stage = FirstThatFits(connection, sources, rules, GradeTarget::kStage, time, where);
  const db::Rows rows = connection.Query("SELECT r.id, r.grade, r.grade_from, " + grade + ", r.stage, r.stage_from, " +
                                             stage + " FROM customer_record r WHERE r.id = ANY(" + ids +
                                             ") AND r.merged_into IS NULL"
                                             " ORDER BY r.id",
                                         where.params);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Compare(rows, i, 1, GradeTarget::kGrade, rules, outcomes);
    Compare(rows, i, 4, GradeTarget::kStage, rules, outcomes);
  }
  return outcomes;
}

void WriteOutcomes(db::Connection& connection, const std::vector<GradeRule>& rules,
                   const std::vector<GradeOutcome>& outcomes, TimeMs now) {
  for (const GradeTarget target : {GradeTarget::kGrade, GradeTarget::kStage}) {
    std::vector<std::int64_t> ids;
    std::vector<std::string> values, from, details;
    for (const GradeOutcome& outcome : outcomes) {
      if (outcome.target != target) continue;
      ids.push_back(outcome.customer);
      values.push_back(outcome.to);
      from.push_back(RuleText(outcome.rule));
      json detail = {{std::string(ToString(target)), {{"from", outcome.from}, {"to", outcome.to}}}};
      const auto rule = std::find_if(rules.begin(), rules.end(),
                                     [&](const GradeRule& one) { return outcome.rule != 0 && one.id == outcome.rule; });
      detail["rule"] = nullptr;
      if (rule != rules.end()) {
        detail["rule"] = {{"id", std::to_string(rule->id)}, {"version", rule->version}, {"name", rule->name}};
      }
      details.push_back(outcome.from == outcome.to ? std::string()
                                                   : detail.dump(-1, ' ', false, json::error_handler_t::replace));
    }
    if (ids.empty()) continue;
    connection.Query(target == GradeTarget::kGrade ? kWriteGrade : kWriteStage,
                     db::Params().IntArray(ids).TextArray(values).TextArray(from).TextArray(details).Int(now).Int(
                         static_cast<int>(CustomerEventKind::kChanged)));
  }
}

}  // namespace custos::storage
