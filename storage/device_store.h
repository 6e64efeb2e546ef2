// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Values are stored; never renumber.
enum class DeviceState : std::uint8_t { kInvited = 0, kEnrolled = 1, kRevoked = 2 };

/// Numbers of a device's log that were skipped and have not come since.
struct DeviceGap {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  TimeMs found_at = 0;

  bool operator==(const DeviceGap&) const = default;
};

/// A work phone. Times are 0 when the thing never happened.
struct Device {
  std::string id;               ///< 32 hex digits
  std::string source;           ///< of its messages
  std::string employee_source;  ///< who carries it
  std::string employee_id;
  std::string label;
  DeviceState state = DeviceState::kInvited;
  TimeMs code_expires_at = 0;
  std::string model;
  std::string app_version;
  TimeMs created_at = 0;
  TimeMs enrolled_at = 0;
  TimeMs revoked_at = 0;
  TimeMs last_seen_at = 0;
  TimeMs skew_ms = 0;          ///< its clock minus ours when it was last seen
  std::uint64_t last_seq = 0;  ///< highest number of its log that was committed
  std::uint64_t pending = 0;   ///< that it says wait on the device
  TimeMs silent_since = 0;     ///< last_seen_at of the silence that was told
  std::vector<DeviceGap> gaps;
  std::string replaces = {};  ///< id of the phone whose place it took; empty: of none
};

/// What a batch that was committed says of its device.
struct DeviceProgress {
  TimeMs seen_at = 0;
  TimeMs skew_ms = 0;
  std::uint64_t pending = 0;
  std::string app_version;          ///< empty leaves it alone
  std::vector<std::uint64_t> seqs;  ///< numbers that came, in any order
};

/// What is missing after `seqs` came to a log that was known up to `last_seq` with these gaps; raises `last_seq`.
/// At most 1,000 gaps are told apart: the oldest are joined.
std::vector<DeviceGap> GapsAfter(std::vector<DeviceGap> gaps, std::uint64_t* last_seq, std::vector<std::uint64_t> seqs,
                                 TimeMs now);

/// Work phones with their credentials, of which only hashes are kept. Thread-safe.
class DeviceStore {
 public:
  virtual ~DeviceStore() = default;

  /// A device that may enrol with the code until it expires.
  virtual Status Invite(const Device& device, const std::string& code_hash) = 0;
  /// A new code for a device that never sent anything; what it had before no longer works. kNotFound
  /// `device.not_found`, kConflict `device.in_use`.
  virtual Status InviteAgain(const std::string& id, const std::string& code_hash, TimeMs expires_at) = 0;
  /// Uses up a code: nullopt when it is unknown, used or expired.
  virtual Result<std::optional<Device>> Enrol(const std::string& code_hash, const std::string& secret_hash,
                                              const std::string& model, const std::string& app_version, TimeMs now) = 0;
  /// An enrolled device by the hash of its credential, with its gaps.
  virtual Result<std::optional<Device>> FindBySecret(const std::string& secret_hash) = 0;
  /// Every device, newest first, with its gaps; at most 10,000.
  virtual Result<std::vector<Device>> List() = 0;
  /// The phones of an employee, newest first, with their gaps.
  virtual Result<std::vector<Device>> Of(const std::string& employee_source, const std::string& employee_id) = 0;
  /// In one step the old phone's credential no longer works, and `next` may enrol with the code in its place, for the
  /// same employee. Of `next` count its id, label (empty: the old one's) and times. kNotFound `device.not_found`,
  /// kConflict `device.revoked`.
  virtual Result<Device> Replace(const std::string& old_id, const Device& next, const std::string& code_hash) = 0;
  /// Its credential no longer works. kNotFound `device.not_found`.
  virtual Status Revoke(const std::string& id, TimeMs now) = 0;

  virtual Status Advance(const std::string& id, const DeviceProgress& progress) = 0;
  /// Enrolled devices last seen before `before` whose silence was not told yet.
  virtual Result<std::vector<Device>> Silent(TimeMs before) = 0;
  virtual Status MarkSilent(const std::string& id, TimeMs last_seen_at) = 0;
};

}  // namespace custos::storage
