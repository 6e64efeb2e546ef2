// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_tag_store.h"

#include <algorithm>
#include <map>

#include "storage/postgres/people.h"
#include "storage/postgres/tag_rows.h"
#include "storage/postgres/tag_wishes.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostPerPage = 500;

constexpr char kStands[] = "SELECT 1 FROM customer_tag WHERE source_id = $1 AND id = $2 AND deleted_at = 0";
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
constexpr char kNames[] = "SELECT id, name, position FROM customer_tag WHERE source_id = $1 AND id = ANY($2)";

std::int64_t Signed(std::uint64_t id) { return static_cast<std::int64_t>(id); }

std::vector<std::int64_t> Signed(const std::vector<std::uint64_t>& ids) { return {ids.begin(), ids.end()}; }

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
    if (HoldTags(*lease, id) > read_at) return;
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
    if (source != 0) HoldTags(*lease, source);
    if (source == 0 || lease->Query(kStands, db::Params().Int(source).Text(order.tag.id)).empty()) {
      db::Fail(ErrorKind::kNotFound, "tag.not_found", "no such tag");
    }
    const std::vector<TagContact> contacts = ReadTagContacts(*lease, Signed(order.customers), source, now);
    std::map<std::int64_t, std::vector<const TagContact*>> by_customer;
    for (const TagContact& one : contacts) {
      if (visible.Covers(one.source_id, one.employee)) by_customer[one.customer].push_back(&one);
    }
    TagWishes wishes(*lease, source, order);
    wishes.Load(contacts);
    std::vector<TagOutcome> outcomes;
    for (const std::uint64_t customer : order.customers) {
      TagOutcome& outcome = outcomes.emplace_back();
      outcome.customer = customer;
      const auto chosen = ContactsFor(by_customer[Signed(customer)], order);
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

}  // namespace custos::storage
