// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/directory_rows.h"

#include <map>

namespace custos::storage {
namespace {

constexpr int kDeepest = 64;  // departments that name each other as parent end here

constexpr char kDropDepartments[] = "DELETE FROM department WHERE source_id = $1 AND id <> ALL($2)";
constexpr char kPutDepartments[] =
    "INSERT INTO department AS d (source_id, id, parent_id, name, path) SELECT DISTINCT ON (id) $1, id, parent_id,"
    " name, path::bigint[] FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[])"
    "   AS r(id, parent_id, name, path)"
    " ON CONFLICT (source_id, id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name,"
    "   path = excluded.path WHERE (d.*) IS DISTINCT FROM (excluded.*)";
constexpr char kLeft[] = "UPDATE employee SET active = false WHERE source_id = $1 AND active AND id <> ALL($2)";
constexpr char kPutEmployees[] =
    "INSERT INTO employee AS e (source_id, id, name, departments, main_department, active, archived)"
    " SELECT DISTINCT ON (id) $1, id, name, departments::bigint[], main, active <> 0, archived <> 0"
    " FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])"
    "   AS r(id, name, departments, main, active, archived)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, departments = excluded.departments,"
    "   main_department = excluded.main_department, active = excluded.active, archived = excluded.archived"
    " WHERE (e.*) IS DISTINCT FROM (excluded.*)";
constexpr char kPutCustomers[] =
    "INSERT INTO customer AS c (source_id, id, name, corp_name, avatar) SELECT DISTINCT ON (id) $1, id, name, corp,"
    " avatar FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS r(id, name, corp, avatar)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, corp_name = excluded.corp_name,"
    "   avatar = excluded.avatar WHERE (c.*) IS DISTINCT FROM (excluded.*)";
constexpr char kTagsDiffer[] =
    "SELECT 1 FROM unnest($2::text[], $3::text[], $4::text[]) AS r(e, c, tags) LEFT JOIN follow_relation f"
    " ON f.source_id = $1 AND f.employee_id = e AND f.customer_id = c"
    " WHERE coalesce(f.tags, '{}') <> string_to_array(r.tags, chr(10)) LIMIT 1";
constexpr char kPutRelations[] =
    "INSERT INTO follow_relation AS f (source_id, employee_id, customer_id, remark, added_at, tags)"
    " SELECT DISTINCT ON (e, c) $1, e, c, remark, added, string_to_array(tags, chr(10))"
    " FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[]) AS r(e, c, remark, added, tags)"
    " ON CONFLICT (source_id, employee_id, customer_id) DO UPDATE SET remark = excluded.remark,"
    "   added_at = excluded.added_at, tags = excluded.tags WHERE (f.*) IS DISTINCT FROM (excluded.*)";
constexpr char kPutTags[] =
    "INSERT INTO customer_tag AS t (source_id, id, name) SELECT DISTINCT ON (id) $1, id, name"
    " FROM unnest($2::text[], $3::text[]) AS r(id, name)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name WHERE t.name <> excluded.name";
constexpr char kCountChange[] = "UPDATE people_revision SET revision = revision + 1";
constexpr char kPutGroups[] =
    "INSERT INTO chat_group AS g (source_id, id, name, owner_id, internal, created_at)"
    " SELECT DISTINCT ON (id) $1, id, name, owner, internal <> 0, created"
    " FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])"
    "   AS r(id, name, owner, internal, created)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, owner_id = excluded.owner_id,"
    "   internal = excluded.internal, created_at = excluded.created_at WHERE (g.*) IS DISTINCT FROM (excluded.*)";
constexpr char kDropMembers[] = "DELETE FROM group_member WHERE source_id = $1 AND group_id = ANY($2)";
constexpr char kAddMembers[] =
    "INSERT INTO group_member (source_id, group_id, kind, party_id, name, joined_at)"
    " SELECT $1, g, kind, party, name, joined FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[],"
    " $6::bigint[]) AS r(g, kind, party, name, joined) ON CONFLICT DO NOTHING";

std::string ArrayText(const std::vector<std::int64_t>& values) {
  std::string text = "{";
  for (const std::int64_t value : values) text += (text.size() > 1 ? "," : "") + std::to_string(value);
  return text + "}";
}

/// One a line; a tag's id has no line break.
std::string Lines(const std::vector<std::string>& texts) {
  std::string lines;
  for (const std::string& text : texts) lines += (lines.empty() ? "" : "\n") + text;
  return lines;
}

/// From the root down to `id`.
std::vector<std::int64_t> PathOf(std::int64_t id, const std::map<std::int64_t, std::int64_t>& parents) {
  std::vector<std::int64_t> path;
  for (int depth = 0; depth < kDeepest && id != 0; ++depth) {
    path.insert(path.begin(), id);
    const auto found = parents.find(id);
    if (found == parents.end()) break;
    id = found->second;
  }
  return path;
}

}  // namespace

void DirectoryRows::ReplaceDepartments(const std::vector<Department>& departments) {
  std::map<std::int64_t, std::int64_t> parents;
  for (const Department& one : departments) parents[one.id] = one.parent_id;
  std::vector<std::int64_t> ids, parent_ids;
  std::vector<std::string> names, paths;
  for (const Department& one : departments) {
    ids.push_back(one.id);
    parent_ids.push_back(one.parent_id);
    names.push_back(one.name);
    paths.push_back(ArrayText(PathOf(one.id, parents)));
  }
  Changed(connection_.Query(kDropDepartments, db::Params().Int(source_id_).IntArray(ids)));
  Changed(connection_.Query(
      kPutDepartments,
      db::Params().Int(source_id_).IntArray(ids).IntArray(parent_ids).TextArray(names).TextArray(paths)));
}

void DirectoryRows::ReplaceEmployees(const std::vector<Employee>& employees) {
  std::vector<std::string> ids, names, departments;
  std::vector<std::int64_t> mains, active, archived;
  for (const Employee& one : employees) {
    ids.push_back(one.id);
    names.push_back(one.name);
    departments.push_back(ArrayText(one.departments));
    mains.push_back(one.main_department != 0 || one.departments.empty() ? one.main_department : one.departments[0]);
    active.push_back(one.active ? 1 : 0);
    archived.push_back(one.archived ? 1 : 0);
  }
  connection_.Query(kLeft, db::Params().Int(source_id_).TextArray(ids));
  Changed(connection_.Query(kPutEmployees, db::Params()
                                               .Int(source_id_)
                                               .TextArray(ids)
                                               .TextArray(names)
                                               .TextArray(departments)
                                               .IntArray(mains)
                                               .IntArray(active)
                                               .IntArray(archived)));
}

void DirectoryRows::PutCustomers(const std::vector<Customer>& customers) {
  if (customers.empty()) return;
  std::vector<std::string> ids, names, corps, avatars;
  for (const Customer& one : customers) {
    ids.push_back(one.id);
    names.push_back(one.name);
    corps.push_back(one.corp_name);
    avatars.push_back(one.avatar);
  }
  connection_.Query(kPutCustomers,
                    db::Params().Int(source_id_).TextArray(ids).TextArray(names).TextArray(corps).TextArray(avatars));
}

void DirectoryRows::PutRelations(const std::vector<FollowRelation>& relations) {
  if (relations.empty()) return;
  std::vector<std::string> employees, customers, remarks, tags;
  std::vector<std::int64_t> added;
  for (const FollowRelation& one : relations) {
    employees.push_back(one.employee_id);
    customers.push_back(one.customer_id);
    remarks.push_back(one.remark);
    added.push_back(one.added_at);
    tags.push_back(Lines(one.tags));
  }
  const db::Params who = db::Params().Int(source_id_).TextArray(employees).TextArray(customers);
  if (!connection_.Query(kTagsDiffer, db::Params(who).TextArray(tags)).empty()) people_changed_ = true;
  connection_.Query(kPutRelations, db::Params(who).TextArray(remarks).IntArray(added).TextArray(tags));
}

void DirectoryRows::PutTags(const std::vector<CustomerTag>& tags) {
  if (tags.empty()) return;
  std::vector<std::string> ids, names;
  for (const CustomerTag& tag : tags) {
    ids.push_back(tag.id);
    names.push_back(tag.name);
  }
  Changed(connection_.Query(kPutTags, db::Params().Int(source_id_).TextArray(ids).TextArray(names)));
}

void DirectoryRows::Changed(const db::Rows& done) { people_changed_ = people_changed_ || done.affected() > 0; }

void DirectoryRows::CountChange() {
  if (people_changed_) connection_.Query(kCountChange);
}

void DirectoryRows::PutGroups(const std::vector<Group>& groups) {
  if (groups.empty()) return;
  std::vector<std::string> ids, names, owners, of_group, members, member_names;
  std::vector<std::int64_t> internal, created, kinds, joined;
  for (const Group& group : groups) {
    ids.push_back(group.id);
    names.push_back(group.name);
    owners.push_back(group.owner_id);
    internal.push_back(group.internal ? 1 : 0);
    created.push_back(group.created_at);
    for (const GroupMember& member : group.members) {
      of_group.push_back(group.id);
      kinds.push_back(static_cast<std::int64_t>(member.party.kind));
      members.push_back(member.party.id);
      member_names.push_back(member.name);
      joined.push_back(member.joined_at);
    }
  }
  connection_.Query(kPutGroups, db::Params()
                                    .Int(source_id_)
                                    .TextArray(ids)
                                    .TextArray(names)
                                    .TextArray(owners)
                                    .IntArray(internal)
                                    .IntArray(created));
  connection_.Query(kDropMembers, db::Params().Int(source_id_).TextArray(ids));
  connection_.Query(kAddMembers, db::Params()
                                     .Int(source_id_)
                                     .TextArray(of_group)
                                     .IntArray(kinds)
                                     .TextArray(members)
                                     .TextArray(member_names)
                                     .IntArray(joined));
}

}  // namespace custos::storage
