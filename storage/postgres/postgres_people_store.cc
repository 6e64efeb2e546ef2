// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_people_store.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace custos::storage {
namespace {

constexpr std::size_t kPage = 20'000;

constexpr char kRevision[] = "SELECT revision FROM people_revision";
constexpr char kBorrowers[] = "SELECT source_id, directory_id FROM source WHERE directory_id IS NOT NULL";
constexpr char kDepartments[] = "SELECT source_id, id, parent_id, name FROM department";
constexpr char kTags[] = "SELECT source_id, id, name FROM customer_tag";
constexpr char kEmployees[] =
    "SELECT source_id, id, departments FROM employee WHERE (source_id, id) > ($1::int, $2::text)"
    " ORDER BY source_id, id LIMIT 20000";
constexpr char kTagged[] =
    "SELECT source_id, customer_id, employee_id, array_to_string(tags, chr(10)) FROM follow_relation"
    " WHERE tags <> '{}' AND (source_id, customer_id, employee_id) > ($1::int, $2::text, $3::text)"
    " ORDER BY source_id, customer_id, employee_id LIMIT 20000";

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

Result<std::uint64_t> PostgresPeopleStore::Revision() {
  return db::Guard([&] { return pool_.Acquire()->Query(kRevision).Id(0, 0); });
}

Status PostgresPeopleStore::Read(PeopleVisitor& visitor) {
  return db::Guard([&] {
    auto lease = pool_.Acquire();
    const auto source = [&](const db::Rows& rows, std::size_t i) {
      return sources_.NameOf(*lease, static_cast<int>(rows.Int(i, 0)));
    };
    const db::Rows borrowers = lease->Query(kBorrowers);
    for (std::size_t i = 0; i < borrowers.size(); ++i) {
      visitor.OnBorrower(source(borrowers, i), sources_.NameOf(*lease, static_cast<int>(borrowers.Int(i, 1))));
    }
    const db::Rows departments = lease->Query(kDepartments);
    for (std::size_t i = 0; i < departments.size(); ++i) {
      visitor.OnDepartment(source(departments, i),
                           {departments.Int(i, 1), departments.Int(i, 2), departments.Text(i, 3)});
    }
    const db::Rows tags = lease->Query(kTags);
    for (std::size_t i = 0; i < tags.size(); ++i) visitor.OnTag(source(tags, i), {tags.Text(i, 1), tags.Text(i, 2)});

    std::int64_t last_source = -1;
    std::string last_person;
    for (bool more = true; more;) {
      const db::Rows rows = lease->Query(kEmployees, db::Params().Int(last_source).Text(last_person));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        visitor.OnEmployee(source(rows, i), rows.Text(i, 1), rows.IntArray(i, 2));
      }
      more = rows.size() == kPage;
      if (more) last_source = rows.Int(kPage - 1, 0), last_person = rows.Text(kPage - 1, 1);
    }
    ReadTagged(*lease, visitor);
  });
}

void PostgresPeopleStore::ReadTagged(db::Connection& connection, PeopleVisitor& visitor) {
  std::int64_t last_source = -1;
  std::string last_customer, last_employee;
  std::vector<std::string> tags;  // of the last customer
  const auto tell = [&] {
    if (!tags.empty()) {
      visitor.OnTagged(sources_.NameOf(connection, static_cast<int>(last_source)), last_customer, tags);
    }
    tags.clear();
  };
  for (bool more = true; more;) {
    const db::Rows rows =
        connection.Query(kTagged, db::Params().Int(last_source).Text(last_customer).Text(last_employee));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.Int(i, 0) != last_source || rows.View(i, 1) != last_customer) tell();
      last_source = rows.Int(i, 0);
      last_customer = rows.Text(i, 1);
      last_employee = rows.Text(i, 2);
      for (std::string& tag : Lines(rows.View(i, 3))) tags.push_back(std::move(tag));
    }
    more = rows.size() == kPage;
  }
  tell();
}

}  // namespace custos::storage
