// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/tag_round.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "storage/postgres/tag_hold.h"
#include "storage/postgres/tag_wishes.h"
#include "storage/tag_circle.h"

namespace custos::storage {
namespace {

constexpr char kStanding[] =
    "SELECT t.source_id, t.id FROM customer_tag t WHERE t.deleted_at = 0"
    " AND (t.source_id, t.id) IN (SELECT * FROM unnest($1::bigint[], $2::text[]))";
constexpr char kGiven[] =
    "SELECT i.customer, g.source_id, g.employee_id, g.party_id, g.tag_id, g.wish FROM customer_identity i"
    " JOIN tag_by_rule g ON g.party_id = i.value AND g.source_id = i.scope"
    " WHERE i.kind = 1 AND i.customer = ANY($1)";
// A wish that was written or is to be, and a tag that nobody took off since. Kind 5: storage/customer_store.h.
constexpr char kStillOurs[] =
    "SELECT w.id FROM tag_wish w WHERE w.id = ANY($1) AND w.state IN (0, 1) AND NOT EXISTS (SELECT 1"
    " FROM customer_event v WHERE v.source_id = w.source_id AND v.employee_id = w.employee_id"
    " AND v.party_id = w.party_id AND v.kind = 5 AND v.at >= w.changed_at"
    " AND NOT coalesce((v.detail::jsonb -> 'to') ? w.tag_id, false))";
constexpr char kNote[] =
    "INSERT INTO tag_by_rule (source_id, employee_id, party_id, tag_id, rule, wish, created_at)"
    " SELECT $1, r.e, r.c, $2, $3, r.wish, $4 FROM unnest($5::text[], $6::text[], $7::bigint[]) AS r(e, c, wish)"
    " ON CONFLICT DO NOTHING";
constexpr char kForget[] =
    "DELETE FROM tag_by_rule g USING unnest($3::text[], $4::text[]) AS r(e, c)"
    " WHERE g.source_id = $1 AND g.tag_id = $2 AND g.employee_id = r.e AND g.party_id = r.c";
constexpr char kNameOf[] = "SELECT name FROM customer_tag WHERE source_id = $1 AND id = $2 AND deleted_at = 0";

using TagKey = std::pair<int, std::string>;                                // company and tag
using ContactKey = std::tuple<int, std::string, std::string>;              // company, employee, contact
using Given = std::map<std::pair<ContactKey, std::string>, std::int64_t>;  // with the tag: the wish

ContactKey KeyOf(const TagContact& contact) { return {contact.source_id, contact.employee, contact.contact}; }

/// Places of the active rules by the tag that they give; of tags that stand.
std::map<TagKey, std::vector<std::size_t>> RulesByTag(db::Connection& connection, Sources& sources,
                                                      const std::vector<GradeRule>& rules) {
  std::map<TagKey, std::vector<std::size_t>> by_tag;
  std::vector<std::int64_t> companies;
  std::vector<std::string> tags;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].target != GradeTarget::kTag || !rules[i].active) continue;
    by_tag[{sources.Find(connection, rules[i].source), rules[i].value}].push_back(i);
  }
  for (const auto& [key, places] : by_tag) {
    companies.push_back(key.first);
    tags.push_back(key.second);
  }
  if (by_tag.empty()) return by_tag;
  const db::Rows rows = connection.Query(kStanding, db::Params().IntArray(companies).TextArray(tags));
  std::set<TagKey> standing;
  for (std::size_t i = 0; i < rows.size(); ++i) standing.insert({static_cast<int>(rows.Int(i, 0)), rows.Text(i, 1)});
  std::erase_if(by_tag, [&](const auto& one) { return !standing.contains(one.first); });
  return by_tag;
}

