// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/message.h"

namespace custos {

struct Department {
  std::int64_t id = 0;
  std::int64_t parent_id = 0;  ///< 0 for the root
  std::string name;
};

struct Employee {
  std::string id;  ///< the platform's userid
  std::string name;
  std::vector<std::int64_t> departments;
  std::int64_t main_department = 0;
  bool active = true;                     ///< false once the platform says the account left
  bool archived = false;                  ///< has an archive seat (会话存档席位)
  std::vector<std::string> numbers = {};  ///< telephones, as the platform writes them; in stores E.164 without plus
  std::vector<std::string> emails = {};
  std::string staff_number = {};  ///< the company's own for him (工号); empty when not told
};

struct Customer {
  std::string id;  ///< the platform's external id
  std::string name;
  std::string corp_name;     ///< empty for a WeChat user
  std::string avatar;        ///< URL; may be empty
  std::string unionid = {};  ///< the same for one person in every company of the platform; empty when not told
};

/// That an employee has added a customer.
struct FollowRelation {
  std::string employee_id;
  std::string customer_id;
  std::string remark;
  TimeMs added_at = 0;
  std::vector<std::string> tags;          ///< ids of the company's tags that the employee gave the customer
  std::vector<std::string> mobiles = {};  ///< noted by the employee, as written; in stores E.164 without plus
  int add_way = 0;                        ///< how they became contacts, by the platform's code; 0 when not told
};

/// A tag of the company for its customers. What employees note for themselves is none.
struct CustomerTag {
  std::string id;
  std::string name;
};

struct GroupMember {
  Party party;
  std::string name;
  TimeMs joined_at = 0;
};

struct Group {
  std::string id;
  std::string name;
  std::string owner_id;
  bool internal = false;
  TimeMs created_at = 0;
  std::vector<GroupMember> members;
};

/// Names for the ids of one source, as the platform last told them. Sets that are nullopt were not asked for and
/// leave what is stored alone; a set that is present replaces what is stored of that kind.
struct DirectorySnapshot {
  std::string source;
  TimeMs taken_at = 0;
  std::optional<std::vector<Department>> departments;
  std::optional<std::vector<Employee>> employees;
  std::vector<Customer> customers;         ///< added or updated
  std::vector<FollowRelation> relations;   ///< added or updated
  std::vector<CustomerTag> customer_tags;  ///< added or updated
  std::vector<Group> groups;               ///< added or updated, members replaced
};

/// Takes what a connector learned about people.
class DirectorySink {
 public:
  virtual ~DirectorySink() = default;
  virtual void Update(DirectorySnapshot snapshot) = 0;
};

}  // namespace custos
