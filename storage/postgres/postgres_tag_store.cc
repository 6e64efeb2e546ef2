// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_tag_store.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "storage/postgres/people.h"
#include "storage/postgres/tag_rows.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 500;
constexpr TimeMs kSecond = 1000;  ///< the platform tells times by it

// Whoever changes wishes or tags of a company does so one after the other.
constexpr char kHold[] =
    "INSERT INTO customer_tag_sync AS s (source_id) VALUES ($1)"
    " ON CONFLICT (source_id) DO UPDATE SET source_id = s.source_id RETURNING read_at";
constexpr char kRead[] = "UPDATE customer_tag_sync SET read_at = $2 WHERE source_id = $1";
constexpr char kPutGroups[] =
    "INSERT INTO customer_tag_group AS g (source_id, id, name, position) SELECT DISTINCT ON (id) $1, id, name, position"
    " FROM unnest($2::text[], $3::text[], $4::bigint[]) AS r(id, name, position)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, position = excluded.position, deleted_at = 0"
    " WHERE (g.*) IS DISTINCT FROM (excluded.*)";
constexpr char kDropGroups[] =
    "UPDATE customer_tag_group SET deleted_at = $3 WHERE source_id = $1 AND deleted_at = 0 AND id <> ALL($2)";
constexpr char kPutTags[] =
    "INSERT INTO customer_tag AS t (source_id, id, name, group_id, position)"
    " SELECT DISTINCT ON (id) $1, id, name, grp, position"
    " FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS r(id, name, grp, position)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, group_id = excluded.group_id,"
    "  position = excluded.position, deleted_at = 0 WHERE (t.*) IS DISTINCT FROM (excluded.*)";
constexpr char kDropTags[] =
    "UPDATE customer_tag SET deleted_at = $3 WHERE source_id = $1 AND deleted_at = 0 AND id <> ALL($2)";
constexpr char kCountChange[] = "UPDATE people_revision SET revision = revision + 1";
constexpr char kIsOld[] =
    "SELECT coalesce((SELECT read_at FROM customer_tag_sync WHERE source_id = $1), 0) <= $2"
    " OR EXISTS (SELECT 1 FROM customer_tag WHERE source_id = $1 AND group_id = '' AND deleted_at = 0)";
constexpr char kStands[] = "SELECT 1 FROM customer_tag WHERE source_id = $1 AND id = $2 AND deleted_at = 0";
constexpr char kOpen[] =
    "SELECT employee_id, party_id, wanted, asked_at <> 0 FROM tag_wish WHERE source_id = $1 AND tag_id = $2"
    " AND state = 0 AND party_id = ANY($3)";
constexpr char kReplace[] =
    "UPDATE tag_wish w SET state = 4, changed_at = $5 FROM unnest($3::text[], $4::text[]) AS r(e, c)"
    " WHERE w.source_id = $1 AND w.tag_id = $2 AND w.state = 0 AND w.employee_id = r.e AND w.party_id = r.c";
constexpr char kWish[] =
    "INSERT INTO tag_wish (source_id, tag_id, employee_id, party_id, customer, wanted, created_at, changed_at, cause,"
    " user_id, user_name, asked_at) SELECT $1, $2, r.e, r.c, r.customer, $6, $7, $7, $8, $9, $10,"
    " CASE WHEN r.asked <> 0 THEN $7 ELSE 0 END"
    " FROM unnest($3::text[], $4::text[], $5::bigint[], $11::int[]) AS r(e, c, customer, asked)";
constexpr char kNames[] = "SELECT id, name, position FROM customer_tag WHERE source_id = $1 AND id = ANY($2)";
// Whatever has come true meanwhile is not asked for.
constexpr char kCameTrue[] =
    "UPDATE tag_wish w SET state = 1, code = 'tag.came_true', asked_at = 0, changed_at = $2 FROM follow_relation f"
    " WHERE w.id = ANY($1) AND w.state = 0 AND f.source_id = w.source_id AND f.employee_id = w.employee_id"
    " AND f.customer_id = w.party_id AND (w.tag_id = ANY(f.tags)) = w.wanted AND w.asked_at = 0";
