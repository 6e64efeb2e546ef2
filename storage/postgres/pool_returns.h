// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/postgres/ownership_book.h"
#include "storage/public_pool.h"

namespace custos::storage {

/// When a customer comes back into a pool, and why.
struct ReturnDate {
  std::uint64_t pool = 0;
  TimeMs due = 0;
  TimeMs warn = 0;     ///< from when on the owner is warned; `due` without a warning
  std::string reason;  ///< idle, no_deal
};

/// What a return is judged by.
struct ReturnFacts {
  TimeMs since = 0;    ///< when his owner got him
  TimeMs contact = 0;  ///< the last word between the two; 0: none
  TimeMs deal = 0;     ///< of his newest order that was paid or done; 0: none
  std::string grade;
  std::string stage;
};

/// When a customer comes back; nullopt when the pool's rule says nothing of him.
std::optional<ReturnDate> ReturnDateOf(const PublicPool& pool, const ReturnFacts& facts);

/// An order of these customers came or changed: the owned ones are looked at soon. Within the caller's transaction,
/// which needs no lock for it.
void NoteForReturns(db::Connection& connection, const std::vector<std::int64_t>& customers);

/// True when some owner has to be looked at: asked without the lock of the evidence log.
bool ReturnsDue(db::Connection& connection, TimeMs now);

/// Looks at owners whose date may have come or moved, some hundred at once: returns their customers, or warns them, or
/// sets when to look again. Made per commit; throws db::Failure.
class PoolReturns {
 public:
  explicit PoolReturns(OwnershipBook& book) : book_(book) {}

  /// How many were looked at; 0 when nothing is left.
  std::uint64_t Run();

 private:
  struct Owned {
    OwnershipKey key;
    ReturnFacts facts;
    TimeMs warned_at = 0;
    std::vector<std::uint64_t> pools;  ///< that take from this owner
  };
  std::vector<Owned> Take(const std::vector<std::int64_t>& ordered);
  void Decide(const Owned& owned);
  void WriteDates();

  OwnershipBook& book_;
  std::vector<PublicPool> pools_;
  std::vector<std::int64_t> customers_, looks_, warned_, dues_, due_pools_;
  std::vector<std::string> lines_;
};

}  // namespace custos::storage
