// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_cells.h"

#include <algorithm>

namespace custos::storage {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

}  // namespace

std::size_t CustomerCells::CellOf(std::uint64_t record) {
  const auto [found, is_new] = of_record_.try_emplace(record, cells_.size());
  if (is_new) {
    Cell& cell = cells_.emplace_back();
    cell.parent = found->second;
    cell.records.insert(record);
  }
  return Root(found->second);
}

std::size_t CustomerCells::Root(std::size_t cell) {
  while (cells_[cell].parent != cell) {
    cells_[cell].parent = cells_[cells_[cell].parent].parent;
    cell = cells_[cell].parent;
  }
  return cell;
}

std::size_t CustomerCells::Add(std::uint64_t record, const std::string& unionid) {
  std::size_t cell = cells_.size();
  if (record != 0) {
    cell = CellOf(record);
  } else {
    cells_.emplace_back().parent = cell;
  }
  if (!unionid.empty()) cells_[cell].unionids.insert(unionid);
  cell_of_.push_back(cell);
  return cell_of_.size() - 1;
}

void CustomerCells::Know(std::uint64_t record, const std::string& unionid) {
  cells_[CellOf(record)].unionids.insert(unionid);
}

void CustomerCells::KeepApart(std::uint64_t first, std::uint64_t second) { apart_.insert(std::minmax(first, second)); }

bool CustomerCells::Apart(const Cell& one, const Cell& other) const {
  if (apart_.empty()) return false;
  return std::any_of(one.records.begin(), one.records.end(), [&](std::uint64_t first) {
    return std::any_of(other.records.begin(), other.records.end(),
                       [&](std::uint64_t second) { return apart_.contains(std::minmax(first, second)); });
  });
}

bool CustomerCells::Join(std::size_t one, std::size_t other, bool certain, const std::string& reason) {
  std::size_t into = Root(cell_of_[one]);
  std::size_t from = Root(cell_of_[other]);
  if (into == from) return false;
  const auto& known = cells_[into].unionids;
  const auto& others = cells_[from].unionids;
  const bool different = !known.empty() && !others.empty() &&
                         std::none_of(known.begin(), known.end(), [&](const auto& id) { return others.contains(id); });
  if ((different && !certain) || Apart(cells_[into], cells_[from])) return false;
  if (cells_[into].records.size() + cells_[into].unionids.size() <
      cells_[from].records.size() + cells_[from].unionids.size()) {
    std::swap(into, from);
  }
  Cell& gone = cells_[from];
  Cell& kept = cells_[into];
  gone.parent = into;
  kept.records.merge(gone.records);
  kept.unionids.merge(gone.unionids);
  kept.reason = reason;
  return true;
}

CustomerCells::Outcome CustomerCells::Finish() {
  Outcome outcome;
  std::map<std::size_t, std::size_t> fresh;
  for (const std::size_t cell : cell_of_) {
    const std::size_t root = Root(cell);
    const Cell& is = cells_[root];
    outcome.record_of.push_back(is.records.empty() ? 0 : *is.records.begin());
    outcome.fresh_of.push_back(is.records.empty() ? fresh.try_emplace(root, fresh.size()).first->second : kNone);
  }
  outcome.fresh = fresh.size();
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (cells_[cell].parent != cell || cells_[cell].records.size() < 2) continue;
    const std::uint64_t kept = *cells_[cell].records.begin();
    for (const std::uint64_t record : cells_[cell].records) {
      if (record != kept) outcome.joined.push_back({kept, record, cells_[cell].reason});
    }
  }
  return outcome;
}

}  // namespace custos::storage