/// The contacts of some customers, and what rules said of them.
class TagBook {
 public:
  TagBook(db::Connection& connection, const std::vector<std::int64_t>& customers, TimeMs now)
      : connection_(connection), contacts_(ReadTagContacts(connection, customers, 0, now)) {
    const db::Rows rows = connection.Query(kGiven, db::Params().IntArray(customers));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      given_[{{static_cast<int>(rows.Int(i, 1)), rows.Text(i, 2), rows.Text(i, 3)}, rows.Text(i, 4)}] = rows.Int(i, 5);
    }
    for (const TagContact& one : contacts_) by_customer_[{one.customer, one.source_id}].push_back(&one);
  }

  void Give(std::int64_t customer, const TagKey& tag, std::size_t rule, std::vector<TagMove>& moves) {
    for (const TagContact* one : ContactsFor(by_customer_[{customer, tag.first}], TagOrder{})) {
      if (!given_.contains({KeyOf(*one), tag.second})) moves.push_back({*one, tag.second, rule, true, !Has(*one, tag)});
    }
  }
  void Take(std::int64_t customer, const TagKey& tag, std::size_t rule, std::vector<TagMove>& moves) {
    for (const TagContact* one : by_customer_[{customer, tag.first}]) {
      const auto found = given_.find({KeyOf(*one), tag.second});
      if (found == given_.end()) continue;
      moves.push_back({*one, tag.second, rule, false, found->second != 0 && one->stands});
      if (moves.back().changes) doubtful_.push_back(found->second);
    }
  }
  /// What somebody changed since is his.
  void LeaveToOthers(std::vector<TagMove>& moves) {
    if (doubtful_.empty()) return;
    const db::Rows rows = connection_.Query(kStillOurs, db::Params().IntArray(doubtful_));
    std::set<std::int64_t> ours;
    for (std::size_t i = 0; i < rows.size(); ++i) ours.insert(rows.Int(i, 0));
    for (TagMove& move : moves) {
      if (!move.add && move.changes) move.changes = ours.contains(given_.at({KeyOf(move.contact), move.tag}));
    }
  }

 private:
  static bool Has(const TagContact& contact, const TagKey& tag) {
    return std::find(contact.tags.begin(), contact.tags.end(), tag.second) != contact.tags.end();
  }

  db::Connection& connection_;
  const std::vector<TagContact> contacts_;
  Given given_;
  std::map<std::pair<std::int64_t, int>, std::vector<const TagContact*>> by_customer_;  // and company
  std::vector<std::int64_t> doubtful_;
};

/// What became of the wishes for one tag at some contacts: 0 where there is none of the rules.
std::vector<std::int64_t> WishesFor(db::Connection& connection, int source, const TagOrder& order,
                                    const std::vector<const TagMove*>& moves, TimeMs now) {
  std::vector<TagContact> contacts;
  for (const TagMove* move : moves) contacts.push_back(move->contact);
  TagWishes wishes(connection, source, order);
  wishes.Load(contacts);
  std::map<std::pair<std::string, std::string>, std::int64_t> ids;
  for (const TagMove* move : moves) {
    if (!move->changes) continue;
    const TagWishes::Open* waiting = wishes.Waiting(move->contact);
    if (waiting != nullptr && waiting->by_person) continue;
    if (waiting != nullptr && waiting->wanted == order.add) {
      ids[{move->contact.employee, move->contact.contact}] = static_cast<std::int64_t>(waiting->id);
      continue;
    }
    TagOutcome outcome;
    wishes.Add(move->contact, outcome);
  }
  for (const TagWishes::Made& made : wishes.Write(now)) {
    ids[{made.employee, made.contact}] = static_cast<std::int64_t>(made.id);
  }
  std::vector<std::int64_t> of_moves;
  for (const TagMove* move : moves) of_moves.push_back(ids[{move->contact.employee, move->contact.contact}]);
  return of_moves;
}

}  // namespace

