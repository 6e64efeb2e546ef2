// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/device_store.h"
#include "storage/postgres/pool.h"

namespace custos::storage {

/// Work phones in the database.
class PostgresDeviceStore final : public DeviceStore {
 public:
  explicit PostgresDeviceStore(db::Pool& pool) : pool_(pool) {}

  Status Invite(const Device& device, const std::string& code_hash) override;
  Status InviteAgain(const std::string& id, const std::string& code_hash, TimeMs expires_at) override;
  Result<std::optional<Device>> Enrol(const std::string& code_hash, const std::string& secret_hash,
                                      const std::string& model, const std::string& app_version, TimeMs now) override;
  Result<std::optional<Device>> FindBySecret(const std::string& secret_hash) override;
  Result<std::vector<Device>> List() override;
  Result<std::vector<Device>> Of(const std::string& employee_source, const std::string& employee_id) override;
  Result<Device> Replace(const std::string& old_id, const Device& next, const std::string& code_hash) override;
  Status Revoke(const std::string& id, TimeMs now) override;
  Status Advance(const std::string& id, const DeviceProgress& progress) override;
  Result<std::vector<Device>> Silent(TimeMs before) override;
  Status MarkSilent(const std::string& id, TimeMs last_seen_at) override;

 private:
  db::Pool& pool_;
};

}  // namespace custos::storage
