// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/company_generator.h"

#include <algorithm>
#include <array>
#include <set>

#include "tests/support/wecom_sim/names.h"
#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kDayMs = 86'400'000;
constexpr std::uint64_t kFirstNumber = 13'900'001'000;  // the phone simulator talks to those behind it
constexpr double kOfficeShare = 0.12;
constexpr double kBentShare = 0.08;
constexpr std::array<const char*, 3> kRegions = {"华东区", "华南区", "华北区"};
constexpr std::array<const char*, 3> kTeams = {"一组", "二组", "三组"};
constexpr std::array<const char*, 5> kOffices = {"客服中心", "运营部", "财务部", "人力资源部", "技术部"};
constexpr char kIdCharacters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

std::string PlatformId(const char* prefix, Rng& rng) {
  std::string id = std::string(prefix) + "SIM";
  while (id.size() < 32) id += kIdCharacters[rng.Below(64)];
  return id;
}

class Builder {
 public:
  Builder(std::uint64_t seed, TimeMs founded) : rng_{seed, 0xc0}, founded_(founded) {}

  GeneratedCompany Build(std::size_t employees, std::size_t customers) {
    out_.company.name = "云栈集团";
    AddDepartment(0, out_.company.name);
    for (const std::string& trade : Trades()) AddTrade(trade);
    const std::int64_t office = AddDepartment(1, "职能中心");
    for (const char* name : kOffices) offices_.push_back(AddDepartment(office, name));
    for (std::size_t i = 0; i < employees; ++i) AddEmployee(i < employees * kOfficeShare);
    FindMates();
    for (std::size_t i = 0; i < customers; ++i) AddCustomer();
    for (std::size_t i = 0; i < customers / 60; ++i) AddCustomerGroup(i);
    for (std::size_t i = 0; i < employees / 8; ++i) AddInternalGroup(i);
    out_.company.robots = {{PlatformId("wb", rng_), "播报助手", out_.company.employees.front().id}};
    return std::move(out_);
  }

 private:
  std::int64_t AddDepartment(std::int64_t parent, const std::string& name) {
    const auto id = static_cast<std::int64_t>(out_.company.departments.size()) + 1;
    out_.company.departments.push_back({id, parent, name});
    return id;
  }

  void AddTrade(const std::string& trade) {
    const std::int64_t unit = AddDepartment(1, SlotWords(trade, "unit").front());
    for (const char* region : kRegions) {
      const std::int64_t area = AddDepartment(unit, region);
      for (const char* team : kTeams) teams_.emplace_back(AddDepartment(area, std::string(region) + team), trade);
    }
  }

  void AddEmployee(bool office) {
    const PersonName name = MakeName(rng_);
    SimEmployee employee;
    employee.id = name.pinyin;
    for (int n = 2; !ids_.insert(employee.id).second; ++n) employee.id = name.pinyin + std::to_string(n);
    employee.name = name.full;
    const std::size_t index = out_.company.employees.size();
    const auto& [team, trade] = teams_[(index * 7 + rng_.Below(3)) % teams_.size()];
    employee.department = office ? rng_.Pick(offices_) : team;
    employee.leader = led_.insert(employee.department).second;
    employee.position = employee.leader ? "主管" : office ? "专员" : SlotWords(trade, "job").front();
    out_.trade_of.push_back(office ? "office" : trade);
    if (!office) out_.sellers.push_back(index);
    if (!office && rng_.Chance(kBentShare)) out_.bent.push_back(index);
    out_.company.employees.push_back(std::move(employee));
  }

  void FindMates() {
    if (out_.bent.empty()) out_.bent.push_back(out_.sellers.front());
    const auto& people = out_.company.employees;
    out_.mates.resize(people.size());
    for (std::size_t a = 0; a < people.size(); ++a) {
      for (std::size_t b = 0; b < people.size(); ++b) {
        if (a != b && people[a].department == people[b].department) out_.mates[a].push_back(b);
      }
      if (out_.mates[a].empty()) out_.mates[a].push_back((a + 1) % people.size());
    }
  }

