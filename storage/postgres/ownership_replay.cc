// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/ownership_replay.h"

#include <set>
#include <tuple>
#include <utility>

#include "storage/format/ownership.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMostSteps = 5'000;  // in one statement

constexpr char kFollowed[] =
    "SELECT t.customer, t.line, t.previous FROM unnest($1::bigint[], $2::text[], $3::bigint[])"
    " AS t(customer, line, previous) JOIN ownership_entry USING (customer, line, previous)";

std::int64_t Following(const OwnershipStep& step) {
  return step.previous ? static_cast<std::int64_t>(*step.previous) : -1;
}

}  // namespace

void OwnershipReplay::Take(const Leaf& leaf, const OwnershipFields& fields, TimeMs at) {
  if (leaf.erased) return;
  auto content = DecodeOwnership(leaf.content);
  if (!content) throw db::Failure(content.error());
  const OwnershipKey key{fields.customer, fields.line};
  held_[key] = {.state = std::move(content->state), .entry = leaf.index, .changed = true};
  steps_.push_back({.key = key,
                    .leaf = leaf.index,
                    .previous = fields.previous,
                    .act = fields.act,
                    .at = at,
                    .employee = std::move(content->employee),
                    .content = std::string(leaf.content)});
  if (steps_.size() >= kMostSteps) Flush();
}

/// Somebody took rows away, and the next order found nothing to follow: both steps were made, and both are kept.
void OwnershipReplay::MarkForks() {
  std::vector<std::int64_t> customers, previous;
  std::vector<std::string> lines;
  for (const OwnershipStep& step : steps_) {
    customers.push_back(static_cast<std::int64_t>(step.key.first));
    lines.push_back(step.key.second);
    previous.push_back(Following(step));
  }
  const db::Rows rows =
      connection_.Query(kFollowed, db::Params().IntArray(customers).TextArray(lines).IntArray(previous));
  std::set<std::tuple<std::uint64_t, std::string, std::int64_t>> followed;
  for (std::size_t i = 0; i < rows.size(); ++i) followed.emplace(rows.Id(i, 0), rows.Text(i, 1), rows.Int(i, 2));
  for (OwnershipStep& step : steps_) {
    step.fork = !followed.emplace(step.key.first, step.key.second, Following(step)).second;
  }
}

void OwnershipReplay::Flush() {
  if (steps_.empty()) return;
  MarkForks();
  WriteOwnership(connection_, sources_, held_);
  AddOwnershipSteps(connection_, sources_, steps_);
  steps_.clear();
  held_.clear();
}

}  // namespace custos::storage
