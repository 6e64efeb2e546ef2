// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/postgres/ownership_book.h"

namespace custos::storage {

/// True when there may be something to settle: asked without the lock of the evidence log.
bool OwnershipUnsettled(db::Connection& connection, TimeMs now);

/// Brings the ledger up to merges of records and to dates that came, at most some hundred of each at once. Made per
/// commit; throws db::Failure.
class OwnershipSettle {
 public:
  explicit OwnershipSettle(OwnershipBook& book) : book_(book) {}

  /// How many merges and dates were looked at; 0 when nothing is left.
  std::uint64_t Run();

 private:
  struct Merge {
    std::int64_t event = 0;
    bool undone = false;
    std::uint64_t kept = 0;
    std::uint64_t gone = 0;
  };
  std::vector<Merge> NewMerges();
  void LoadLines(const std::vector<Merge>& merges);
  void Join(const Merge& merge, const std::string& line);
  void TakeApart(const Merge& merge, const std::string& line);
  std::uint64_t EndLendings();

  OwnershipBook& book_;
  std::map<std::uint64_t, std::vector<std::string>> lines_;
};

}  // namespace custos::storage