  void AddCustomer() {
    const PersonName name = MakeName(rng_);
    const bool company = rng_.Chance(0.06);
    SimCustomer customer{PlatformId(company ? "wo" : "wm", rng_), MakeNickname(rng_, name), "",
                         static_cast<int>(rng_.Below(3)), rng_.Chance(0.99)};
    if (company) customer.corp_name = name.surname + "氏商贸有限公司";
    // The square favours the first sellers: some have many customers, most a few.
    const double draw = rng_.Fraction();
    const std::size_t seller =
        out_.sellers[static_cast<std::size_t>(draw * draw * static_cast<double>(out_.sellers.size()))];
    customer.unionid = "oSIM" + std::to_string(out_.company.customers.size() + 1);
    Relate(seller, customer, name);
    if (rng_.Chance(0.08)) Relate(rng_.Pick(out_.sellers), customer, name);
    out_.company.customers.push_back(std::move(customer));
  }

  void Relate(std::size_t seller, const SimCustomer& customer, const PersonName& name) {
    const std::string title = customer.gender == 2 ? "女士" : "先生";
    const std::string& topic = rng_.Pick(SlotWords(out_.trade_of[seller], "product"));
    out_.company.relations.push_back({out_.company.employees[seller].id,
                                      customer.id,
                                      name.surname + title + "-" + topic,
                                      founded_ - static_cast<TimeMs>(rng_.Below(400)) * kDayMs,
                                      static_cast<int>(rng_.Between(1, 4)),
                                      {},
                                      {std::to_string(kFirstNumber + out_.company.customers.size() + 1)}});
  }

  void AddCustomerGroup(std::size_t number) {
    const SimRelation first = rng_.Pick(out_.company.relations);
    SimGroup group{PlatformId("wr", rng_), "", first.employee, false, founded_, {first.employee}, {}};
    const std::size_t owner = IndexOf(first.employee);
    group.name = std::string(rng_.Pick(std::array{"福利通知群", "老客户交流群", "服务群", "新品体验群"})) +
                 std::to_string(number + 1);
    group.name = SlotWords(out_.trade_of[owner], "unit").front().substr(0, 6) + group.name;
    for (std::size_t i = 0; i < 2; ++i) Join(group.employees, out_.company.employees[rng_.Pick(out_.mates[owner])].id);
    for (std::size_t i = 0; i < 18; ++i) Join(group.customers, rng_.Pick(out_.company.customers).id);
    out_.company.groups.push_back(std::move(group));
  }

  void AddInternalGroup(std::size_t number) {
    const std::size_t owner = rng_.Below(out_.company.employees.size());
    SimGroup group{PlatformId("wr", rng_),
                   "",
                   out_.company.employees[owner].id,
                   true,
                   founded_,
                   {out_.company.employees[owner].id},
                   {}};
    group.name = std::string(rng_.Pick(std::array{"日报群", "业绩冲刺群", "部门通知群", "项目协同群"})) +
                 std::to_string(number + 1);
    for (std::size_t i = 0; i < 6; ++i) Join(group.employees, out_.company.employees[rng_.Pick(out_.mates[owner])].id);
    out_.company.groups.push_back(std::move(group));
  }

  static void Join(std::vector<std::string>& members, const std::string& id) {
    if (std::find(members.begin(), members.end(), id) == members.end()) members.push_back(id);
  }

  std::size_t IndexOf(const std::string& id) const {
    const auto& people = out_.company.employees;
    return static_cast<std::size_t>(
        std::find_if(people.begin(), people.end(), [&](const SimEmployee& e) { return e.id == id; }) - people.begin());
  }

  Rng rng_;
  const TimeMs founded_;
  GeneratedCompany out_;
  std::vector<std::pair<std::int64_t, std::string>> teams_;
  std::vector<std::int64_t> offices_;
  std::set<std::string> ids_;
  std::set<std::int64_t> led_;
};

}  // namespace

GeneratedCompany GenerateCompany(std::uint64_t seed, std::size_t employees, std::size_t customers, TimeMs founded) {
  return Builder(seed, founded).Build(std::max<std::size_t>(employees, 20), std::max<std::size_t>(customers, 60));
}

}  // namespace custos::wecom_sim
