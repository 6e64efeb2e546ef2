// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/number_places.h"

#include <set>
#include <vector>

#include "storage/postgres/grade_due.h"

namespace custos::storage {
namespace {

constexpr std::int64_t kAtOnce = 500;

// Identities are moved by one at a time: a merge takes the same lock.
constexpr char kLock[] = "SELECT leaf FROM customer_progress FOR UPDATE";
constexpr char kUnplaced[] =
    "SELECT value, customer FROM customer_identity WHERE kind = 3 AND place IS NULL ORDER BY value LIMIT $1";
constexpr char kPlace[] =
    "UPDATE customer_identity i SET place = t.place, place_fold = fold_region(t.place)"
    " FROM unnest($1::text[], $2::text[]) AS t(value, place)"
    " WHERE i.kind = 3 AND i.scope = 0 AND i.value = t.value";

}  // namespace

std::uint64_t PlaceNumbers(db::Connection& connection, const PlaceOf& place_of) {
  const db::Rows rows = connection.Query(kUnplaced, db::Params().Int(kAtOnce));
  if (rows.empty()) return 0;
  std::vector<std::string> numbers, places;
  std::set<std::int64_t> placed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    numbers.push_back(rows.Text(i, 0));
    places.push_back(place_of(numbers.back()));
    if (!places.back().empty()) placed.insert(rows.Int(i, 1));
  }
  db::Transaction transaction(connection);
  connection.Query(kLock);
  connection.Query(kPlace, db::Params().TextArray(numbers).TextArray(places));
  NoteForGrading(connection, {placed.begin(), placed.end()});
  transaction.Commit();
  return rows.size();
}

}  // namespace custos::storage
