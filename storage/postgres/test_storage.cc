// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/test_storage.h"

#include <algorithm>
#include <stdexcept>

namespace custos::storage::test {

Fixture::Fixture() : database_(TestCluster::Shared().CreateMigrated()) { Reopen(); }

void Fixture::Reopen() {
  storage_.reset();
  auto opened = PostgresStorage::Open({.data_dir = dir_.path(), .database_url = database_, .clock = &clock_});
  if (!opened) throw std::runtime_error(opened.error().message);
  storage_ = std::move(opened).value();
}

CommitResult Fixture::Commit(const CommitRequest& request) {
  auto result = storage_->archive().Commit(request);
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return *result;
}

CommitResult Fixture::CommitMessages(std::vector<Message> messages) { return Commit(PageOf(std::move(messages))); }

db::Rows Fixture::Sql(const std::string& sql) {
  db::Connection connection(database_);
  return connection.Query(sql);
}

Message ChatMessage(std::uint64_t seq, const std::string& text, const std::string& employee,
                    const std::string& customer) {
  Message m;
  m.source = kSource;
  m.seq = seq;
  m.key = "msg-" + std::to_string(seq);
  m.action = "send";
  m.type = "text";
  m.conversation_key = std::min(employee, customer) + "|" + std::max(employee, customer);
  m.from = {PartyKind::kStaff, employee};
  m.to = {{PartyKind::kExternal, customer}};
  m.role = Role::kRep;
  m.sent_at = 1'759'000'000'000 + static_cast<TimeMs>(seq) * 1000;
  m.text = text;
  m.detail = "{}";
  m.raw = "{\"msgid\":\"" + m.key + "\"}";
  return m;
}

CommitRequest PageOf(std::vector<Message> messages) {
  CommitRequest request;
  request.source = kSource;
  request.raw = "reply";
  for (Message& message : messages) {
    request.first_seq = request.first_seq == 0 ? message.seq : std::min(request.first_seq, message.seq);
    request.last_seq = std::max(request.last_seq, message.seq);
    request.messages.push_back({std::move(message), {}});
  }
  request.seq_count = request.messages.size();
  request.cursor = std::to_string(request.last_seq);
  return request;
}

Finding FindingOf(const std::string& category, Severity severity) {
  return {.rule_id = "00000000-0000-4000-8000-000000000001",
          .rule_version = "1",
          .category = category,
          .severity = severity,
          .spans = {{0, 3}},
          .folded = {}};
}

}  // namespace custos::storage::test
