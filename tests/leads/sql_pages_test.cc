// SPDX-License-Identifier: Apache-2.0
// Leads of another PostgreSQL.
#include "connectors/lead_poll/sql_pages.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "storage/postgres/db.h"
#include "storage/postgres/test_cluster.h"

namespace custos::lead_poll {
namespace {

class Table {
 public:
  Table() : url_(storage::test::TestCluster::Shared().CreateDatabase()), connection_(url_) {
    connection_.Script(
        "CREATE TABLE lead (id int PRIMARY KEY, 姓名 text, mobile text, changed timestamptz, budget numeric);"
        "INSERT INTO lead SELECT n, '客户' || n, '139000' || (10000 + n), '2026-03-01 09:30:00.123456+08'::timestamptz"
        " + n * interval '1 second', n FROM generate_series(1, 7) n");
  }

  SqlSettings Settings() const {
    return {.database_url = url_,
            .query = "SELECT id, 姓名, mobile, budget FROM lead WHERE id > $1 ORDER BY id",
            .cursor_column = "id",
            .most_rows = 3};
  }
  void Do(const std::string& sql) { connection_.Script(sql); }

 private:
  std::string url_;
  storage::db::Connection connection_;
};

Result<Page> Fetch(const SqlSettings& settings, const std::string& cursor) {
  std::chrono::milliseconds wait{0};
  return (*MakeSqlPages(settings))->Fetch(cursor, {}, wait);
}

std::string CodeOf(const SqlSettings& settings, const std::string& cursor = "0") {
  const auto page = Fetch(settings, cursor);
  return page ? "none" : page.error().code;
}

}  // namespace

TEST_CASE("a query is read page by page, its columns named like those of tables") {
  Table table;
  std::vector<std::string> raws;
  std::string cursor = "0";
  for (int pages = 0;; ++pages) {
    const auto page = Fetch(table.Settings(), cursor);
    REQUIRE(page);
    for (const std::string& item : page->items) raws.push_back(item);
    cursor = page->cursor;
    if (!page->more) break;
    REQUIRE(pages < 5);
  }
  REQUIRE(raws.size() == 7);
  CHECK(raws[0] == R"({"budget":"1","id":"1","mobile":"13900010001","姓名":"客户1"})");
  CHECK(cursor == "7");
  const auto page = Fetch(table.Settings(), "6");
  auto parser = lead::LeadParser::Create({.source = "lead:db", .pointers = {}});
  const RecordResult read = (*MakeSqlPages(table.Settings()))->Read(**parser, page->items[0], 1'790'000'000'000);
  REQUIRE(read.message);
  CHECK(read.message->key == "7");
  CHECK(read.message->raw == page->items[0]);
  CHECK(nlohmann::json::parse(read.message->detail) ==
        nlohmann::json{{"name", "客户7"}, {"phones", {"8613900010007"}}, {"fields", {{"budget", "7"}}}});
  CHECK(Fetch(table.Settings(), "7")->items.empty());
}

TEST_CASE("a moment can be the cursor without losing its microseconds") {
  Table table;
  SqlSettings settings = table.Settings();
  settings.query = "SELECT id, mobile, changed FROM lead WHERE changed > $1 ORDER BY changed LIMIT 2";
  settings.cursor_column = "changed";
  std::string cursor = "1970-01-01";
  std::size_t rows = 0;
  for (int pages = 0; pages < 6; ++pages) {
    const auto page = Fetch(settings, cursor);
    REQUIRE(page);
    rows += page->items.size();
    cursor = page->cursor;
  }
  CHECK(rows == 7);
  CHECK(cursor == "2026-03-01 01:30:07.123456+00");
}

TEST_CASE("a query can change nothing and take no longer than it may") {
  Table table;
  SqlSettings settings = table.Settings();
  settings.query = "WITH gone AS (DELETE FROM lead RETURNING id, mobile) SELECT * FROM gone WHERE id > $1";
  CHECK(CodeOf(settings) == "lead_poll.query");
  CHECK(Fetch(settings, "0").error().message == "SQLSTATE 25006");
  settings.query = "SELECT id, mobile, pg_sleep(5) FROM lead WHERE id > $1";
  settings.timeout = std::chrono::milliseconds(200);
  CHECK(Fetch(settings, "0").error().message == "SQLSTATE 57014");
  CHECK(Fetch(table.Settings(), "0")->items.size() == 3);
}

TEST_CASE("a database or query that does not work is said by a code") {
  Table table;
  SqlSettings settings = table.Settings();
  settings.query = "SELECT id FROM nowhere WHERE id > $1";
  CHECK(CodeOf(settings) == "lead_poll.query");
  CHECK(CodeOf(table.Settings(), "not a number") == "lead_poll.query");
  settings = table.Settings();
  settings.cursor_column = "changed";
  CHECK(CodeOf(settings) == "lead_poll.no_cursor_column");
  settings.database_url = "host=127.0.0.1 port=1 dbname=x";
  CHECK(CodeOf(settings) == "lead_poll.unreachable");
  settings = table.Settings();
  settings.query = "SELECT 5 AS id, mobile FROM lead WHERE 5 >= $1 ORDER BY id";
  CHECK(CodeOf(settings, "5") == "lead_poll.stuck");
}

}  // namespace custos::lead_poll
