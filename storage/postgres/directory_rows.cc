// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/directory_rows.h"

#include <map>

#include "storage/postgres/employee_marks.h"

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
// What changed is looked at again by the customer records.
constexpr char kPutCustomers[] =
    "WITH put AS (INSERT INTO customer AS c (source_id, id, name, corp_name, avatar, unionid)"
    "  SELECT DISTINCT ON (id) $1, id, name, corp, avatar, unionid"
    "  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS r(id, name, corp, avatar, unionid)"
    "  ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name, corp_name = excluded.corp_name,"
    "    avatar = excluded.avatar, unionid = CASE excluded.unionid WHEN '' THEN c.unionid ELSE excluded.unionid END"
    "  WHERE (c.name, c.corp_name, c.avatar) IS DISTINCT FROM (excluded.name, excluded.corp_name, excluded.avatar)"
    "    OR excluded.unionid NOT IN ('', c.unionid) RETURNING c.id)"
    " INSERT INTO customer_due (source_id, customer_id) SELECT $1, id FROM put ORDER BY id ON CONFLICT DO NOTHING";
constexpr char kTagsDiffer[] =
    "SELECT 1 FROM unnest($2::text[], $3::text[], $4::text[]) AS r(e, c, tags) LEFT JOIN follow_relation f"
    " ON f.source_id = $1 AND f.employee_id = e AND f.customer_id = c"
    " WHERE coalesce(f.tags, '{}') <> string_to_array(r.tags, chr(10)) LIMIT 1";
// kinds: storage/customer_store.h, CustomerEventKind.
constexpr char kNoteChanges[] =
    "INSERT INTO customer_event (at, kind, source_id, employee_id, party_id, detail)"
    " SELECT v.at, v.kind, $1, r.e, r.c, v.detail FROM (SELECT DISTINCT ON (e, c) * FROM unnest($2::text[], $3::text[],"
    "   $4::text[], $5::bigint[], $6::text[], $8::bigint[]) AS u(e, c, remark, added, tags, way)) r"
    " LEFT JOIN follow_relation f ON f.source_id = $1 AND f.employee_id = r.e AND f.customer_id = r.c"
    " CROSS JOIN LATERAL (VALUES"
    "   (f.added_at IS DISTINCT FROM r.added AND r.added > 0, r.added, 1,"
    "    jsonb_build_object('add_way', r.way)::text),"
    "   (f.remark <> r.remark, $9, 4, jsonb_build_object('from', f.remark, 'to', r.remark)::text),"
    "   (NOT (f.tags @> string_to_array(r.tags, chr(10)) AND f.tags <@ string_to_array(r.tags, chr(10))), $9, 5, "
    "jsonb_build_object('from', to_jsonb(f.tags),"
    "    'to', to_jsonb(string_to_array(r.tags, chr(10))))::text)) AS v(holds, at, kind, detail) WHERE v.holds";
constexpr char kPutRelations[] =
    "WITH put AS (INSERT INTO follow_relation AS f (source_id, employee_id, customer_id, remark, added_at, tags,"
    "   mobiles, add_way)"
    "  SELECT DISTINCT ON (e, c) $1, e, c, remark, added, string_to_array(tags, chr(10)),"
    "   string_to_array(mobiles, chr(10)), way"
    "  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])"
    "   AS r(e, c, remark, added, tags, mobiles, way)"
    "  ON CONFLICT (source_id, employee_id, customer_id) DO UPDATE SET remark = excluded.remark,"
    "    added_at = excluded.added_at, tags = excluded.tags, mobiles = excluded.mobiles, add_way = excluded.add_way"
    "  WHERE (f.*) IS DISTINCT FROM (excluded.*) RETURNING f.customer_id)"
    " INSERT INTO customer_due (source_id, customer_id) SELECT DISTINCT $1, customer_id FROM put ORDER BY customer_id"
    " ON CONFLICT DO NOTHING";
constexpr char kPutTags[] =
    "INSERT INTO customer_tag AS t (source_id, id, name) SELECT DISTINCT ON (id) $1, id, name"
    " FROM unnest($2::text[], $3::text[]) AS r(id, name)"
    " ON CONFLICT (source_id, id) DO UPDATE SET name = excluded.name WHERE t.name <> excluded.name";
constexpr char kPutNumbers[] =
    "INSERT INTO employee_number AS n (scope, value, employee_source, employee_id, origin, since)"
    " SELECT DISTINCT ON (value) '', value, s.name, employee, 0, $4"
    " FROM unnest($2::text[], $3::text[]) AS r(value, employee), source s WHERE s.source_id = $1"
    " ON CONFLICT (scope, value) DO UPDATE SET employee_source = excluded.employee_source,"
    "   employee_id = excluded.employee_id, since = excluded.since"
    " WHERE n.origin = 0 AND (n.employee_source, n.employee_id)"
    "   IS DISTINCT FROM (excluded.employee_source, excluded.employee_id)";
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
  PutEmployeeMarks(connection_, source_id_, employees);
  std::vector<std::string> numbers, owners;
  for (const Employee& one : employees) {
    if (!one.active) continue;
    for (const std::string& number : one.numbers) {
      numbers.push_back(number);
      owners.push_back(one.id);
    }
  }
  if (numbers.empty()) return;
  connection_.Query(kPutNumbers, db::Params().Int(source_id_).TextArray(numbers).TextArray(owners).Int(now_));
}

void DirectoryRows::PutCustomers(const std::vector<Customer>& customers) {
  if (customers.empty()) return;
  std::vector<std::string> ids, names, corps, avatars, unionids;
  for (const Customer& one : customers) {
    ids.push_back(one.id);
    names.push_back(one.name);
    corps.push_back(one.corp_name);
    avatars.push_back(one.avatar);
    unionids.push_back(one.unionid);
  }
  connection_.Query(kPutCustomers, db::Params()
                                       .Int(source_id_)
                                       .TextArray(ids)
                                       .TextArray(names)
                                       .TextArray(corps)
                                       .TextArray(avatars)
                                       .TextArray(unionids));
}

void DirectoryRows::PutRelations(const std::vector<FollowRelation>& relations) {
  if (relations.empty()) return;
  std::vector<std::string> employees, customers, remarks, tags, mobiles;
  std::vector<std::int64_t> added, ways;
  for (const FollowRelation& one : relations) {
    employees.push_back(one.employee_id);
    customers.push_back(one.customer_id);
    remarks.push_back(one.remark);
    added.push_back(one.added_at);
    tags.push_back(Lines(one.tags));
    mobiles.push_back(Lines(one.mobiles));
    ways.push_back(one.add_way);
  }
  const db::Params who = db::Params().Int(source_id_).TextArray(employees).TextArray(customers);
  if (!connection_.Query(kTagsDiffer, db::Params(who).TextArray(tags)).empty()) people_changed_ = true;
  const db::Params all =
      db::Params(who).TextArray(remarks).IntArray(added).TextArray(tags).TextArray(mobiles).IntArray(ways);
  connection_.Query(kNoteChanges, db::Params(all).Int(now_));
  connection_.Query(kPutRelations, all);
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