constexpr char kAsking[] =
    "UPDATE tag_wish SET asked_at = $2, attempts = attempts + 1, changed_at = $2 WHERE id = ANY($1) AND state = 0"
    " RETURNING id";
constexpr char kSettle[] =
    "UPDATE tag_wish w SET state = r.state, code = r.code, due_at = r.due_at, changed_at = $6,"
    " asked_at = CASE WHEN r.state = 0 AND r.unanswered <> 0 THEN w.asked_at ELSE 0 END"
    " FROM unnest($1::bigint[], $2::int[], $3::text[], $4::bigint[], $5::int[]) AS r(id, state, code, due_at,"
    "  unanswered) WHERE w.id = r.id AND w.state = 0 RETURNING w.id, w.state";
// kind 5: storage/customer_store.h, CustomerEventKind.
constexpr char kWritten[] =
    "WITH w AS (SELECT * FROM tag_wish WHERE id = $1),"
    " old AS (SELECT f.source_id, f.employee_id, f.customer_id, f.tags FROM follow_relation f, w"
    "  WHERE f.source_id = w.source_id AND f.employee_id = w.employee_id AND f.customer_id = w.party_id"
    "  AND (w.tag_id = ANY(f.tags)) <> w.wanted FOR UPDATE OF f),"
    " put AS (UPDATE follow_relation f SET tags = CASE WHEN w.wanted THEN array_append(old.tags, w.tag_id)"
    "   ELSE array_remove(old.tags, w.tag_id) END FROM old, w WHERE f.source_id = old.source_id"
    "  AND f.employee_id = old.employee_id AND f.customer_id = old.customer_id"
    "  RETURNING f.source_id, f.employee_id, f.customer_id, old.tags AS was, f.tags AS is_now),"
    " told AS (INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, user_id, user_name, detail)"
    "  SELECT $2, 5, put.source_id, put.employee_id, put.customer_id, w.user_id, w.user_name,"
    "  jsonb_build_object('from', to_jsonb(was), 'to', to_jsonb(is_now))::text FROM put, w),"
    " due AS (INSERT INTO customer_due (source_id, customer_id) SELECT source_id, customer_id FROM put"
    "  ON CONFLICT DO NOTHING)"
    " UPDATE people_revision SET revision = revision + 1 WHERE EXISTS (SELECT 1 FROM put)";
constexpr char kSourcesOf[] = "SELECT DISTINCT source_id FROM tag_wish WHERE id = ANY($1) ORDER BY source_id";
// kinds 3 and 5: what the platform told of remarks and tags.
constexpr char kChanged[] =
    "SELECT EXISTS (SELECT 1 FROM customer_event WHERE source_id = $1 AND employee_id = $2 AND party_id = $3"
    " AND kind IN (3, 5) AND user_id = 0 AND at >= $4)";
constexpr char kProblem[] =
    "INSERT INTO customer_tag_sync AS s (source_id, problem) VALUES ($1, $2) ON CONFLICT (source_id) DO UPDATE"
    " SET problem = excluded.problem WHERE s.problem <> excluded.problem";

std::int64_t Signed(std::uint64_t id) { return static_cast<std::int64_t>(id); }

std::vector<std::int64_t> Signed(const std::vector<std::uint64_t>& ids) { return {ids.begin(), ids.end()}; }

bool Has(const TagContact& contact, const std::string& tag) {
  return std::find(contact.tags.begin(), contact.tags.end(), tag) != contact.tags.end();
}

