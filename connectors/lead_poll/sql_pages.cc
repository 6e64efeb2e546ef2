// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead_poll/sql_pages.h"

#include <libpq-fe.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "connectors/json_object.h"
#include "connectors/lead/table_parser.h"

namespace custos::lead_poll {
namespace {

using nlohmann::json;

constexpr char kConnectTimeout[] = "10";
constexpr std::size_t kMostCell = std::size_t{1} << 20;

Error Unavailable(const char* code, const std::string& message) { return {ErrorKind::kUnavailable, code, message}; }

using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

/// What failed, without what the server says: that may hold values.
Error QueryError(const PGresult* result) {
  const char* const state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return Unavailable("lead_poll.query", std::string("SQLSTATE ") + (state == nullptr ? "none" : state));
}

bool Run(PGconn* connection, const std::string& statement) {
  const Answer done(PQexec(connection, statement.c_str()), PQclear);
  return PQresultStatus(done.get()) == PGRES_COMMAND_OK;
}

class SqlPages final : public PageSource {
 public:
  explicit SqlPages(SqlSettings settings) : settings_(std::move(settings)) {}

  Result<Page> Fetch(const std::string& cursor, const std::stop_token&, std::chrono::milliseconds&) override {
    const char* const names[] = {"dbname", "connect_timeout", "application_name", "client_encoding", nullptr};
    const char* const values[] = {settings_.database_url.c_str(), kConnectTimeout, "custos", "UTF8", nullptr};
    constexpr int kExpandDbname = 1;
    const Connection connection(PQconnectdbParams(names, values, kExpandDbname), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) {
      return Unavailable("lead_poll.unreachable", "the database does not answer, or refuses the user");
    }
    PQsetNoticeProcessor(
        connection.get(), [](void*, const char*) {}, nullptr);
    // A cursor travels as text: it has to look the same tomorrow.
    const bool ready =
        Run(connection.get(), "BEGIN READ ONLY") &&
        Run(connection.get(), "SET LOCAL statement_timeout = " + std::to_string(settings_.timeout.count())) &&
        Run(connection.get(), "SET LOCAL DateStyle = 'ISO, YMD'") &&
        Run(connection.get(), "SET LOCAL TimeZone = 'UTC'");
    if (!ready) return QueryError(nullptr);
    Result<Page> page = ReadPage(connection.get(), cursor);
    // Closing the connection ends the transaction, which can have changed nothing.
    return page;
  }

  /// Columns are named like those of tables of leads.
  RecordResult Read(const lead::LeadParser& parser, const std::string& item, TimeMs now) const override {
    const std::optional<json> row = ParseJsonObject(item);
    if (!row) return parser.Parse(item, now);
    std::vector<std::string> headings, cells;
    for (const auto& [heading, cell] : row->items()) {
      if (!cell.is_string()) return parser.Parse(item, now);
      headings.push_back(heading);
      cells.push_back(cell.get<std::string>());
    }
    return parser.Read(lead::RowObject(headings, cells), item, now);
  }

 private:
  Result<Page> ReadPage(PGconn* connection, const std::string& cursor) const {
    const char* const parameters[] = {cursor.c_str()};
    constexpr int kAsText = 0;
    if (PQsendQueryParams(connection, settings_.query.c_str(), 1, nullptr, parameters, nullptr, nullptr, kAsText) !=
            1 ||
        PQsetSingleRowMode(connection) != 1) {
      return QueryError(nullptr);
    }
    Page page;
    page.cursor = cursor;
    while (const Answer row{PQgetResult(connection), PQclear}) {
      const ExecStatusType status = PQresultStatus(row.get());
      if (status == PGRES_TUPLES_OK) break;
      if (status != PGRES_SINGLE_TUPLE) return QueryError(row.get());
      if (const Status added = AddRow(row.get(), page); !added) return added.error();
      if (page.items.size() == settings_.most_rows) break;
    }
    const bool full = page.items.size() == settings_.most_rows;
    if (full && page.cursor == cursor) {
      return Unavailable("lead_poll.stuck", "more rows than a page holds have the same cursor");
    }
    page.more = !page.items.empty() && page.cursor != cursor;
    return page;
  }

  Status AddRow(const PGresult* row, Page& page) const {
    const int cursor_column = PQfnumber(row, ("\"" + settings_.cursor_column + "\"").c_str());
    if (cursor_column < 0 || PQgetisnull(row, 0, cursor_column) != 0) {
      return Unavailable("lead_poll.no_cursor_column", "a row has no value in " + settings_.cursor_column);
    }
    json raw = json::object();
    for (int column = 0; column < PQnfields(row); ++column) {
      if (PQgetisnull(row, 0, column) != 0) continue;
      const std::size_t size = std::min(static_cast<std::size_t>(PQgetlength(row, 0, column)), kMostCell);
      raw[PQfname(row, column)] = std::string(PQgetvalue(row, 0, column), size);
    }
    page.items.push_back(JsonText(raw));
    page.cursor = PQgetvalue(row, 0, cursor_column);
    return {};
  }

  const SqlSettings settings_;
};

}  // namespace

Result<std::unique_ptr<PageSource>> MakeSqlPages(SqlSettings settings) {
  const auto wrong = [](const std::string& what) { return Error{ErrorKind::kInvalid, "lead_poll.settings", what}; };
  if (settings.query.find("$1") == std::string::npos) return wrong("query needs the cursor as $1");
  if (settings.cursor_column.empty() || settings.cursor_column.find('"') != std::string::npos) {
    return wrong("cursor_column must name a column of the query");
  }
  char* problem = nullptr;
  PQconninfoOption* const options = PQconninfoParse(settings.database_url.c_str(), &problem);
  const bool good = options != nullptr;
  PQconninfoFree(options);
  PQfreemem(problem);
  if (!good) return wrong("the address of the database cannot be read");
  return std::unique_ptr<PageSource>(std::make_unique<SqlPages>(std::move(settings)));
}

}  // namespace custos::lead_poll
