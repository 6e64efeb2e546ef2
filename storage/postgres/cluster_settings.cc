// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/cluster_settings.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace custos::storage {
namespace {

constexpr std::uint64_t kMegabyte = 1024 * 1024;

// A string of postgresql.conf: quotes are doubled.
std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::uint64_t ShareInMegabytes(std::uint64_t memory, unsigned divisor, std::uint64_t least, std::uint64_t most) {
  return std::clamp(memory / kMegabyte / divisor, least, most);
}

}  // namespace

std::uint64_t MachineMemory() {
  const std::uint64_t physical =
      static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(sysconf(_SC_PAGE_SIZE));
  std::ifstream group("/sys/fs/cgroup/memory.max");
  std::uint64_t limit = 0;
  if (group >> limit) return std::min(physical, limit);  // "max" is not a number
  return physical;
}

std::string RenderClusterSettings(const ClusterSettings& settings) {
  const std::uint64_t memory = settings.memory_bytes;
  std::ostringstream out;
  out << "# Written by custos at every start. Own settings go into custos.local.conf beside this file.\n"
      << "listen_addresses = ''\n"
      << "unix_socket_directories = '" << settings.socket_dir << "'\n"
      << "unix_socket_permissions = 0700\n"
      << "max_connections = " << settings.max_connections << "\n"
      << "shared_buffers = " << ShareInMegabytes(memory, 8, 48, 8192) << "MB\n"
      << "effective_cache_size = " << ShareInMegabytes(memory, 2, 128, 1 << 20) << "MB\n"
      << "work_mem = " << ShareInMegabytes(memory, 512, 4, 64) << "MB\n"
      << "maintenance_work_mem = " << ShareInMegabytes(memory, 32, 32, 1024) << "MB\n"
      << "max_wal_size = " << ShareInMegabytes(memory, 6, 512, 8192) << "MB\n"
      << "min_wal_size = " << ShareInMegabytes(memory, 48, 80, 1024) << "MB\n"
      << "wal_compression = lz4\n"
      << "wal_buffers = 16MB\n"
      << "checkpoint_timeout = 15min\n"
      << "checkpoint_completion_target = 0.9\n"
      << "random_page_cost = 1.1\n"
      << "jit = off\n"
      << "max_parallel_workers_per_gather = 0\n"  // answers are pages of fifty rows; both cores are busy elsewhere
      << "autovacuum_naptime = 20s\n"
      << "autovacuum_vacuum_cost_limit = 2000\n"
      << "enable_partitionwise_join = on\n"
      << "timezone = 'UTC'\n"
      // A value must not reach the log: no statements, no parameters, no details.
      << "logging_collector = on\n"
      << "log_directory = 'log'\n"
      << "log_filename = 'postgres-%a.log'\n"
      << "log_truncate_on_rotation = on\n"
      << "log_rotation_age = 1d\n"
      << "log_rotation_size = 0\n"
      << "log_error_verbosity = terse\n"
      << "log_min_error_statement = panic\n"
      << "log_min_messages = warning\n"
      << "log_parameter_max_length = 0\n"
      << "log_parameter_max_length_on_error = 0\n";
  if (!settings.wal_archive.empty()) {
    // The module writes to a temporary name, syncs and renames; a minute is the most that a lost disk may cost.
    out << "archive_mode = on\n"
        << "archive_library = 'basic_archive'\n"
        << "basic_archive.archive_directory = " << Quoted(settings.wal_archive) << "\n"
        << "archive_timeout = 60s\n";
  }
  if (!settings.durable) out << "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";
  out << "include_if_exists = 'custos.local.conf'\n";
  return out.str();
}

}  // namespace custos::storage