/// Contacts that an order is about: `contacts` are one customer's.
std::vector<const TagContact*> Chosen(const std::vector<const TagContact*>& contacts, const TagOrder& order) {
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

/// What an order leads to, put together before it is written.
class Wishes {
 public:
  Wishes(db::Connection& connection, int source, const TagOrder& order)
      : connection_(connection), source_(source), order_(order) {}

  void Load(const std::vector<TagContact>& contacts) {
    std::vector<std::string> parties;
    for (const TagContact& one : contacts) parties.push_back(one.contact);
    const db::Rows rows = connection_.Query(kOpen, db::Params().Int(source_).Text(order_.tag.id).TextArray(parties));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      open_[{rows.Text(i, 0), rows.Text(i, 1)}] = {rows.Bool(i, 2), rows.Bool(i, 3)};
    }
  }

  void Add(const TagContact& contact, TagOutcome& outcome) {
    const auto open = open_.find({contact.employee, contact.contact});
    if (open != open_.end() && open->second.wanted == order_.add) {
      ++outcome.waiting;
      return;
    }
    bool standing = Has(contact, order_.tag.id) == order_.add;
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
    open_[{contact.employee, contact.contact}] = {order_.add, false};
  }

  void Write(TimeMs now) {
    if (!replaced_.empty()) {
      connection_.Query(
          kReplace,
          db::Params().Int(source_).Text(order_.tag.id).TextArray(replaced_employees_).TextArray(replaced_).Int(now));
    }
    if (parties_.empty()) return;
    connection_.Query(kWish, db::Params()
                                 .Int(source_)
                                 .Text(order_.tag.id)
                                 .TextArray(employees_)
                                 .TextArray(parties_)
                                 .IntArray(customers_)
                                 .Bool(order_.add)
                                 .Int(now)
                                 .Text(order_.cause)
                                 .Int(Signed(order_.user_id))
                                 .Text(order_.user_name)
                                 .Int4Array(asked_));
  }

 private:
  struct Open {
    bool wanted = false;
    bool asked = false;
  };

  db::Connection& connection_;
  const int source_;
  const TagOrder& order_;
  std::map<std::pair<std::string, std::string>, Open> open_;  ///< by employee and contact
  std::vector<std::string> replaced_employees_, replaced_;
  std::vector<std::string> employees_, parties_;
  std::vector<std::int64_t> customers_;
  std::vector<std::int32_t> asked_;
};

}  // namespace

Result<TagCatalogue> PostgresTagStore::Catalogue(bool count) {
  return db::Guard([&] { return ReadTagCatalogue(*readers_.Acquire(), sources_, count); });
}

Status PostgresTagStore::PutCatalogue(const std::string& source, const std::vector<TagGroupInfo>& groups,
                                      TimeMs read_at) {
  return db::Guard([&] {
    std::vector<std::string> group_ids, group_names, ids, names, of_group;
    std::vector<std::int64_t> group_orders, orders;
    for (const TagGroupInfo& group : groups) {
      group_ids.push_back(group.id);
      group_names.push_back(group.name);
      group_orders.push_back(group.order);
      for (const TagInfo& tag : group.tags) {
        ids.push_back(tag.id);
        names.push_back(tag.name);
        of_group.push_back(group.id);
        orders.push_back(tag.order);
      }
    }
    auto lease = writers_.Acquire();
    const int id = sources_.IdOf(*lease, source);
    db::Transaction transaction(*lease);
    const db::Params company = db::Params().Int(id);
    if (lease->Query(kHold, company).Int(0, 0) > read_at) return;
    lease->Query(kPutGroups, db::Params(company).TextArray(group_ids).TextArray(group_names).IntArray(group_orders));
    lease->Query(kDropGroups, db::Params(company).TextArray(group_ids).Int(read_at));
    const std::uint64_t put =
        lease->Query(kPutTags, db::Params(company).TextArray(ids).TextArray(names).TextArray(of_group).IntArray(orders))
            .affected();
    const std::uint64_t gone = lease->Query(kDropTags, db::Params(company).TextArray(ids).Int(read_at)).affected();
    if (put + gone > 0) lease->Query(kCountChange);
    lease->Query(kRead, db::Params(company).Int(read_at));
    transaction.Commit();
  });
}

Result<bool> PostgresTagStore::IsCatalogueOld(const std::string& source, TimeMs older_than) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return lease->Query(kIsOld, db::Params().Int(id).Int(older_than)).Bool(0, 0);
  });
}

