// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/copy_reference.h"

#include <algorithm>
#include <chrono>

#include "server/app/bench/plain_messages.h"
#include "storage/format/intake_key.h"
#include "storage/postgres/db.h"
#include "storage/postgres/embedded_postgres.h"
#include "storage/postgres/message_copy.h"
#include "storage/postgres/partitions.h"
#include "storage/postgres/wire.h"

namespace custos::app {
namespace {

namespace db = storage::db;
using Time = std::chrono::steady_clock;

constexpr std::size_t kPage = 1000;

struct Page {
  std::string messages;
  std::string keys;
};

/// Made before the clock starts.
Page MakePage(const std::vector<std::string>& texts, std::size_t first, std::size_t end) {
  db::CopyRows messages, keys;
  for (std::size_t i = first; i < end; ++i) {
    const Message message = PlainMessage(texts[i % texts.size()], i);
    storage::PutMessageRow(messages, 1, message, i, 0, 0);
    const ConversationId id = message.conversation();
    keys.Row(4)
        .Bytes(storage::IntakeKey(message.source, message.key))
        .Bytes({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()})
        .Int8(message.sent_at)
        .Int8(static_cast<std::int64_t>(i));
  }
  return {std::string(messages.Finish()), std::string(keys.Finish())};
}

void MakeTables(db::Connection& connection) {
  connection.Script("CREATE SCHEMA IF NOT EXISTS copy_reference");
  for (const char* table : {"message", "intake_key"}) {
    const std::string name = std::string("copy_reference.") + table;
    connection.Script("DROP TABLE IF EXISTS " + name);
    connection.Script("CREATE TABLE " + name + " (LIKE public." + table + " INCLUDING INDEXES)");
  }
}

double Measure(db::Connection& connection, const std::vector<std::string>& texts, std::size_t rows) {
  double seconds = 0;
  for (std::size_t at = 0; at < rows; at += storage::kLeavesPerPart) {
    const std::size_t part_end = std::min<std::size_t>(rows, at + storage::kLeavesPerPart);
    std::vector<Page> pages;
    for (std::size_t i = at; i < part_end; i += kPage)
      pages.push_back(MakePage(texts, i, std::min(part_end, i + kPage)));
    MakeTables(connection);
    connection.Script("SET search_path = copy_reference");
    const auto start = Time::now();
    for (const Page& page : pages) {
      db::Transaction transaction(connection);
      connection.CopyIn("COPY intake_key FROM STDIN (FORMAT binary)", page.keys);
      connection.CopyIn(storage::kCopyMessages, page.messages);
      transaction.Commit();
    }
    seconds += std::chrono::duration<double>(Time::now() - start).count();
    connection.Script("SET search_path = public");
  }
  connection.Script("DROP SCHEMA copy_reference CASCADE");
  return static_cast<double>(rows) / seconds;
}

}  // namespace

Result<double> MeasureCopy(const std::filesystem::path& data_dir, const std::vector<std::string>& texts,
                           std::size_t rows) {
  const Result<std::string> conninfo = storage::EmbeddedPostgres::RunningConninfo(data_dir);
  if (!conninfo) return conninfo.error();
  return db::Guard([&] {
    db::Connection connection(*conninfo);
    connection.Script("SET client_min_messages = warning");
    return Measure(connection, texts, rows);
  });
}

}  // namespace custos::app
