// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "tests/support/wecom_sim/company.h"

namespace custos::wecom_sim {
namespace {

constexpr std::int64_t kFirstNumber = 13'900'001'000;  // the phone simulator talks to those behind it
constexpr TimeMs kFounded = 1'700'000'000'000;
constexpr int kEmployees = 10;
constexpr int kCustomers = 30;

std::string Numbered(const std::string& prefix, int number) {
  return prefix + (number < 10 ? "0" : "") + std::to_string(number);
}

}  // namespace

Company SmallCompany() {
  Company company;
  company.name = "演示公司";
  company.departments = {{1, 0, "演示公司"}, {2, 1, "销售部"}, {3, 1, "客服部"}};
  company.tags = {{"etSIM0000000000000000000000000001", "重点客户"}};
  for (int i = 1; i <= kEmployees; ++i) {
    company.employees.push_back(
        {Numbered("staff", i), Numbered("员工", i), i <= 6 ? 2 : 3, "顾问", i == 1 || i == 7, true, true});
  }
  for (int i = 1; i <= kCustomers; ++i) {
    const std::string id = "wmSIM00000000000000000000000000" + Numbered("", i);
    company.customers.push_back({id, Numbered("客户", i), i % 10 == 0 ? "演示客户有限公司" : "", i % 3, true});
    company.relations.push_back(
        {Numbered("staff", (i - 1) % kEmployees + 1), id, Numbered("备注", i), kFounded, 1, {}});
    company.customers.back().unionid = "oSIM" + Numbered("", i);
    company.relations.back().mobiles = {std::to_string(kFirstNumber + i)};
    if (i % 10 == 0) company.relations.back().tags = {company.tags.front().id};
  }
  company.groups = {{"wrSIM0000000000000000000000000001",
                     "演示客户群",
                     "staff01",
                     false,
                     kFounded,
                     {"staff01", "staff02"},
                     {company.customers[0].id, company.customers[1].id}},
                    {"wrSIM0000000000000000000000000002",
                     "演示内部群",
                     "staff01",
                     true,
                     kFounded,
                     {"staff01", "staff02", "staff07"},
                     {}}};
  company.robots = {{"wbSIM0000000000000000000000000001", "演示机器人", "staff01"}};
  return company;
}

}  // namespace custos::wecom_sim
