// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/storage.h"

#include <sys/resource.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/app/bench/fill.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

constexpr std::size_t kMostTexts = 2'000'000;

std::uint64_t PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
}

const char* KindOf(const std::string& table) {
  if (table == "message" || table == "intake_key" || table == "hot_part") return "rows";
  if (table.starts_with("segment") || table == "sealed_recall") return "index";
  if (table == "bundle" || table == "merkle_tile" || table == "checkpoint" || table == "log_head") return "evidence";
  if (table.starts_with("conversation")) return "conversations";
  return "other";
}

}  // namespace

Result<nlohmann::json> BenchStorage(const StorageBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = options.keep.empty() ? scratch.path() / "data" : options.keep;
  wanted.clock = &clock;
  auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  auto texts = BenchTexts(options.corpus, std::min(options.messages, kMostTexts));
  if (!texts) return texts.error();
  const Result<std::uint64_t> originals = FillPlain(**storage, *texts, options.messages);
  if (!originals) return originals.error();
  if (const Status settled = (*storage)->Settle(); !settled) return settled.error();
  const auto sizes = (*storage)->TableSizes();
  if (!sizes) return sizes.error();
  const auto info = (*storage)->GetInfo();
  if (!info) return info.error();

  std::map<std::string, std::uint64_t> by_kind, by_table;
  std::uint64_t tables = 0;
  for (const storage::TableSize& size : *sizes) {
    by_table[size.table] += size.bytes;
    by_kind[KindOf(size.table)] += size.bytes;
    tables += size.bytes;
  }
  const auto messages = static_cast<double>(options.messages);
  nlohmann::json per_message;
  for (const auto& [table, bytes] : by_table) {
    if (bytes > 1'000'000) per_message[table] = static_cast<double>(bytes) / messages;
  }
  return nlohmann::json{{"name", "storage"},
                        {"messages", options.messages},
                        {"original_bytes", *originals},
                        {"original_bytes_per_message", static_cast<double>(*originals) / messages},
                        {"database_bytes", info->size_bytes},
                        {"table_bytes", tables},
                        {"by_kind", by_kind},
                        {"bytes_per_message", static_cast<double>(info->size_bytes) / messages},
                        {"bytes_per_message_by_table", per_message},
                        {"ratio", static_cast<double>(info->size_bytes) / static_cast<double>(*originals)},
                        {"peak_mb", PeakMegabytes()},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