std::vector<TagMove> TagMovesOf(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                                const ConditionTime& time, const std::vector<std::int64_t>& customers) {
  std::vector<TagMove> moves;
  const auto by_tag = RulesByTag(connection, sources, rules);
  if (by_tag.empty() || customers.empty()) return moves;
  SqlWhere where;
  const std::string ids = where.BindInts(customers);
  std::string columns;
  for (const auto& [tag, places] : by_tag) {
    columns += ", CASE";
    for (const std::size_t place : places) {
      columns += " WHEN " + ConditionSql(connection, sources, rules[place].condition, time, where) + " THEN " +
                 std::to_string(place + 1);
    }
    columns += " ELSE 0 END";
  }
  const db::Rows rows = connection.Query("SELECT r.id" + columns + " FROM customer_record r WHERE r.id = ANY(" + ids +
                                             ") AND r.merged_into IS NULL ORDER BY r.id",
                                         where.params);
  TagBook book(connection, customers, time.now);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    int column = 1;
    for (const auto& [tag, places] : by_tag) {
      const auto fits = static_cast<std::size_t>(rows.Int(i, column++));
      if (fits > 0) book.Give(rows.Int(i, 0), tag, fits - 1, moves);
      if (fits == 0) book.Take(rows.Int(i, 0), tag, places.front(), moves);
    }
  }
  book.LeaveToOthers(moves);
  HoldBack(connection, moves, time.now);
  return moves;
}

void WriteTagMoves(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                   const ConditionTime& time, const std::vector<std::int64_t>& customers) {
  std::set<int> companies;
  for (const TagMove& move : TagMovesOf(connection, sources, rules, time, customers)) {
    companies.insert(move.contact.source_id);
  }
  if (companies.empty()) return;
  for (const int company : companies) HoldTags(connection, company);
  const std::vector<TagMove> moves = TagMovesOf(connection, sources, rules, time, customers);  // now nobody else writes
  std::map<std::tuple<int, std::string, bool, std::size_t>, std::vector<const TagMove*>> groups;
  NoteHeld(connection, moves, time.now);
  for (const TagMove& move : moves) {
    if (move.held) continue;
    groups[{move.contact.source_id, move.tag, move.add, move.rule}].push_back(&move);
  }
  for (const auto& [key, group] : groups) {
    const auto& [company, tag, add, place] = key;
    TagOrder order;
    order.tag = {rules[place].source, tag};
    order.add = add;
    order.cause = "rule";
    order.user_name = rules[place].name;
    const std::vector<std::int64_t> wishes = WishesFor(connection, company, order, group, time.now);
    std::vector<std::string> employees, contacts;
    for (const TagMove* move : group) {
      employees.push_back(move->contact.employee);
      contacts.push_back(move->contact.contact);
    }
    db::Params of = db::Params().Int(company).Text(tag);
    if (add) {
      const auto rule = static_cast<std::int64_t>(rules[place].id);
      connection.Query(kNote, of.Int(rule).Int(time.now).TextArray(employees).TextArray(contacts).IntArray(wishes));
    } else {
      connection.Query(kForget, of.TextArray(employees).TextArray(contacts));
    }
  }
}

void RequireTags(db::Connection& connection, Sources& sources, const std::vector<GradeRule>& rules,
                 const std::vector<GradeRule>& before) {
  std::vector<std::string> names(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const GradeRule& rule = rules[i];
    if (rule.target != GradeTarget::kTag) continue;
    const int source = sources.Find(connection, rule.source);
    const db::Rows name = connection.Query(kNameOf, db::Params().Int(source).Text(rule.value));
    const bool known = std::any_of(before.begin(), before.end(), [&](const GradeRule& one) {
      return one.target == rule.target && one.source == rule.source && one.value == rule.value;
    });
    if (name.empty() && !known) {
      db::Fail(ErrorKind::kInvalid, "grading.invalid", "items[" + std::to_string(i) + "].value: no such tag");
    }
    names[i] = name.empty() ? rule.value : name.Text(0, 0);
  }
  std::string circle;
  for (const std::size_t place : TagCircle(rules, names)) circle += (circle.empty() ? "" : " → ") + rules[place].name;
  if (!circle.empty()) db::Fail(ErrorKind::kInvalid, "grading.tag_circle", circle);
}

}  // namespace custos::storage
