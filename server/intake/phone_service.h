// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/connector.h"
#include "connectors/phone/parser.h"
#include "core/clock.h"
#include "core/result.h"
#include "server/intake/line_batch.h"
#include "storage/device_store.h"
#include "storage/push_source_store.h"

namespace custos::server::intake {

struct PhoneSettings {
  TimeMs silent_after_ms = 24LL * 3'600'000;  ///< a device unheard of for longer is told of
  TimeMs code_life_ms = 24LL * 3'600'000;     ///< of a one-time enrolment code
};

/// A device and the one-time code with which it enrols: the only moment the code is known.
struct Invitation {
  storage::Device device;
  std::string code;
};

/// A device and its credential: the only moment it is known.
struct Enrolment {
  storage::Device device;
  std::string secret;
};

/// What became of a batch.
struct BatchAnswer {
  std::vector<LineAnswer> lines;  ///< of its records; `line` 1 is the head
  TimeMs now = 0;
  TimeMs skew_ms = 0;
  std::uint64_t last_seq = 0;  ///< highest number of the device's log that is committed
  std::vector<storage::DeviceGap> gaps;
};

/// Work phones: invited by an administrator, enrolled by a one-time code, sending batches of their log. Thread-safe;
/// batches of one device are taken one after the other.
class PhoneService {
 public:
  PhoneService(storage::DeviceStore& devices, storage::PushSourceStore& sources, IntakeSink& sink, const Clock& clock,
               PhoneSettings settings = {})
      : devices_(devices), sources_(sources), sink_(sink), clock_(clock), settings_(settings) {}

  /// A new device that this employee will carry.
  Result<Invitation> Invite(const std::string& employee_source, const std::string& employee_id,
                            const std::string& label);
  /// A new code for a device that has sent nothing yet. Returns the code.
  Result<std::string> InviteAgain(const std::string& id);
  /// A new phone in the place of one that is not revoked, for the same employee. Errors as DeviceStore::Replace.
  Result<Invitation> Replace(const std::string& id, const std::string& label);
  /// nullopt: the code is unknown, used or expired.
  Result<std::optional<Enrolment>> Enrol(const std::string& code, const std::string& model,
                                         const std::string& app_version);
  Result<std::vector<storage::Device>> List() { return devices_.List(); }
  Status Revoke(const std::string& id) { return devices_.Revoke(id, clock_.Now()); }

  /// The enrolled device behind a credential; nullopt when there is none.
  Result<std::optional<storage::Device>> FindBySecret(const std::string& secret);

  /// Takes a batch: its head, then one record a line. Everything is committed on return, and so is the message about
  /// numbers that were skipped. kInvalid `batch.head`, `batch.too_many_records`; kUnavailable as Deliver.
  Result<BatchAnswer> Take(const std::string& device_id, const std::string& secret, std::string_view body);

  /// Tells of devices that went silent, each silence once. To be called every minute. How many.
  Result<std::uint64_t> TellSilence();

  const PhoneSettings& settings() const { return settings_; }

 private:
  static constexpr std::size_t kTurns = 64;

  Result<std::string> MakeSource(const std::string& employee_source);

  storage::DeviceStore& devices_;
  storage::PushSourceStore& sources_;
  IntakeSink& sink_;
  const Clock& clock_;
  const PhoneSettings settings_;
  std::array<std::mutex, kTurns> turns_;  // by device
};

}  // namespace custos::server::intake
