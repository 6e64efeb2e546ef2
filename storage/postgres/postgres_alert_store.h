// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/alert_store.h"
#include "storage/postgres/evidence_log.h"
#include "storage/postgres/scope_sql.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// Alerts on PostgreSQL. `readers` serves every call but Decide and Speak. Thread-safe.
class PostgresAlertStore final : public AlertStore {
 public:
  PostgresAlertStore(db::Pool& readers, EvidenceLog& log, Sources& sources, SealedStore& sealed)
      : readers_(readers), log_(log), sources_(sources), sealed_(sealed) {}

  /// Newest alert first; `from` and `until` look at when the alert was raised.
  Result<AlertPage> List(const Scope& scope, const AlertFilter& filter) override;
  Result<AlertView> Get(const Scope& scope, std::uint64_t alert_id) override;
  Result<std::vector<AlertDecision>> History(const Scope& scope, std::uint64_t alert_id) override;
  Result<AlertCounts> Counts(const Scope& scope) override;
  Result<AlertView> Decide(const Scope& scope, std::uint64_t alert_id, std::uint64_t expected_version, AlertState to,
                           std::uint64_t user_id, const std::string& note, bool undo) override;
  Status Speak(const Scope& scope, std::uint64_t alert_id, std::uint64_t user_id,
               const std::string& statement) override;
  Result<std::vector<AlertEvent>> EventsSince(const Scope& scope, std::uint64_t after_id, std::size_t limit) override;
  Result<std::uint64_t> NewestEventId() override;

 private:
  std::vector<AlertView> Read(db::Connection& connection, const db::Rows& rows);
  /// An alert about somebody of one's own.
  struct About {
    std::uint64_t head = 0;
    AlertState state = AlertState::kNew;
    std::string conversation;
    bool seen = false;  ///< he said so before
  };
  About FindAbout(db::Connection& connection, const Scope& scope, std::uint64_t alert_id);
  static std::uint64_t HeadOf(db::Connection& connection, std::uint64_t alert_id);
  void AddMembers(db::Connection& connection, const VisibleAccounts& visible, AlertView* alert);
  void AddParts(db::Connection& connection, const VisibleAccounts& visible, AlertView* alert);
  SqlWhere WhereOf(db::Connection& connection, const VisibleAccounts& visible, const AlertFilter& filter);

  db::Pool& readers_;
  EvidenceLog& log_;
  Sources& sources_;
  SealedStore& sealed_;
};

}  // namespace custos::storage
