// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/message.h"
#include "core/result.h"

struct pg_conn;
struct pg_result;

/// The one place that talks to libpq. Exceptions (Failure) stay inside storage/postgres and become a Result at its
/// edge.
namespace custos::storage::db {

/// A failed statement or connection. The message names the SQLSTATE and the table, never a value.
class Failure : public std::exception {
 public:
  explicit Failure(Error error, std::string sqlstate = {}) : error_(std::move(error)), sqlstate_(std::move(sqlstate)) {}
  const char* what() const noexcept override { return error_.message.c_str(); }
  const Error& error() const { return error_; }
  const std::string& sqlstate() const { return sqlstate_; }

 private:
  Error error_;
  std::string sqlstate_;
};

/// Values for $1, $2 …; arrays and bytes travel in binary form.
class Params {
 public:
  Params& Int(std::int64_t value);
  Params& Bool(bool value);
  Params& Text(std::string_view value);  ///< bytes that PostgreSQL cannot hold as text are replaced
  Params& OptionalText(const std::optional<std::string>& value);
  Params& OptionalInt(std::optional<std::int64_t> value);
  Params& Bytes(std::string_view value);
  Params& Uuid(std::string_view bytes16);
  Params& IntArray(const std::vector<std::int64_t>& values);  ///< bigint[]
  Params& Int4Array(const std::vector<std::int32_t>& values);
  Params& TextArray(const std::vector<std::string>& values);
  Params& BytesArray(const std::vector<std::string>& values);
  Params& UuidArray(const std::vector<std::string>& values);  ///< 16 bytes each
  std::size_t size() const { return values_.size(); }

 private:
  friend class Connection;
  struct Value {
    std::string bytes;
    std::uint32_t type = 0;
    bool binary = false;
    bool null = false;
  };
  std::vector<Value> values_;
};

/// The rows of one answer, as text or in binary form. Owns them; cheap to move.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result) {}
  Rows(Rows&& other) noexcept : result_(std::exchange(other.result_, nullptr)) {}
  Rows& operator=(Rows&&) = delete;
  ~Rows();

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::uint64_t affected() const;
  bool IsNull(std::size_t row, int column) const;
  std::string_view View(std::size_t row, int column) const;
  std::string Text(std::size_t row, int column) const { return std::string(View(row, column)); }
  std::int64_t Int(std::size_t row, int column) const;  ///< 0 for NULL
  std::uint64_t Id(std::size_t row, int column) const { return static_cast<std::uint64_t>(Int(row, column)); }
  bool Bool(std::size_t row, int column) const;
  std::string Bytes(std::size_t row, int column) const;  ///< of a bytea
  ConversationId Uuid(std::size_t row, int column) const;
  std::vector<std::int64_t> IntArray(std::size_t row, int column) const;

 private:
  bool Binary(int column) const;

  pg_result* result_;
};

/// One session with the server. One thread at a time.
class Connection {
 public:
  explicit Connection(const std::string& conninfo);  ///< throws Failure (kUnavailable)
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Rows Query(const char* sql, const Params& params = {});
  Rows Query(const std::string& sql, const Params& params = {}) { return Query(sql.c_str(), params); }
  /// The same with values in binary form: for integers, bytea and uuid, of which large ones then cost no hex.
  Rows QueryBinary(const char* sql, const Params& params = {});
  /// Several statements without parameters.
  void Script(const std::string& sql);
  /// Sends rows made by CopyRows to `COPY … FROM STDIN (FORMAT binary)`; returns how many were taken.
  std::uint64_t CopyIn(const std::string& sql, std::string_view data);

  /// False once the other side went away; looks at the socket without waiting.
  bool Alive();
  bool broken() const { return broken_; }
  int socket() const;
  /// Payload of the next notification, if one has arrived.
  std::optional<std::string> NextNotification();

 private:
  Rows Run(const char* sql, const Params& params, int result_format);
  Rows Check(pg_result* result);
  [[noreturn]] void Throw(const pg_result* result);

  pg_conn* conn_ = nullptr;
  bool broken_ = false;
};

/// BEGIN … COMMIT; rolls back when left without Commit.
class Transaction {
 public:
  explicit Transaction(Connection& connection, const char* begin = "BEGIN");
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void Commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// Text as PostgreSQL can hold it: U+0000 and bytes that are not UTF-8 become one replacement byte each, so that
/// byte offsets into the text stay true.
std::string StorableText(std::string_view text);

/// Runs `work` and turns what it throws into an Error.
template <class F>
auto Guard(F&& work) -> Result<decltype(work())> {
  try {
    if constexpr (std::is_void_v<decltype(work())>) {
      work();
      return {};
    } else {
      return work();
    }
  } catch (const Failure& failure) {
    return failure.error();
  } catch (const std::exception& e) {
    return Error{ErrorKind::kInternal, "storage.fault", e.what()};
  }
}

[[noreturn]] void Fail(ErrorKind kind, std::string code, std::string message);

}  // namespace custos::storage::db
