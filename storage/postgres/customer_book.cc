// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/customer_book.h"

namespace custos::storage {
namespace {

constexpr char kNewest[] =
    "SELECT version, content, next_id, changed_at, changed_by FROM customer_book WHERE kind = $1"
    " ORDER BY version DESC LIMIT 1";
constexpr char kAdd[] =
    "INSERT INTO customer_book (kind, version, content, next_id, changed_at, changed_by)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";

}  // namespace

BookPage NewestPage(db::Connection& connection, BookKind kind) {
  const db::Rows rows = connection.Query(kNewest, db::Params().Int(static_cast<int>(kind)));
  if (rows.empty()) return {};
  return {.version = rows.Id(0, 0),
          .content = rows.Text(0, 1),
          .next_id = rows.Id(0, 2),
          .changed_at = rows.Int(0, 3),
          .changed_by = rows.Text(0, 4)};
}

bool AddPage(db::Connection& connection, BookKind kind, const BookPage& page) {
  const db::Rows rows = connection.Query(kAdd, db::Params()
                                                   .Int(static_cast<int>(kind))
                                                   .Int(static_cast<std::int64_t>(page.version))
                                                   .Text(page.content)
                                                   .Int(static_cast<std::int64_t>(page.next_id))
                                                   .Int(page.changed_at)
                                                   .Text(page.changed_by));
  return rows.affected() == 1;
}

}  // namespace custos::storage
