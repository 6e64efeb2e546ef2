// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/directory.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Writes what a source told of its people, set by set. Rows that did not change are not touched. Inside a transaction.
class DirectoryRows {
 public:
  /// `now` dates the changes that the rows show.
  DirectoryRows(db::Connection& connection, int source_id, TimeMs now)
      : connection_(connection), source_id_(source_id), now_(now) {}

  void ReplaceDepartments(const std::vector<Department>& departments);
  void ReplaceEmployees(const std::vector<Employee>& employees);
  void PutCustomers(const std::vector<Customer>& customers);
  void PutRelations(const std::vector<FollowRelation>& relations);
  void PutTags(const std::vector<CustomerTag>& tags);
  void PutGroups(const std::vector<Group>& groups);
  /// Tells who keeps what rules may ask about people that it is no longer so. After the others, when it is so.
  void CountChange();

 private:
  void Changed(const db::Rows& done);

  db::Connection& connection_;
  const int source_id_;
  const TimeMs now_;
  bool people_changed_ = false;
};

}  // namespace custos::storage