Result<std::vector<TagOutcome>> PostgresTagStore::Wish(const Scope& scope, const TagOrder& order) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    const int source = sources_.Find(*lease, order.tag.source);
    db::Transaction transaction(*lease);
    if (source != 0) lease->Query(kHold, db::Params().Int(source));
    if (source == 0 || lease->Query(kStands, db::Params().Int(source).Text(order.tag.id)).empty()) {
      db::Fail(ErrorKind::kNotFound, "tag.not_found", "no such tag");
    }
    const std::vector<TagContact> contacts = ReadTagContacts(*lease, Signed(order.customers), source, now);
    std::map<std::int64_t, std::vector<const TagContact*>> by_customer;
    for (const TagContact& one : contacts) {
      if (visible.Covers(one.source_id, one.employee)) by_customer[one.customer].push_back(&one);
    }
    Wishes wishes(*lease, source, order);
    wishes.Load(contacts);
    std::vector<TagOutcome> outcomes;
    for (const std::uint64_t customer : order.customers) {
      TagOutcome& outcome = outcomes.emplace_back();
      outcome.customer = customer;
      const auto chosen = Chosen(by_customer[Signed(customer)], order);
      for (const TagContact* one : chosen) wishes.Add(*one, outcome);
      if (chosen.empty()) outcome.refused = "tag.no_relation";
    }
    wishes.Write(now);
    transaction.Commit();
    return outcomes;
  });
}

Result<CustomerTags> PostgresTagStore::Of(const Scope& scope, std::uint64_t customer) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const VisibleAccounts visible = Resolve(*lease, sources_, scope);
    CustomerTags all;
    std::vector<TagContact> contacts = ReadTagContacts(*lease, {Signed(customer)}, 0, clock_.Now());
    std::erase_if(contacts, [&](const TagContact& one) { return !visible.Covers(one.source_id, one.employee); });
    People people(*lease, sources_);
    std::map<int, std::vector<std::string>> wanted;
    std::vector<std::string> parties;
    for (const TagContact& one : contacts) {
      people.Want(one.source_id, PartyKind::kStaff, one.employee);
      wanted[one.source_id].insert(wanted[one.source_id].end(), one.tags.begin(), one.tags.end());
      parties.push_back(one.contact);
    }
    people.Load();
    std::map<std::pair<int, std::string>, TagInfo> tags;
    for (const auto& [source, ids] : wanted) {
      const db::Rows rows = lease->Query(kNames, db::Params().Int(source).TextArray(ids));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        tags[{source, rows.Text(i, 0)}] = {rows.Text(i, 0), rows.Text(i, 1), rows.Int(i, 2), 0};
      }
    }
    for (const TagContact& one : contacts) {
      TaggedContact& contact = all.contacts.emplace_back();
      contact.employee = people.Get(one.source_id, PartyKind::kStaff, one.employee);
      contact.contact = one.contact;
      contact.stands = one.stands;
      contact.serves = one.serves;
      for (const std::string& id : one.tags) {
        const auto found = tags.find({one.source_id, id});
        contact.tags.push_back(found == tags.end() ? TagInfo{id, id, 0, 0} : found->second);
      }
    }
    const std::string mine = " WHERE w.party_id = ANY($1) AND w.state ";
    all.wishes = ReadTagWishes(*lease, sources_, mine + "= 0 ORDER BY w.id DESC", db::Params().TextArray(parties));
    std::vector<TagWish> past =
        ReadTagWishes(*lease, sources_, mine + "<> 0 ORDER BY w.id DESC LIMIT 20", db::Params().TextArray(parties));
    std::move(past.begin(), past.end(), std::back_inserter(all.wishes));
    std::erase_if(all.wishes, [&](const TagWish& wish) {
      return std::none_of(all.contacts.begin(), all.contacts.end(), [&](const TaggedContact& one) {
        return one.contact == wish.contact && one.employee.id == wish.employee.id &&
               one.employee.source == wish.employee.source;
      });
    });
    return all;
  });
}

