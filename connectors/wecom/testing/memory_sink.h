// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/connector.h"
#include "core/directory.h"

namespace custos::wecom {

/// Keeps what a connector hands over. Read the fields only while the connector rests.
class MemorySink final : public IntakeSink {
 public:
  bool Submit(Intake intake) override {
    const std::scoped_lock lock(mutex_);
    for (const Message& message : intake.messages) messages.push_back(message);
    for (const ParkedMessage& one : intake.parked) parked.push_back(one);
    intakes.push_back(std::move(intake));
    changed_.notify_all();
    return !refuses;
  }

  Offered Offer(Intake intake, std::chrono::milliseconds) override {
    return Submit(std::move(intake)) ? Offered::kTaken : Offered::kStopping;
  }

  /// Waits until `count` messages and parked ones came in all.
  bool Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return messages.size() + parked.size() >= count; });
  }

  std::vector<Intake> intakes;
  std::vector<Message> messages;
  std::vector<ParkedMessage> parked;
  bool refuses = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

class MemoryWriter final : public MediaWriter {
 public:
  Status Write(std::string_view chunk) override {
    bytes.append(chunk);
    return {};
  }
  std::string bytes;
};

/// Keeps directory snapshots joined together.
class MemoryDirectory final : public DirectorySink {
 public:
  void Update(DirectorySnapshot snapshot) override {
    const std::scoped_lock lock(mutex_);
    if (snapshot.departments) departments = *snapshot.departments;
    if (snapshot.employees) employees = *snapshot.employees;
    customers.insert(customers.end(), snapshot.customers.begin(), snapshot.customers.end());
    relations.insert(relations.end(), snapshot.relations.begin(), snapshot.relations.end());
    tags.insert(tags.end(), snapshot.customer_tags.begin(), snapshot.customer_tags.end());
    groups.insert(groups.end(), snapshot.groups.begin(), snapshot.groups.end());
    changed_.notify_all();
  }

  template <class Holds>
  bool Await(const Holds& holds) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), holds);
  }

  std::vector<Department> departments;
  std::vector<Employee> employees;
  std::vector<Customer> customers;
  std::vector<FollowRelation> relations;
  std::vector<CustomerTag> tags;
  std::vector<Group> groups;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace custos::wecom
