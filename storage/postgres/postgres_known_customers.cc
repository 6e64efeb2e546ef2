// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_known_customers.h"

#include <algorithm>
#include <map>
#include <optional>

#include "storage/customer_store.h"
#include "storage/near_name.h"

namespace custos::storage {
namespace {

constexpr std::size_t kMost = 20;
constexpr std::size_t kTail = 8;
constexpr int kTailRow = 100;  // beside the kinds of identities and of keys

// Each key gives so many at most: a name that thousands have says nothing.
constexpr char kFind[] =
    "SELECT DISTINCT h.what, h.kind, h.customer FROM ("
    "  SELECT 0 AS what, q.kind, i.customer FROM unnest($1::int[], $2::text[]) AS q(kind, value)"
    "   JOIN customer_identity i ON i.kind = q.kind AND i.scope = 0 AND i.value = q.value"
    "  UNION ALL SELECT 1, q.kind, n.customer FROM unnest($3::int[], $4::text[]) AS q(kind, key)"
    "   CROSS JOIN LATERAL (SELECT customer FROM customer_near n WHERE n.kind = q.kind AND n.key = q.key LIMIT 50) n"
    "  UNION ALL SELECT 2, 100, t.customer FROM unnest($5::text[]) AS q(tail)"
    "   CROSS JOIN LATERAL (SELECT customer FROM customer_identity i WHERE i.kind = 3 AND right(i.value, 8) = q.tail"
    "    LIMIT 50) t) AS h JOIN customer_record r ON r.id = h.customer WHERE r.merged_into IS NULL";

std::optional<CustomerIdentityKind> KindOf(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kPhone: return CustomerIdentityKind::kPhone;
    case IdentityKind::kEmail: return CustomerIdentityKind::kEmail;
    case IdentityKind::kUnionId: return CustomerIdentityKind::kUnionid;
    case IdentityKind::kWechat: return std::nullopt;  // no record knows one
  }
  return std::nullopt;
}

KnownBy ReasonOf(std::int64_t what, std::int64_t kind) {
  if (what == 0) {
    switch (static_cast<CustomerIdentityKind>(kind)) {
      case CustomerIdentityKind::kUnionid: return KnownBy::kUnionId;
      case CustomerIdentityKind::kEmail: return KnownBy::kEmail;
      default: return KnownBy::kPhone;
    }
  }
  if (kind == kTailRow) return KnownBy::kNumberTail;
  switch (static_cast<NearKind>(kind)) {
    case NearKind::kCompany: return KnownBy::kCompany;
    case NearKind::kCompanySound: return KnownBy::kCompanySound;
    case NearKind::kPerson: return KnownBy::kPerson;
    case NearKind::kName: break;
  }
  return KnownBy::kName;
}

/// The surest reason, and a little more for each further one that is not contained in it.
int Together(const std::vector<KnownBy>& by) {
  const auto has = [&](KnownBy one) { return std::find(by.begin(), by.end(), one) != by.end(); };
  int confidence = ConfidenceOf(by.front());
  if (has(KnownBy::kName) && by.front() != KnownBy::kName) confidence += 10;
  if (has(KnownBy::kNumberTail) && (has(KnownBy::kPerson) || has(KnownBy::kName))) confidence += 20;
  return std::min(confidence, ConfidenceOf(by.front()) == 100 ? 100 : 95);
}

/// What the question is looked up by.
db::Params Asked(const KnownQuestion& question) {
  std::vector<std::int32_t> kinds, near_kinds;
  std::vector<std::string> values, keys, tails;
  for (const Identity& identity : question.identities) {
    const auto kind = KindOf(identity.kind);
    if (!kind) continue;
    kinds.push_back(static_cast<int>(*kind));
    values.push_back(identity.value);
    if (*kind == CustomerIdentityKind::kPhone && identity.value.size() > kTail) {
      tails.push_back(identity.value.substr(identity.value.size() - kTail));
    }
  }
  for (NearKey& key : NearKeysOf(question.name, question.company)) {
    near_kinds.push_back(static_cast<int>(key.kind));
    keys.push_back(std::move(key.key));
  }
  return db::Params().Int4Array(kinds).TextArray(values).Int4Array(near_kinds).TextArray(keys).TextArray(tails);
}

}  // namespace

Result<std::vector<KnownCustomer>> PostgresKnownCustomers::Find(const KnownQuestion& question) {
  return db::Guard([&] {
    const db::Rows rows = pool_.Acquire()->Query(kFind, Asked(question));
    std::map<std::uint64_t, KnownCustomer> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      KnownCustomer& one = found[rows.Id(i, 2)];
      one.customer = rows.Id(i, 2);
      one.by.push_back(ReasonOf(rows.Int(i, 0), rows.Int(i, 1)));
    }
    std::vector<KnownCustomer> known;
    for (auto& [id, one] : found) {
      std::sort(one.by.begin(), one.by.end());
      // Who has the number has its tail too.
      if (one.by.front() == KnownBy::kPhone || one.by.front() == KnownBy::kUnionId) {
        std::erase(one.by, KnownBy::kNumberTail);
      }
      one.confidence = Together(one.by);
      known.push_back(std::move(one));
    }
    std::stable_sort(known.begin(), known.end(),
                     [](const auto& one, const auto& other) { return one.confidence > other.confidence; });
    if (known.size() > kMost) known.resize(kMost);
    return known;
  });
}

}  // namespace custos::storage