Result<std::vector<TagWish>> PostgresTagStore::List(std::optional<TagWishState> state, std::uint64_t before,
                                                    std::size_t limit) {
  return db::Guard([&] {
    SqlWhere where;
    if (state) where.And("w.state = " + where.BindInt(static_cast<int>(*state)));
    if (before != 0) where.And("w.id < " + where.BindInt(Signed(before)));
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    return ReadTagWishes(*readers_.Acquire(), sources_,
                         where.text + " ORDER BY w.id DESC LIMIT " + std::to_string(most), where.params);
  });
}

Result<std::vector<TagWish>> PostgresTagStore::Due(const std::string& source, std::size_t limit) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    const std::size_t most = std::clamp<std::size_t>(limit, 1, kMostPerPage);
    std::vector<TagWish> due =
        ReadTagWishes(*lease, sources_,
                      " WHERE w.source_id = $1 AND w.state = 0 AND w.due_at <= $2 ORDER BY w.due_at, w.id LIMIT " +
                          std::to_string(most),
                      db::Params().Int(id).Int(clock_.Now()));
    std::stable_sort(due.begin(), due.end(), [](const TagWish& a, const TagWish& b) {
      return std::tie(a.employee.id, a.contact) < std::tie(b.employee.id, b.contact);
    });
    return due;
  });
}

Result<std::vector<std::uint64_t>> PostgresTagStore::Asking(const std::vector<std::uint64_t>& wishes) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const db::Params these = db::Params().IntArray(Signed(wishes)).Int(clock_.Now());
    db::Transaction transaction(*lease);
    lease->Query(kCameTrue, these);
    const db::Rows rows = lease->Query(kAsking, these);
    transaction.Commit();
    std::vector<std::uint64_t> asked;
    for (std::size_t i = 0; i < rows.size(); ++i) asked.push_back(rows.Id(i, 0));
    std::sort(asked.begin(), asked.end());
    return asked;
  });
}

Status PostgresTagStore::Settle(const std::vector<TagSettlement>& settlements) {
  return db::Guard([&] {
    std::vector<std::int64_t> ids, due;
    std::vector<std::int32_t> states, unanswered;
    std::vector<std::string> codes;
    for (const TagSettlement& one : settlements) {
      ids.push_back(Signed(one.wish));
      states.push_back(static_cast<std::int32_t>(one.state));
      codes.push_back(one.code);
      due.push_back(one.due_at);
      unanswered.push_back(one.unanswered ? 1 : 0);
    }
    auto lease = writers_.Acquire();
    const TimeMs now = clock_.Now();
    db::Transaction transaction(*lease);
    const db::Rows companies = lease->Query(kSourcesOf, db::Params().IntArray(ids));
    for (std::size_t i = 0; i < companies.size(); ++i) lease->Query(kHold, db::Params().Int(companies.Int(i, 0)));
    const db::Rows settled = lease->Query(
        kSettle,
        db::Params().IntArray(ids).Int4Array(states).TextArray(codes).IntArray(due).Int4Array(unanswered).Int(now));
    for (std::size_t i = 0; i < settled.size(); ++i) {
      if (static_cast<TagWishState>(settled.Int(i, 1)) != TagWishState::kDone) continue;
      lease->Query(kWritten, db::Params().Int(settled.Int(i, 0)).Int(now));
    }
    transaction.Commit();
  });
}

Result<bool> PostgresTagStore::ChangedSince(const std::string& source, const std::string& employee,
                                            const std::string& contact, TimeMs since) {
  return db::Guard([&] {
    auto lease = readers_.Acquire();
    const int id = sources_.Find(*lease, source);
    return lease->Query(kChanged, db::Params().Int(id).Text(employee).Text(contact).Int(since / kSecond * kSecond))
        .Bool(0, 0);
  });
}

Status PostgresTagStore::SetProblem(const std::string& source, const std::string& code) {
  return db::Guard([&] {
    auto lease = writers_.Acquire();
    const int id = sources_.IdOf(*lease, source);
    lease->Query(kProblem, db::Params().Int(id).Text(code));
  });
}

}  // namespace custos::storage
