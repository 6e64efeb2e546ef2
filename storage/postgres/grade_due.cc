// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/grade_due.h"

namespace custos::storage {
namespace {

constexpr char kNote[] =
    "INSERT INTO grade_due (customer) SELECT t.id FROM unnest($1::bigint[]) AS t(id)"
    " WHERE EXISTS (SELECT 1 FROM grade_progress WHERE rules <> 0)";
constexpr char kNoteParties[] =
    "INSERT INTO grade_due (customer) SELECT customer FROM ("
    "  SELECT i.customer FROM unnest($1::bigint[], $2::text[]) AS t(source, party)"
    "   JOIN customer_identity i ON i.kind = 1 AND i.scope = t.source AND i.value = t.party"
    "  UNION SELECT i.customer FROM unnest($2::text[]) AS t(party)"
    "   JOIN customer_identity i ON i.kind = 3 AND i.scope = 0 AND i.value = t.party) AS known"
    " WHERE EXISTS (SELECT 1 FROM grade_progress WHERE rules <> 0)";

}  // namespace

void NoteForGrading(db::Connection& connection, const std::vector<std::int64_t>& customers) {
  if (!customers.empty()) connection.Query(kNote, db::Params().IntArray(customers));
}

void NoteForGrading(db::Connection& connection, const std::vector<std::int64_t>& sources,
                    const std::vector<std::string>& parties) {
  if (!parties.empty()) connection.Query(kNoteParties, db::Params().IntArray(sources).TextArray(parties));
}

}  // namespace custos::storage
