// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/test_storage.h"

namespace custos::storage::test {

/// A company whose customers are written down as they come.
class CompanyFixture : public Fixture {
 public:
  CompanyFixture() {
    DirectorySnapshot people = Snapshot();
    people.departments = {{1, 0, "公司"}};
    people.employees = {{.id = "zhang", .name = "张三", .departments = {1}, .main_department = 1},
                        {.id = "li", .name = "李四", .departments = {1}, .main_department = 1}};
    Tell(people);
  }

  CustomerStore& customers() { return storage().customers(); }
  DirectorySnapshot Snapshot(const std::string& source = kSource) {
    DirectorySnapshot snapshot;
    snapshot.source = source;
    snapshot.taken_at = clock().Now();
    return snapshot;
  }
  void Tell(const DirectorySnapshot& snapshot) {
    if (!storage().directory().Apply(snapshot)) throw std::runtime_error("the directory was refused");
  }
  /// An employee has a contact, with what he noted.
  void Contact(const std::string& employee, const std::string& id, const std::string& name,
               const std::string& unionid = {}, const std::vector<std::string>& mobiles = {},
               const std::string& remark = {}, const std::string& source = kSource) {
    DirectorySnapshot snapshot = Snapshot(source);
    snapshot.customers = {{.id = id, .name = name, .unionid = unionid}};
    snapshot.relations = {{.employee_id = employee,
                           .customer_id = id,
                           .remark = remark,
                           .added_at = 1'758'000'000'000,
                           .mobiles = mobiles,
                           .add_way = 1}};
    Tell(snapshot);
  }
  void Follow() {
    while (true) {
      const auto done = customers().Follow();
      if (!done) throw std::runtime_error(done.error().code + ": " + done.error().message);
      if (*done == 0) return;
    }
  }
  std::vector<CustomerSummary> Listed(const CustomerFilter& filter = {}, const Scope& scope = Scope::All()) {
    const auto page = customers().List(scope, filter);
    if (!page) throw std::runtime_error(page.error().code + ": " + page.error().message);
    return page->items;
  }
  std::uint64_t IdOf(const std::string& party, const std::string& source = kSource) {
    return *customers().Find(Scope::All(), source, party);
  }
  CustomerView View(std::uint64_t id, const Scope& scope = Scope::All()) {
    const auto view = customers().Get(scope, id);
    if (!view) throw std::runtime_error(view.error().code + ": " + view.error().message);
    return *view;
  }
  static Scope Own(const std::string& employee) {
    Scope scope;
    scope.kind = Scope::Kind::kOwn;
    scope.employees = {{kSource, employee}};
    return scope;
  }
};

/// A contact event between the two.
inline Message EventMessage(std::uint64_t seq, const std::string& type, const std::string& employee,
                            const std::string& customer, const std::string& detail = "{}") {
  Message m = ChatMessage(seq, "", employee, customer);
  m.channel = Channel::kEvent;
  m.type = type;
  m.detail = detail;
  return m;
}

/// A text message or call of a work phone with a number.
inline Message LineMessage(std::uint64_t seq, Channel channel, const std::string& employee, const std::string& number) {
  Message m = ChatMessage(seq, channel == Channel::kSms ? "您好，明天上午见" : "", employee, number);
  m.channel = channel;
  m.type = channel == Channel::kSms ? "sms" : "call";
  m.detail = "{\"direction\":\"outbound\",\"number\":\"" + number + "\"}";
  return m;
}

}  // namespace custos::storage::test
