// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_names.h"

#include <algorithm>

#include "core/text/bigrams.h"
#include "storage/near_name.h"

namespace custos::storage {
namespace {

constexpr char kNames[] =
    "WITH said AS ("
    "  SELECT i.customer AS id, 'contact' AS origin, d.name, d.corp_name AS corp, d.avatar, i.since AS at, i.value AS "
    "who"
    "    FROM customer_identity i JOIN customer d ON d.source_id = i.scope AND d.id = i.value"
    "    WHERE i.kind = 1 AND i.customer = ANY($1)"
    "  UNION ALL SELECT i.customer, 'remark', f.remark, '', '', f.added_at, f.employee_id"
    "    FROM customer_identity i JOIN follow_relation f ON f.source_id = i.scope AND f.customer_id = i.value"
    "    WHERE i.kind = 1 AND i.customer = ANY($1) AND f.remark <> ''"
    "  UNION ALL SELECT k.id, 'lead', l.name, l.company, '', l.sent_at, ''"
    "    FROM unnest($1::bigint[]) AS k(id) JOIN lead l ON l.customer = k.id WHERE l.customer <> 0"
    "  UNION ALL SELECT m.kept, 'lead', l.name, l.company, '', l.sent_at, ''"
    "    FROM customer_merge m JOIN lead l ON l.customer = m.gone"
    "    WHERE m.kept = ANY($1) AND m.undone_at = 0 AND l.customer <> 0"
    "  UNION ALL SELECT id, 'person', own_name, '', '', 0, '' FROM customer_record WHERE id = ANY($1)),"
    " best AS (SELECT DISTINCT ON (id) id, name, origin FROM said WHERE name <> '' AND origin = ANY($2)"
    "   ORDER BY id, array_position($2, origin), at, who),"
    " rest AS (SELECT id, max(corp) AS corp, max(avatar) AS avatar,"
    "   string_agg(DISTINCT concat_ws(' ', nullif(name, ''), nullif(corp, '')), chr(10)) AS terms,"
    "   string_agg(DISTINCT concat(name, chr(31), corp), chr(30)) AS pairs FROM said GROUP BY id)"
    " SELECT rest.id, coalesce(best.name, ''), coalesce(best.origin, ''), rest.corp, rest.avatar, rest.terms,"
    "  rest.pairs"
    " FROM rest LEFT JOIN best USING (id)";
constexpr char kWrite[] =
    "UPDATE customer_record r SET name = t.name, name_from = t.origin, corp_name = t.corp, avatar = t.avatar,"
    " terms = t.terms, grams = t.grams::int[]"
    " FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])"
    "   AS t(id, name, origin, corp, avatar, terms, grams)"
    " WHERE r.id = t.id AND (r.name, r.name_from, r.corp_name, r.avatar, r.terms)"
    "   IS DISTINCT FROM (t.name, t.origin, t.corp, t.avatar, t.terms)";

constexpr char kForgetNear[] = "DELETE FROM customer_near WHERE customer = ANY($1::bigint[])";
constexpr char kAddNear[] =
    "INSERT INTO customer_near (kind, key, customer) SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[])"
    " ON CONFLICT DO NOTHING";

/// Keys of the names that others may write differently; a longer name than this tells nobody apart.
constexpr std::size_t kLongestName = 400;
constexpr char kNameEnd = 31, kPairEnd = 30;
constexpr int kPairs = 6;

std::string ArrayText(const std::vector<std::int32_t>& codes) {
  std::string text = "{";
  for (const std::int32_t code : codes) text += (text.size() > 1 ? "," : "") + std::to_string(code);
  return text + "}";
}

/// Of everything that he is called, with the company that goes with it.
void WriteNearKeys(db::Connection& connection, const std::vector<std::int64_t>& records, const db::Rows& said) {
  std::vector<std::int32_t> kinds;
  std::vector<std::string> keys;
  std::vector<std::int64_t> owners;
  for (std::size_t i = 0; i < said.size(); ++i) {
    std::string_view pairs = said.View(i, kPairs);
    while (!pairs.empty()) {
      const std::string_view pair = pairs.substr(0, pairs.find(kPairEnd));
      pairs.remove_prefix(std::min(pair.size() + 1, pairs.size()));
      const std::size_t middle = std::min(pair.find(kNameEnd), pair.size());
      if (pair.size() > kLongestName) continue;
      for (NearKey& key : NearKeysOf(pair.substr(0, middle), pair.substr(std::min(middle + 1, pair.size())))) {
        kinds.push_back(static_cast<int>(key.kind));
        keys.push_back(std::move(key.key));
        owners.push_back(said.Int(i, 0));
      }
    }
  }
  connection.Query(kForgetNear, db::Params().IntArray(records));
  if (!keys.empty()) connection.Query(kAddNear, db::Params().Int4Array(kinds).TextArray(keys).IntArray(owners));
}

}  // namespace

void RefreshNames(db::Connection& connection, const std::vector<std::int64_t>& records,
                  const std::vector<std::string>& order) {
  if (records.empty()) return;
  const db::Rows rows = connection.Query(kNames, db::Params().IntArray(records).TextArray(order));
  std::vector<std::int64_t> ids;
  std::vector<std::string> names, origins, corps, avatars, terms, grams;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ids.push_back(rows.Int(i, 0));
    names.push_back(rows.Text(i, 1));
    origins.push_back(rows.Text(i, 2));
    corps.push_back(rows.Text(i, 3));
    avatars.push_back(rows.Text(i, 4));
    terms.push_back(text::FoldForSearch(rows.View(i, 5)).text);
    grams.push_back(ArrayText(text::Bigrams(rows.View(i, 5))));
  }
  connection.Query(kWrite, db::Params()
                               .IntArray(ids)
                               .TextArray(names)
                               .TextArray(origins)
                               .TextArray(corps)
                               .TextArray(avatars)
                               .TextArray(terms)
                               .TextArray(grams));
  WriteNearKeys(connection, records, rows);
}

}  // namespace custos::storage
