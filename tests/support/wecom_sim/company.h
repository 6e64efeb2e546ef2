// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"

namespace custos::wecom_sim {

struct SimDepartment {
  std::int64_t id = 1;
  std::int64_t parent_id = 0;
  std::string name;
};

struct SimEmployee {
  std::string id;
  std::string name;
  std::int64_t department = 1;
  std::string position;
  bool leader = false;
  bool archived = true;  ///< has an archive seat
  bool active = true;
  bool gone = false;               ///< left the company: in no list of people any more
  TimeMs left_at = 0;              ///< when
  std::size_t most_customers = 0;  ///< 0: no limit
  bool verified = true;            ///< by real name
  std::string mobile = {};
  std::string email = {};
  std::string staff_number = {};  ///< a field that the company added: 工号
};

struct SimCustomer {
  std::string id;  ///< external_userid, wm… or wo…
  std::string name;
  std::string corp_name;  ///< empty for a WeChat user
  int gender = 0;         ///< 0 unknown, 1 male, 2 female
  bool agreed = true;     ///< to being archived
  std::string unionid = {};
};

struct SimRelation {
  std::string employee;
  std::string customer;
  std::string remark;
  TimeMs added_at = 0;
  int add_way = 1;
  std::vector<std::string> tags;  ///< ids
  std::vector<std::string> mobiles = {};
};

struct SimTagGroup {
  std::string id = "etSIMGROUP";
  std::string name = "客户分级";
  std::uint32_t order = 0;
};

/// What a customer said to being archived with one employee or in one group; without one, `SimCustomer::agreed` holds.
struct SimConsent {
  std::string holder;  ///< employee or group
  std::string customer;
  std::string status = "Agree";  ///< Agree, Disagree, Default_Agree
  TimeMs at = 0;                 ///< since when
};

struct SimTag {
  std::string id;  ///< et…
  std::string name;
  std::string group = "etSIMGROUP";
  std::uint32_t order = 0;
};

struct SimGroup {
  std::string id;  ///< wr…
  std::string name;
  std::string owner;
  bool internal = false;
  TimeMs created_at = 0;
  std::vector<std::string> employees;
  std::vector<std::string> customers;
};

struct SimRobot {
  std::string id;  ///< wb…
  std::string name;
  std::string creator;
};

/// Everything the directory calls answer from. Plain data.
struct Company {
  std::string name;
  std::vector<SimDepartment> departments;
  std::vector<SimEmployee> employees;
  std::vector<SimCustomer> customers;
  std::vector<SimRelation> relations;
  std::vector<SimGroup> groups;
  std::vector<SimRobot> robots;
  std::vector<SimTagGroup> tag_groups{SimTagGroup{}};
  std::vector<SimTag> tags;
  std::vector<SimConsent> consents = {};
};

/// A company of three departments, ten employees, thirty customers of whom every tenth has the tag "重点客户", a
/// customer group and an internal group: what tests start with.
Company SmallCompany();

}  // namespace custos::wecom_sim
