// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace custos::testing {

/// What an archive holds, read from an offline copy of its evidence and nothing else.
struct ArchiveFacts {
  std::map<std::string, std::uint64_t> messages;  ///< key of each message leaf → how many leaves carry it
  std::set<std::string> alerts;  ///< message key, category, severity, rules and spans, as one line each
  std::uint64_t alert_leaves = 0;
  std::uint64_t leaves = 0;
};

/// Throws std::runtime_error when the copy cannot be read.
ArchiveFacts ReadFacts(const std::filesystem::path& offline_copy);

}  // namespace custos::testing
