// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"

namespace custos::phone_sim {

/// What the device must not forget, as files of one folder: its credential, its log (one record a line, the line number
/// is the record's number), how far the server has it, and files still to be sent. A record counts once its line is
/// whole and on disk; a torn last line is cut off at the next start. One process, one thread.
class DeviceLog {
 public:
  static Result<DeviceLog> Open(const std::filesystem::path& folder);

  const std::string& url() const { return url_; }
  const std::string& device() const { return device_; }
  const std::string& secret() const { return secret_; }
  bool enrolled() const { return !secret_.empty(); }
  Status Enrolled(const std::string& url, const std::string& device, const std::string& secret);

  /// Number of the newest record, 0 when there is none.
  std::uint64_t last_seq() const { return lines_.size(); }
  std::uint64_t acknowledged() const { return acknowledged_; }
  /// Adds records, whole on return.
  Status Append(const std::vector<std::string>& lines);
  /// Records after the acknowledged one, at most `count`.
  std::vector<std::string> Waiting(std::size_t count) const;
  Status Acknowledge(std::uint64_t seq);

  /// Keeps a file until it was sent; returns its SHA-256 in hex.
  Result<std::string> KeepFile(const std::string& bytes);
  /// SHA-256 and path of the files that are still here.
  std::vector<std::pair<std::string, std::filesystem::path>> Files() const;

 private:
  explicit DeviceLog(std::filesystem::path folder) : folder_(std::move(folder)) {}
  Status Save() const;

  std::filesystem::path folder_;
  std::string url_;
  std::string device_;
  std::string secret_;
  std::uint64_t acknowledged_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace custos::phone_sim
