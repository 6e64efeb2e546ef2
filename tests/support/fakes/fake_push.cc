// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_push.h"

#include <utility>

namespace custos::testing {

using storage::Device;
using storage::DeviceState;
using storage::PushSource;

Status FakeDeviceStore::Invite(const Device& device, const std::string& code_hash) {
  const std::scoped_lock lock(mutex_);
  devices_[device.id] = device;
  codes_[code_hash] = device.id;
  return {};
}

Status FakeDeviceStore::InviteAgain(const std::string& id, const std::string& code_hash, TimeMs expires_at) {
  const std::scoped_lock lock(mutex_);
  const auto found = devices_.find(id);
  if (found == devices_.end()) return Error{ErrorKind::kNotFound, "device.not_found", ""};
  if (found->second.last_seq != 0 || found->second.state == DeviceState::kRevoked) {
    return Error{ErrorKind::kConflict, "device.in_use", ""};
  }
  std::erase_if(codes_, [&](const auto& code) { return code.second == id; });
  std::erase_if(secrets_, [&](const auto& secret) { return secret.second == id; });
  codes_[code_hash] = id;
  found->second.state = DeviceState::kInvited;
  found->second.code_expires_at = expires_at;
  return {};
}

Result<std::optional<Device>> FakeDeviceStore::Enrol(const std::string& code_hash, const std::string& secret_hash,
                                                     const std::string& model, const std::string& app_version,
                                                     TimeMs now) {
  const std::scoped_lock lock(mutex_);
  const auto code = codes_.find(code_hash);
  if (code == codes_.end()) return std::optional<Device>();
  Device& device = devices_[code->second];
  if (device.code_expires_at <= now) return std::optional<Device>();
  codes_.erase(code);
  secrets_[secret_hash] = device.id;
  device.state = DeviceState::kEnrolled;
  device.model = model;
  device.app_version = app_version;
  device.enrolled_at = device.last_seen_at = now;
  return std::optional(device);
}

Result<std::optional<Device>> FakeDeviceStore::FindBySecret(const std::string& secret_hash) {
  const std::scoped_lock lock(mutex_);
  const auto found = secrets_.find(secret_hash);
  return found == secrets_.end() ? std::optional<Device>() : std::optional(devices_[found->second]);
}

Result<std::vector<Device>> FakeDeviceStore::List() {
  const std::scoped_lock lock(mutex_);
  std::vector<Device> devices;
  for (const auto& [id, device] : devices_) devices.push_back(device);
  return devices;
}

Result<std::vector<Device>> FakeDeviceStore::Of(const std::string& employee_source, const std::string& employee_id) {
  const std::scoped_lock lock(mutex_);
  std::vector<Device> devices;
  for (const auto& [id, device] : devices_) {
    if (device.employee_source == employee_source && device.employee_id == employee_id) devices.push_back(device);
  }
  return devices;
}

Result<Device> FakeDeviceStore::Replace(const std::string& old_id, const Device& next, const std::string& code_hash) {
  if (const Status revoked = Revoke(old_id, next.created_at); !revoked) return revoked.error();
  Device device = devices_[old_id];
  device.id = next.id;
  device.state = DeviceState::kInvited;
  device.revoked_at = 0;
  device.replaces = old_id;
  if (const Status invited = Invite(device, code_hash); !invited) return invited.error();
  return device;
}

Status FakeDeviceStore::Revoke(const std::string& id, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  const auto found = devices_.find(id);
  if (found == devices_.end()) return Error{ErrorKind::kNotFound, "device.not_found", ""};
  found->second.state = DeviceState::kRevoked;
  found->second.revoked_at = now;
  std::erase_if(secrets_, [&](const auto& secret) { return secret.second == id; });
  return {};
}

Status FakeDeviceStore::Advance(const std::string& id, const storage::DeviceProgress& progress) {
  const std::scoped_lock lock(mutex_);
  Device& device = devices_[id];
  device.gaps = storage::GapsAfter(device.gaps, &device.last_seq, progress.seqs, progress.seen_at);
  device.last_seen_at = progress.seen_at;
  device.skew_ms = progress.skew_ms;
  device.pending = progress.pending;
  return {};
}

Result<std::vector<Device>> FakeDeviceStore::Silent(TimeMs before) {
  const std::scoped_lock lock(mutex_);
  std::vector<Device> silent;
  for (const auto& [id, device] : devices_) {
    const bool told = device.silent_since == device.last_seen_at;
    if (device.state == DeviceState::kEnrolled && device.last_seen_at < before && !told) silent.push_back(device);
  }
  return silent;
}

Status FakeDeviceStore::MarkSilent(const std::string& id, TimeMs last_seen_at) {
  const std::scoped_lock lock(mutex_);
  devices_[id].silent_since = last_seen_at;
  return {};
}

Status FakePushSources::Create(const PushSource& source) {
  const std::scoped_lock lock(mutex_);
  if (!sources_.emplace(source.name, source).second) return Error{ErrorKind::kConflict, "source.exists", ""};
  return {};
}

Status FakePushSources::Ensure(const PushSource& source) {
  const std::scoped_lock lock(mutex_);
  sources_.emplace(source.name, source);
  return {};
}

Result<std::vector<PushSource>> FakePushSources::List() {
  const std::scoped_lock lock(mutex_);
  std::vector<PushSource> sources;
  for (const auto& [name, source] : sources_) sources.push_back(source);
  return sources;
}

Result<std::optional<PushSource>> FakePushSources::FindByToken(const std::string& token_hash, TimeMs) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, hash] : tokens_) {
    if (hash == token_hash && sources_[name].enabled) return std::optional(sources_[name]);
  }
  return std::optional<PushSource>();
}

Status FakePushSources::SetToken(const std::string& name, const std::string& token_hash, const std::string& prefix) {
  const std::scoped_lock lock(mutex_);
  const auto found = sources_.find(name);
  if (found == sources_.end()) return Error{ErrorKind::kNotFound, "source.not_found", ""};
  found->second.token_prefix = prefix;
  tokens_[name] = token_hash;
  return {};
}

Status FakePushSources::SetEnabled(const std::string& name, bool enabled) {
  const std::scoped_lock lock(mutex_);
  const auto found = sources_.find(name);
  if (found == sources_.end()) return Error{ErrorKind::kNotFound, "source.not_found", ""};
  found->second.enabled = enabled;
  return {};
}

Offered FakeSink::Offer(Intake intake, std::chrono::milliseconds) {
  IntakeReceipt receipt{.committed = true, .messages = {}};
  {
    const std::scoped_lock lock(mutex_);
    if (full) return Offered::kFull;
    for (Message& message : intake.messages) {
      const bool fresh = known_.emplace(message.source + '\0' + message.key, true).second;
      receipt.messages.push_back(fresh ? Taken::kStored : Taken::kDuplicate);
      if (fresh) messages.push_back(std::move(message));
    }
    for (ParkedMessage& one : intake.parked) parked.push_back(std::move(one));
  }
  if (intake.settled) intake.settled(receipt);
  return Offered::kTaken;
}

}  // namespace custos::testing
