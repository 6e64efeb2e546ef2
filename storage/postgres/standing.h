// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace custos::storage {

/// A relation `f` of the directory stands: what was told last is no ending. For single relations. The kinds are those
/// of CustomerEventKind.
inline constexpr char kRelationStands[] =
    "coalesce((SELECT v.kind NOT IN (6, 7, 8) FROM customer_event v WHERE v.source_id = f.source_id"
    " AND v.employee_id = f.employee_id AND v.party_id = f.customer_id AND v.kind IN (1, 2, 6, 7, 8)"
    " ORDER BY v.at DESC, v.id DESC LIMIT 1), true)";

/// The same as a set, for a WITH: `live` (source_id, employee_id, customer_id). Only relations that ever ended are
/// looked at one by one.
inline constexpr char kStandingRelations[] =
    "ended AS MATERIALIZED (SELECT d.source_id, d.employee_id, d.party_id FROM (SELECT DISTINCT source_id, employee_id,"
    "  party_id FROM customer_event WHERE kind IN (6, 7, 8)) d CROSS JOIN LATERAL (SELECT v.kind FROM customer_event v"
    "  WHERE v.source_id = d.source_id AND v.employee_id = d.employee_id AND v.party_id = d.party_id"
    "  AND v.kind IN (1, 2, 6, 7, 8) ORDER BY v.at DESC, v.id DESC LIMIT 1) l WHERE l.kind IN (6, 7, 8)),"
    " live AS (SELECT f.source_id, f.employee_id, f.customer_id FROM follow_relation f WHERE NOT EXISTS"
    "  (SELECT 1 FROM ended e WHERE e.source_id = f.source_id AND e.employee_id = f.employee_id"
    "   AND e.party_id = f.customer_id))";

}  // namespace custos::storage
