// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/json_fields.h"

namespace custos::phone {

inline constexpr std::size_t kMaxLine = 256 * 1024;  ///< of one record
inline constexpr std::size_t kMaxRecords = 500;      ///< of one batch

/// A clock that is off by less is taken as right.
inline constexpr TimeMs kSkewThatCounts = 60'000;

/// Whose records these are, and how the device's clock stood when it sent them.
struct DeviceContext {
  std::string source;    ///< of the messages
  std::string device;    ///< id
  std::string employee;  ///< id in the directory
  TimeMs now = 0;        ///< our clock
  TimeMs skew_ms = 0;    ///< the device's clock minus ours
};

/// The first line of a batch.
struct BatchHead {
  TimeMs at = 0;              ///< by the device's clock, when it sent the batch
  std::uint64_t pending = 0;  ///< records that still wait on the device after this batch
  std::string app_version;
  RecordProblem problem;
};

BatchHead ParseHead(std::string_view line);

/// One record of the device's log.
struct ParsedRecord : RecordResult {
  std::uint64_t seq = 0;  ///< its number; 0 when it cannot be read
};

/// One line of a batch as docs/connectors/work-phone.md and record.schema.json describe it. Pure. `sent_at` is the time
/// of the record corrected by the skew where that counts; the device's own time then stands in `detail.device_time`.
ParsedRecord ParseRecord(const DeviceContext& context, std::string_view line);

/// The permanent key of a record.
std::string KeyOf(const std::string& device, std::uint64_t seq);
/// The key under which a line that is not taken is kept.
std::string ParkedKey(const DeviceContext& context, const ParsedRecord& record, std::string_view line);

/// Numbers first to last of the device's log never arrived. Found by us.
Message GapFound(const DeviceContext& context, std::uint64_t first, std::uint64_t last);
/// The device was last heard of at `last_seen`, longer ago than is allowed. Found by us.
Message SilenceFound(const DeviceContext& context, TimeMs last_seen);

/// A telephone number as the directory knows it: digits of E.164 without the plus where the number says its country or
/// is a Chinese mobile number, else what is dialled without spaces and hyphens.
std::string PlainNumber(std::string_view number);

}  // namespace custos::phone
