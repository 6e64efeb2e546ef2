// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace custos::storage {

struct ClusterSettings {
  std::string socket_dir;
  std::uint64_t memory_bytes = 0;  ///< of the machine, or the share of it that the database may plan with
  unsigned max_connections = 60;
  bool durable = true;        ///< false only for tests that do not look at crashes
  std::string wal_archive{};  ///< folder for finished pieces of the write-ahead log; empty: they are not kept
};

/// The text of postgresql.conf, fitted to the machine's memory.
std::string RenderClusterSettings(const ClusterSettings& settings);

/// Physical memory of this machine, or the limit of its control group where that is lower.
std::uint64_t MachineMemory();

}  // namespace custos::storage
