// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/tag_wishes.h"

#include <algorithm>
#include <iterator>

namespace custos::storage {
namespace {

constexpr char kHold[] =
    "INSERT INTO customer_tag_sync AS s (source_id) VALUES ($1)"
    " ON CONFLICT (source_id) DO UPDATE SET source_id = s.source_id RETURNING read_at";
constexpr char kOpen[] =
    "SELECT employee_id, party_id, id, wanted, asked_at <> 0, cause = 'person' FROM tag_wish"
    " WHERE source_id = $1 AND tag_id = $2 AND state = 0 AND party_id = ANY($3)";
constexpr char kReplace[] =
    "UPDATE tag_wish w SET state = 4, changed_at = $5 FROM unnest($3::text[], $4::text[]) AS r(e, c)"
    " WHERE w.source_id = $1 AND w.tag_id = $2 AND w.state = 0 AND w.employee_id = r.e AND w.party_id = r.c";
constexpr char kWish[] =
    "INSERT INTO tag_wish (source_id, tag_id, employee_id, party_id, customer, wanted, created_at, changed_at, cause,"
    " user_id, user_name, asked_at) SELECT $1, $2, r.e, r.c, r.customer, $6, $7, $7, $8, $9, $10,"
    " CASE WHEN r.asked <> 0 THEN $7 ELSE 0 END"
    " FROM unnest($3::text[], $4::text[], $5::bigint[], $11::int[]) AS r(e, c, customer, asked)"
    " RETURNING employee_id, party_id, id";

bool Has(const TagContact& contact, const std::string& tag) {
  return std::find(contact.tags.begin(), contact.tags.end(), tag) != contact.tags.end();
}

}  // namespace

TimeMs HoldTags(db::Connection& connection, int source) {
  return connection.Query(kHold, db::Params().Int(source)).Int(0, 0);
}

std::vector<const TagContact*> ContactsFor(const std::vector<const TagContact*>& contacts, const TagOrder& order) {
  std::vector<const TagContact*> chosen;
  for (const TagContact* one : contacts) {
    if (one->stands && (order.employee.empty() || one->employee == order.employee)) chosen.push_back(one);
  }
  if (!order.add || !order.employee.empty()) return chosen;
  std::vector<const TagContact*> serving;
  std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(serving),
               [](const TagContact* one) { return one->serves; });
  return serving.empty() ? chosen : serving;
}

void TagWishes::Load(const std::vector<TagContact>& contacts) {
  std::vector<std::string> parties;
  for (const TagContact& one : contacts) parties.push_back(one.contact);
  const db::Rows rows = connection_.Query(kOpen, db::Params().Int(source_).Text(order_.tag.id).TextArray(parties));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    open_[{rows.Text(i, 0), rows.Text(i, 1)}] = {
        .id = rows.Id(i, 2), .wanted = rows.Bool(i, 3), .asked = rows.Bool(i, 4), .by_person = rows.Bool(i, 5)};
  }
}

const TagWishes::Open* TagWishes::Waiting(const TagContact& contact) const {
  const auto found = open_.find({contact.employee, contact.contact});
  return found == open_.end() ? nullptr : &found->second;
}

void TagWishes::Add(const TagContact& contact, TagOutcome& outcome) {
  const auto open = open_.find({contact.employee, contact.contact});
  if (open != open_.end() && open->second.wanted == order_.add) {
    ++outcome.waiting;
    return;
  }
  const bool standing = Has(contact, order_.tag.id) == order_.add;
  bool asked = false;
  if (open != open_.end()) {
    replaced_employees_.push_back(contact.employee);
    replaced_.push_back(contact.contact);
    asked = open->second.asked;  // then the contrary may have been written
    open_.erase(open);
  }
  if (standing && !asked) {
    ++outcome.standing;
    return;
  }
  ++outcome.waiting;
  employees_.push_back(contact.employee);
  parties_.push_back(contact.contact);
  customers_.push_back(contact.customer);
  asked_.push_back(asked ? 1 : 0);
  open_[{contact.employee, contact.contact}] = {.wanted = order_.add};
}

std::vector<TagWishes::Made> TagWishes::Write(TimeMs now) {
  if (!replaced_.empty()) {
    connection_.Query(
        kReplace,
        db::Params().Int(source_).Text(order_.tag.id).TextArray(replaced_employees_).TextArray(replaced_).Int(now));
  }
  if (parties_.empty()) return {};
  const db::Rows rows = connection_.Query(kWish, db::Params()
                                                     .Int(source_)
                                                     .Text(order_.tag.id)
                                                     .TextArray(employees_)
                                                     .TextArray(parties_)
                                                     .IntArray(customers_)
                                                     .Bool(order_.add)
                                                     .Int(now)
                                                     .Text(order_.cause)
                                                     .Int(static_cast<std::int64_t>(order_.user_id))
                                                     .Text(order_.user_name)
                                                     .Int4Array(asked_));
  std::vector<Made> made;
  for (std::size_t i = 0; i < rows.size(); ++i) made.push_back({rows.Text(i, 0), rows.Text(i, 1), rows.Id(i, 2)});
  return made;
}

}  // namespace custos::storage
