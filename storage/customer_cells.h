// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace custos::storage {

/// Finds out which identities are one customer. Identities that are told to belong together fall into one cell, with
/// the records they stand at; records that a person took apart never do, and what is likely but not certain does not
/// join two who are known to be different people. Pure; made per batch, one thread.
class CustomerCells {
 public:
  /// A new identity; its number. `record` is where it stands, 0 when it is new. A unionid makes its holders certain
  /// people.
  std::size_t Add(std::uint64_t record, const std::string& unionid = {});
  /// Unionids that a record has beside those of added identities.
  void Know(std::uint64_t record, const std::string& unionid);
  void KeepApart(std::uint64_t first, std::uint64_t second);

  /// Joins the cells of two identities. False when they must not be, or are joined already.
  bool Join(std::size_t one, std::size_t other, bool certain, const std::string& reason);

  struct Joined {
    std::uint64_t record = 0;  ///< the one that goes on: the oldest
    std::uint64_t gone = 0;
    std::string reason;
  };
  struct Outcome {
    std::vector<std::uint64_t> record_of;  ///< by number of identity; 0: of `fresh_of`
    std::vector<std::size_t> fresh_of;     ///< number of the new record it gets
    std::size_t fresh = 0;                 ///< how many new records there are
    std::vector<Joined> joined;
  };
  Outcome Finish();

 private:
  struct Cell {
    std::size_t parent = 0;
    std::set<std::uint64_t> records;
    std::set<std::string> unionids;
    std::string reason;
  };

  std::size_t Root(std::size_t cell);
  std::size_t CellOf(std::uint64_t record);
  bool Apart(const Cell& one, const Cell& other) const;

  std::vector<Cell> cells_;
  std::vector<std::size_t> cell_of_;  // by number of identity
  std::map<std::uint64_t, std::size_t> of_record_;
  std::set<std::pair<std::uint64_t, std::uint64_t>> apart_;
};

}  // namespace custos::storage
