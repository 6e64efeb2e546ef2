// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/platform_reader.h"
#include "connectors/wecom/rate_limit.h"
#include "connectors/wecom/staff_index.h"
#include "connectors/wecom/wecom.h"
#include "core/directory.h"
#include "core/message.h"

namespace custos::wecom {

/// Keeps the names of one company fresh: the whole directory on a schedule, single groups and customers when a message
/// mentions one that is not known. Run on a thread of its own, Saw from any.
class DirectoryReader {
 public:
  DirectoryReader(const WecomSettings& settings, std::string source, const Clock& clock, StaffIndex& staff);

  void Run(DirectorySink& sink, const std::stop_token& stop);

  /// Notes the groups and customers of these messages, to look up those that nobody knows.
  void Saw(const std::vector<Message>& messages);

 private:
  enum class What { kCustomer, kCustomerGroup, kInternalGroup };

  void ReadAll(DirectorySink& sink, const std::stop_token& stop);
  void ReadStaff(DirectorySnapshot& into, const std::stop_token& stop);
  void ReadCustomers(DirectorySink& sink, const std::stop_token& stop);
  void ReadGroups(DirectorySink& sink, const std::stop_token& stop);
  void LookUp(DirectorySink& sink, const std::stop_token& stop);
  void LookUpOne(const std::string& id, What what, DirectorySnapshot& into, const std::stop_token& stop);
  Result<Group> ReadGroup(const std::string& id, What what, const std::stop_token& stop);
  void Want(const std::string& id, What what);
  void Know(const std::string& id);
  DirectorySnapshot NewSnapshot() const;

  const WecomSettings& settings_;
  const std::string source_;
  const Clock& clock_;
  StaffIndex& staff_;
  const bool has_contacts_;
  ApiClient archive_;
  ApiClient contacts_;
  PlatformReader reader_;
  RateLimit rate_;
  std::mutex mutex_;
  std::unordered_set<std::string> known_;  ///< asked for, answered or not; forgotten at each full reading
  std::unordered_map<std::string, What> wanted_;
};

}  // namespace custos::wecom
