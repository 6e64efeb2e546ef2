// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/staff_index.h"
#include "core/directory.h"
#include "core/result.h"

namespace custos::wecom {

/// An employee who has a customer as a contact.
struct Follower {
  std::string employee;
  TimeMs added_at = 0;
  int add_way = 0;  ///< wecom.md 5.3
};

/// The lists of the platform that the directory is made of (wecom.md 5.2, 5.3, 5.6), one call of ours per list, pages
/// followed to their end. `contacts` may read the address book and customers, `archive` has the archive's secret.
/// Any thread.
class PlatformReader {
 public:
  PlatformReader(ApiClient& contacts, ApiClient& archive, const StaffIndex& staff)
      : contacts_(contacts), archive_(archive), staff_(staff) {}

  Result<std::vector<Department>> Departments(const std::stop_token& stop);

  /// Everybody in `departments`, each person once.
  Result<std::vector<Employee>> Employees(const std::vector<Department>& departments, const std::stop_token& stop);

  /// Userids with an archive seat, and userids that may have customers.
  Result<std::vector<std::string>> Seats(const std::stop_token& stop);
  Result<std::vector<std::string>> FollowUsers(const std::stop_token& stop);

  /// Customers of at most 100 employees, added to `into`.
  Status Customers(std::span<const std::string> userids, DirectorySnapshot& into, const std::stop_token& stop);
  /// Who added the customer, and with which tags, is added to `into`.
  Result<Customer> OneCustomer(const std::string& id, DirectorySnapshot& into, const std::stop_token& stop);
  /// The customers of one employee; none for somebody without any.
  Result<std::vector<std::string>> ContactsOf(const std::string& employee, const std::stop_token& stop);
  /// Everybody who has the customer; nobody for one whom the company does not have any more.
  Result<std::vector<Follower>> FollowersOf(const std::string& customer, const std::stop_token& stop);
  /// All tags that the company has for its customers.
  Result<std::vector<CustomerTag>> CustomerTags(const std::stop_token& stop);

  Result<std::vector<std::string>> CustomerGroupIds(const std::stop_token& stop);
  Result<Group> CustomerGroup(const std::string& id, const std::stop_token& stop);
  Result<Group> InternalGroup(const std::string& id, const std::stop_token& stop);

 private:
  ApiClient& contacts_;
  ApiClient& archive_;
  const StaffIndex& staff_;
};

}  // namespace custos::wecom
