// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "storage/device_store.h"
#include "storage/push_source_store.h"

namespace custos::testing {

/// Work phones in memory.
class FakeDeviceStore final : public storage::DeviceStore {
 public:
  Status Invite(const storage::Device& device, const std::string& code_hash) override;
  Status InviteAgain(const std::string& id, const std::string& code_hash, TimeMs expires_at) override;
  Result<std::optional<storage::Device>> Enrol(const std::string& code_hash, const std::string& secret_hash,
                                               const std::string& model, const std::string& app_version,
                                               TimeMs now) override;
  Result<std::optional<storage::Device>> FindBySecret(const std::string& secret_hash) override;
  Result<std::vector<storage::Device>> List() override;
  Result<std::vector<storage::Device>> Of(const std::string& employee_source, const std::string& employee_id) override;
  Result<storage::Device> Replace(const std::string& old_id, const storage::Device& next,
                                  const std::string& code_hash) override;
  Status Revoke(const std::string& id, TimeMs now) override;
  Status Advance(const std::string& id, const storage::DeviceProgress& progress) override;
  Result<std::vector<storage::Device>> Silent(TimeMs before) override;
  Status MarkSilent(const std::string& id, TimeMs last_seen_at) override;

 private:
  std::mutex mutex_;
  std::map<std::string, storage::Device> devices_;
  std::map<std::string, std::string> codes_;    // hash to id
  std::map<std::string, std::string> secrets_;  // hash to id
};

/// Sources in memory.
class FakePushSources final : public storage::PushSourceStore {
 public:
  Status Create(const storage::PushSource& source) override;
  Status Ensure(const storage::PushSource& source) override;
  Result<std::vector<storage::PushSource>> List() override;
  Result<std::optional<storage::PushSource>> FindByToken(const std::string& token_hash, TimeMs now) override;
  Status SetToken(const std::string& name, const std::string& token_hash, const std::string& prefix) override;
  Status SetEnabled(const std::string& name, bool enabled) override;

 private:
  std::mutex mutex_;
  std::map<std::string, storage::PushSource> sources_;
  std::map<std::string, std::string> tokens_;  // name to hash
};

/// Takes everything, knows keys again, and can be full.
class FakeSink final : public IntakeSink {
 public:
  bool Submit(Intake intake) override { return Offer(std::move(intake), {}) == Offered::kTaken; }
  Offered Offer(Intake intake, std::chrono::milliseconds patience) override;

  bool full = false;
  std::vector<Message> messages;
  std::vector<ParkedMessage> parked;

 private:
  std::mutex mutex_;
  std::map<std::string, bool> known_;
};

}  // namespace custos::testing
