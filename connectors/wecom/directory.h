// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "connectors/wecom/change_hint.h"
#include "connectors/wecom/company_api.h"
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
  DirectoryReader(const WecomSettings& settings, std::string source, const Clock& clock, StaffIndex& staff,
                  CompanyApi& api);

  void Run(DirectorySink& sink, const std::stop_token& stop);

  /// Notes the groups and customers of these messages, to look up those that nobody knows.
  void Saw(const std::vector<Message>& messages);

  /// Notes what events say has changed, to read just that again; everything when there are too many of them.
  void LookAgain(const std::vector<ChangeHint>& hints);

 private:
  enum class What { kCustomer, kCustomerGroup, kInternalGroup };

  void ReadAll(DirectorySink& sink, const std::stop_token& stop);
  void ReadStaff(DirectorySnapshot& into, const std::stop_token& stop);
  void ReadCustomers(DirectorySink& sink, const std::stop_token& stop);
  void ReadGroups(DirectorySink& sink, const std::stop_token& stop);
  void LookUp(DirectorySink& sink, const std::stop_token& stop);
  void LookUpChanges(DirectorySink& sink, const std::stop_token& stop);
  Status ReadChange(const ChangeHint& hint, DirectorySnapshot& into, const std::stop_token& stop);
  Status ReadOneCustomer(const std::string& id, DirectorySnapshot& into, const std::stop_token& stop);
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
  PlatformReader& reader_;
  RateLimit rate_;
  std::mutex mutex_;
  std::unordered_set<std::string> known_;  ///< asked for, answered or not; forgotten at each full reading
  std::unordered_map<std::string, What> wanted_;
  std::vector<ChangeHint> changes_;
  bool all_changed_ = false;
};

}  // namespace custos::wecom
