// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/db.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "storage/postgres/wire.h"

namespace custos::storage::db {
namespace {

constexpr int kTextResults = 0;
constexpr int kBinaryResults = 1;

ErrorKind KindOf(std::string_view state) {
  if (state == "23505") return ErrorKind::kConflict;
  if (state == "XX001" || state == "XX002") return ErrorKind::kCorrupt;
  if (state == "57014" || state == "55P03" || state == "40001" || state == "40P01") return ErrorKind::kUnavailable;
  const std::string_view group = state.substr(0, 2);
  if (group == "08" || group == "53" || group == "57") return ErrorKind::kUnavailable;
  if (group == "22") return ErrorKind::kInvalid;
  return ErrorKind::kInternal;
}

std::string Describe(const PGresult* result, const std::string& state) {
  std::string text = "the database refused a statement: SQLSTATE " + state;
  for (const int field : {PG_DIAG_TABLE_NAME, PG_DIAG_CONSTRAINT_NAME}) {
    if (const char* name = PQresultErrorField(result, field)) text += std::string(" ") + name;
  }
  // Class 42 speaks of our own statements, never of values.
  if (state.starts_with("42")) {
    if (const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)) text += std::string(": ") + message;
  }
  return text;
}

}  // namespace

void Fail(ErrorKind kind, std::string code, std::string message) {
  throw Failure(Error{kind, std::move(code), std::move(message)});
}

Rows::~Rows() { PQclear(result_); }
std::size_t Rows::size() const { return static_cast<std::size_t>(PQntuples(result_)); }

std::uint64_t Rows::affected() const {
  const std::string_view text = PQcmdTuples(result_);
  std::uint64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

bool Rows::IsNull(std::size_t row, int column) const {
  return PQgetisnull(result_, static_cast<int>(row), column) == 1;
}

std::string_view Rows::View(std::size_t row, int column) const {
  const int r = static_cast<int>(row);
  return {PQgetvalue(result_, r, column), static_cast<std::size_t>(PQgetlength(result_, r, column))};
}

bool Rows::Binary(int column) const { return PQfformat(result_, column) == kBinaryResults; }

std::int64_t Rows::Int(std::size_t row, int column) const {
  const std::string_view text = View(row, column);
  std::int64_t value = 0;
  if (Binary(column)) {
    if (!text.empty()) value = static_cast<signed char>(text.front());
    for (std::size_t i = 1; i < text.size(); ++i) value = value * 256 + static_cast<unsigned char>(text[i]);
    return value;
  }
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool Rows::Bool(std::size_t row, int column) const { return View(row, column) == "t"; }

std::string Rows::Bytes(std::size_t row, int column) const {
  const std::string_view text = View(row, column);
  if (text.empty()) return {};
  if (Binary(column)) return std::string(text);
  return HexDecode(text.substr(2)).value_or(std::string());  // "\x…"
}

ConversationId Rows::Uuid(std::size_t row, int column) const {
  if (Binary(column)) {
    ConversationId id;
    const std::string_view bytes = View(row, column).substr(0, id.bytes.size());
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(id.bytes.data()));
    return id;
  }
  std::string hex;
  for (const char c : View(row, column)) {
    if (c != '-') hex += c;
  }
  return ConversationId::Parse(hex).value_or(ConversationId{});
}

std::vector<std::int64_t> Rows::IntArray(std::size_t row, int column) const {
  std::vector<std::int64_t> values;
  std::string_view text = View(row, column);  // {1,2,3}
  const char* at = text.data();
  const char* end = at + text.size();
  while (at < end) {
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error == std::errc()) values.push_back(value);
    at = error == std::errc() ? next : at + 1;
  }
  return values;
}

Connection::Connection(const std::string& conninfo) : conn_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(conn_) != CONNECTION_OK) {
    PQfinish(conn_);
    Fail(ErrorKind::kUnavailable, "db.away", "the database cannot be reached");
  }
  PQsetNoticeProcessor(
      conn_, [](void*, const char*) {}, nullptr);
}

