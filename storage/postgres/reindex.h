// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "storage/postgres/db.h"
#include "storage/postgres/partitions.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/postgres/sources.h"

namespace custos::storage {

/// Makes every derived table again from the bundles alone, in a schema of its own beside the one in use, and puts the
/// new tables in the place of the old ones in one transaction. Until then everybody works on the old ones; what is
/// committed meanwhile is taken over. An interrupted run is continued by the next. Use once; throws db::Failure.
class Reindexer {
 public:
  Reindexer(const std::string& conninfo, Sources& sources, Partitions& partitions);

  /// The number of leaves that were read in this run. kConflict "reindex.running" when another one is at work.
  std::uint64_t Run(const ReindexCallback& progress);

 private:
  std::uint64_t Prepare();
  void MakeTables();
  std::uint64_t CatchUp(std::uint64_t next, const ReindexCallback& progress);
  void NotePages(const std::map<std::string, std::uint64_t>& last_seqs);
  void MakeReady();
  bool TrySwap(std::uint64_t next);
  void Swap();
  std::uint64_t TreeSize(const char* sql);

  db::Connection connection_;
  Sources& sources_;
  Partitions& partitions_;
};

}  // namespace custos::storage
