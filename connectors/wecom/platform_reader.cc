// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/platform_reader.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>

namespace custos::wecom {
namespace {

using nlohmann::json;

constexpr std::string_view kNoContact = "wecom.errcode_84061";
constexpr std::string_view kNoSuchContact = "wecom.errcode_40096";
constexpr int kPageOfCustomers = 100;
constexpr int kPageOfGroups = 1000;
constexpr int kMostPages = 100'000;  ///< a platform that repeats its cursor must not keep us for ever

std::string TextOf(const json& from, const char* name) {
  const auto found = from.find(name);
  if (found == from.end()) return {};
  if (found->is_number_unsigned()) return std::to_string(found->get<std::uint64_t>());
  return found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t NumberOf(const json& from, const char* name) {
  const auto found = from.find(name);
  return found != from.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

/// An empty array when there is none, so that callers simply iterate.
const json& ListOf(const json& from, const char* name) {
  static const json kNone = json::array();
  const auto found = from.find(name);
  return found != from.end() && found->is_array() ? *found : kNone;
}

const json& ObjectOf(const json& from, const char* name) {
  static const json kNone = json::object();
  const auto found = from.find(name);
  return found != from.end() && found->is_object() ? *found : kNone;
}

std::vector<std::string> StringsOf(const json& from, const char* name) {
  std::vector<std::string> result;
  for (const json& entry : ListOf(from, name)) {
    if (entry.is_string()) result.push_back(entry.get<std::string>());
  }
  return result;
}

Result<json> Parsed(Result<std::string> reply) {
  if (!reply) return reply.error();
  return json::parse(*reply, nullptr, false);  // the client has seen that it is an object
}

std::string Dump(const json& body) { return body.dump(-1, ' ', false, json::error_handler_t::replace); }

/// What companies call the number they give their people, among the fields they add themselves.
bool IsStaffNumber(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"工号",   "员工编号",    "员工工号",
                                                      "职工号", "Employee ID", "Employee No."};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::string StaffNumberOf(const json& from) {
  for (const json& attribute : ListOf(ObjectOf(from, "extattr"), "attrs")) {
    if (attribute.is_object() && IsStaffNumber(TextOf(attribute, "name"))) {
      return TextOf(ObjectOf(attribute, "text"), "value");
    }
  }
  return {};
}

Employee ReadEmployee(const json& from) {
  Employee employee;
  employee.id = TextOf(from, "userid");
  employee.name = TextOf(from, "name");
  for (const json& id : ListOf(from, "department")) {
    if (id.is_number_integer()) employee.departments.push_back(id.get<std::int64_t>());
  }
  employee.main_department = NumberOf(from, "main_department");
  employee.active = NumberOf(from, "status") != 5;
  for (const char* name : {"mobile", "telephone"}) {
    if (std::string number = TextOf(from, name); !number.empty()) employee.numbers.push_back(std::move(number));
  }
  for (const char* name : {"email", "biz_mail"}) {
    if (std::string email = TextOf(from, name); !email.empty()) employee.emails.push_back(std::move(email));
  }
  employee.staff_number = StaffNumberOf(from);
  return employee;
}

Customer ReadCustomer(const json& from) {
  return {TextOf(from, "external_userid"), TextOf(from, "name"), TextOf(from, "corp_name"), TextOf(from, "avatar"),
          TextOf(from, "unionid")};
}

FollowRelation ReadRelation(const json& from, const std::string& customer) {
  return {.employee_id = TextOf(from, "userid"),
          .customer_id = customer,
          .remark = TextOf(from, "remark"),
          .added_at = NumberOf(from, "createtime") * 1000,
          .tags = StringsOf(from, "tag_id"),
          .mobiles = StringsOf(from, "remark_mobiles"),
          .add_way = static_cast<int>(NumberOf(from, "add_way"))};
}

/// A single customer has its tags written out; those without an id are an employee's own notes.
void ReadTags(const json& from, FollowRelation& relation, std::vector<CustomerTag>& tags) {
  for (const json& entry : ListOf(from, "tags")) {
    CustomerTag tag{TextOf(entry, "tag_id"), TextOf(entry, "tag_name")};
    if (tag.id.empty()) continue;
    relation.tags.push_back(tag.id);
    tags.push_back(std::move(tag));
  }
}

/// Follows next_cursor; `read` takes each page. `call` asks for the page at a cursor.
template <class Call, class Read>
Status EachPage(const Call& call, const Read& read) {
  std::string cursor;
  for (int i = 0; i < kMostPages; ++i) {
    const Result<json> page = Parsed(call(cursor));
    if (!page) return page.error();
    read(*page);
    std::string next = TextOf(*page, "next_cursor");
    if (next.empty() || next == cursor) return {};
    cursor = std::move(next);
  }
  return {};
}

}  // namespace

Result<std::vector<Department>> PlatformReader::Departments(const std::stop_token& stop) {
  const Result<json> reply = Parsed(contacts_.Get("/cgi-bin/department/list", {}, stop));
  if (!reply) return reply.error();
  std::vector<Department> result;
  for (const json& entry : ListOf(*reply, "department")) {
    result.push_back({NumberOf(entry, "id"), NumberOf(entry, "parentid"), TextOf(entry, "name")});
  }
  return result;
}

Result<std::vector<Employee>> PlatformReader::Employees(const std::vector<Department>& departments,
                                                        const std::stop_token& stop) {
  std::vector<Employee> result;
  std::unordered_map<std::string, std::size_t> known;
  for (const Department& department : departments) {
    // Children are asked for with the highest ancestor that is visible to us.
    const bool nested = std::any_of(departments.begin(), departments.end(),
                                    [&](const Department& other) { return other.id == department.parent_id; });
    if (nested) continue;
    const std::string id = std::to_string(department.id);
    const Result<json> reply =
        Parsed(contacts_.Get("/cgi-bin/user/list", {{"department_id", id}, {"fetch_child", "1"}}, stop));
    if (!reply) return reply.error();
    for (const json& entry : ListOf(*reply, "userlist")) {
      Employee employee = ReadEmployee(entry);
      if (!employee.id.empty() && known.emplace(employee.id, result.size()).second) {
        result.push_back(std::move(employee));
      }
    }
  }
  return result;
}

Result<std::vector<std::string>> PlatformReader::Seats(const std::stop_token& stop) {
  const Result<json> reply = Parsed(archive_.Post("/cgi-bin/msgaudit/get_permit_user_list", "{}", stop));
  if (!reply) return reply.error();
  return StringsOf(*reply, "ids");
}

Result<std::vector<std::string>> PlatformReader::FollowUsers(const std::stop_token& stop) {
  const Result<json> reply = Parsed(contacts_.Get("/cgi-bin/externalcontact/get_follow_user_list", {}, stop));
  if (!reply) return reply.error();
  return StringsOf(*reply, "follow_user");
}

Status PlatformReader::Customers(std::span<const std::string> userids, DirectorySnapshot& into,
                                 const std::stop_token& stop) {
  const auto call = [&](const std::string& cursor) {
    const json body = {{"userid_list", std::vector<std::string>(userids.begin(), userids.end())},
                       {"cursor", cursor},
                       {"limit", kPageOfCustomers}};
    return contacts_.Post("/cgi-bin/externalcontact/batch/get_by_user", Dump(body), stop);
  };
  return EachPage(call, [&](const json& page) {
    for (const json& entry : ListOf(page, "external_contact_list")) {
      Customer customer = ReadCustomer(ObjectOf(entry, "external_contact"));
      if (customer.id.empty()) continue;
      into.relations.push_back(ReadRelation(ObjectOf(entry, "follow_info"), customer.id));
      into.customers.push_back(std::move(customer));
    }
  });
}

Result<std::vector<CustomerTag>> PlatformReader::CustomerTags(const std::stop_token& stop) {
  const Result<json> reply = Parsed(contacts_.Post("/cgi-bin/externalcontact/get_corp_tag_list", "{}", stop));
  if (!reply) return reply.error();
  std::vector<CustomerTag> tags;
  for (const json& group : ListOf(*reply, "tag_group")) {
    for (const json& entry : ListOf(group, "tag")) {
      CustomerTag tag{TextOf(entry, "id"), TextOf(entry, "name")};
      if (!tag.id.empty()) tags.push_back(std::move(tag));
    }
  }
  return tags;
}

Result<Customer> PlatformReader::OneCustomer(const std::string& id, DirectorySnapshot& into,
                                             const std::stop_token& stop) {
  Customer customer;
  const auto call = [&](const std::string& cursor) {
    return contacts_.Get("/cgi-bin/externalcontact/get", {{"external_userid", id}, {"cursor", cursor}}, stop);
  };
  const Status done = EachPage(call, [&](const json& page) {
    customer = ReadCustomer(ObjectOf(page, "external_contact"));
    for (const json& follower : ListOf(page, "follow_user")) {
      FollowRelation& relation = into.relations.emplace_back(ReadRelation(follower, id));
      ReadTags(follower, relation, into.customer_tags);
    }
  });
  if (!done) return done.error();
  return customer;
}

Result<std::vector<std::string>> PlatformReader::ContactsOf(const std::string& employee, const std::stop_token& stop) {
  const Result<json> reply = Parsed(contacts_.Get("/cgi-bin/externalcontact/list", {{"userid", employee}}, stop));
  if (!reply && reply.error().code == kNoContact) return std::vector<std::string>();
  if (!reply) return reply.error();
  return StringsOf(*reply, "external_userid");
}

Result<std::vector<Follower>> PlatformReader::FollowersOf(const std::string& customer, const std::stop_token& stop) {
  std::vector<Follower> followers;
  const auto call = [&](const std::string& cursor) {
    return contacts_.Get("/cgi-bin/externalcontact/get", {{"external_userid", customer}, {"cursor", cursor}}, stop);
  };
  const Status done = EachPage(call, [&](const json& page) {
    for (const json& one : ListOf(page, "follow_user")) {
      followers.push_back(
          {TextOf(one, "userid"), NumberOf(one, "createtime") * 1000, static_cast<int>(NumberOf(one, "add_way"))});
    }
  });
  const bool gone = !done && (done.error().code == kNoContact || done.error().code == kNoSuchContact);
  if (!done && !gone) return done.error();
  return followers;
}

Result<std::vector<std::string>> PlatformReader::CustomerGroupIds(const std::stop_token& stop) {
  std::vector<std::string> ids;
  const auto call = [&](const std::string& cursor) {
    const json body = {{"status_filter", 0}, {"cursor", cursor}, {"limit", kPageOfGroups}};
    return contacts_.Post("/cgi-bin/externalcontact/groupchat/list", Dump(body), stop);
  };
  const Status done = EachPage(call, [&](const json& page) {
    for (const json& entry : ListOf(page, "group_chat_list")) ids.push_back(TextOf(entry, "chat_id"));
  });
  if (!done) return done.error();
  return ids;
}

Result<Group> PlatformReader::CustomerGroup(const std::string& id, const std::stop_token& stop) {
  const json body = {{"chat_id", id}, {"need_name", 1}};
  const Result<json> reply = Parsed(contacts_.Post("/cgi-bin/externalcontact/groupchat/get", Dump(body), stop));
  if (!reply) return reply.error();
  const json& chat = ObjectOf(*reply, "group_chat");
  Group group;
  group.id = id;
  group.name = TextOf(chat, "name");
  group.owner_id = TextOf(chat, "owner");
  group.created_at = NumberOf(chat, "create_time") * 1000;
  for (const json& member : ListOf(chat, "member_list")) {
    const PartyKind kind = NumberOf(member, "type") == 1 ? PartyKind::kStaff : PartyKind::kExternal;
    group.members.push_back(
        {{kind, TextOf(member, "userid")}, TextOf(member, "name"), NumberOf(member, "join_time") * 1000});
  }
  return group;
}

Result<Group> PlatformReader::InternalGroup(const std::string& id, const std::stop_token& stop) {
  const Result<json> reply = Parsed(archive_.Post("/cgi-bin/msgaudit/groupchat/get", Dump(json{{"roomid", id}}), stop));
  if (!reply) return reply.error();
  Group group;
  group.id = id;
  group.internal = true;
  group.name = TextOf(*reply, "roomname");
  group.owner_id = TextOf(*reply, "creator");
  group.created_at = NumberOf(*reply, "room_create_time") * 1000;
  for (const json& member : ListOf(*reply, "members")) {
    const std::string userid = TextOf(member, "memberid");
    group.members.push_back({staff_.Of(userid), "", NumberOf(member, "jointime") * 1000});
  }
  return group;
}

}  // namespace custos::wecom