Connection::~Connection() { PQfinish(conn_); }

int Connection::socket() const { return PQsocket(conn_); }

void Connection::Throw(const pg_result* result) {
  if (PQstatus(conn_) != CONNECTION_OK) broken_ = true;
  const char* field = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  if (field == nullptr) {
    broken_ = true;
    Fail(ErrorKind::kUnavailable, "db.away", "the connection to the database was lost");
  }
  const std::string state = field;
  if (state.starts_with("57P")) broken_ = true;  // shutting down, crashed, or not yet up
  const ErrorKind kind = KindOf(state);
  throw Failure(Error{kind, "db." + state, Describe(result, state)}, state);
}

Rows Connection::Check(pg_result* result) {
  Rows rows(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) Throw(result);
  return rows;
}

Rows Connection::Query(const char* sql, const Params& params) { return Run(sql, params, kTextResults); }

Rows Connection::QueryBinary(const char* sql, const Params& params) { return Run(sql, params, kBinaryResults); }

Rows Connection::Run(const char* sql, const Params& params, int result_format) {
  const std::size_t n = params.values_.size();
  std::vector<Oid> types(n);
  std::vector<const char*> values(n);
  std::vector<int> lengths(n);
  std::vector<int> formats(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Params::Value& value = params.values_[i];
    types[i] = value.type;
    values[i] = value.null ? nullptr : value.bytes.c_str();
    lengths[i] = static_cast<int>(value.bytes.size());
    formats[i] = value.binary ? 1 : 0;
  }
  return Check(PQexecParams(conn_, sql, static_cast<int>(n), types.data(), values.data(), lengths.data(),
                            formats.data(), result_format));
}

void Connection::Script(const std::string& sql) { Check(PQexec(conn_, sql.c_str())); }

std::uint64_t Connection::CopyIn(const std::string& sql, std::string_view data) {
  PGresult* start = PQexec(conn_, sql.c_str());
  const Rows started(start);
  if (PQresultStatus(start) != PGRES_COPY_IN) Throw(start);
  constexpr std::size_t kChunk = 1 << 20;
  for (std::size_t at = 0; at < data.size(); at += kChunk) {
    const std::string_view part = data.substr(at, kChunk);
    if (PQputCopyData(conn_, part.data(), static_cast<int>(part.size())) != 1) Throw(nullptr);
  }
  if (PQputCopyEnd(conn_, nullptr) != 1) Throw(nullptr);
  const Rows done = Check(PQgetResult(conn_));
  while (PGresult* rest = PQgetResult(conn_)) PQclear(rest);
  return done.affected();
}

bool Connection::Alive() {
  if (broken_ || PQstatus(conn_) != CONNECTION_OK) return false;
  pollfd waiting{PQsocket(conn_), POLLIN, 0};
  if (poll(&waiting, 1, 0) == 0) return true;
  return PQconsumeInput(conn_) == 1 && PQstatus(conn_) == CONNECTION_OK;
}

std::optional<std::string> Connection::NextNotification() {
  if (PQconsumeInput(conn_) != 1) Throw(nullptr);
  PGnotify* notice = PQnotifies(conn_);
  if (notice == nullptr) return std::nullopt;
  std::string payload = notice->extra;
  PQfreemem(notice);
  return payload;
}

Transaction::Transaction(Connection& connection, const char* begin) : connection_(connection) {
  connection_.Query(begin);
}

Transaction::~Transaction() {
  if (!open_ || connection_.broken()) return;
  try {
    connection_.Query("ROLLBACK");
  } catch (const Failure&) {
    // The connection is marked broken, the pool drops it, and with it the transaction.
  }
}

void Transaction::Commit() {
  open_ = false;
  connection_.Query("COMMIT");
}

}  // namespace custos::storage::db
