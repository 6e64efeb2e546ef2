// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "connectors/record/number_place.h"
#include "rules/loader/pack_directory.h"
#include "server/app/serve/server_parts.h"

namespace custos::app {

Status Server::Parts::OpenStorage() {
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = options.settings.data_dir;
  wanted.database_url = options.settings.database_url;
  wanted.raw_retention_ms = TimeMs{options.settings.raw_retention_days} * 86'400'000;
  wanted.wal_archive = options.settings.wal_archive;
  wanted.clock = &clock;
  wanted.customer_names = options.settings.customer_names;
  wanted.zone_minutes = options.settings.evidence.zone_minutes;
  wanted.place_of = [](const std::string& number) { return record::PlaceOfNumber(number); };
  wanted.adopt_customers = options.settings.first_owner == "first_contact";
  Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(wanted);
  if (!opened) return opened.error();
  storage = std::move(*opened);
  LogIfFailed(storage->Maintain(), "maintenance did not finish");
  Result<std::unique_ptr<storage::FileMediaStore>> files = storage::FileMediaStore::Open(wanted.data_dir / "media");
  if (!files) return files.error();
  media = std::move(*files);
  return {};
}

Status Server::Parts::StartDemo() {
  if (!options.demo) return {};
  Result<std::unique_ptr<Demo>> started = Demo::Start(options);
  if (!started) return started.error();
  demo = std::move(*started);
  options.settings.wecom.push_back(demo->company());
  return {};
}

Status Server::Parts::LoadRules() {
  const std::filesystem::path pack =
      options.settings.packs.empty() ? ShareDirectory() / "packs" / "custos-cn" : options.settings.packs;
  rules::LoadReport report;
  const auto files = rules::ReadPackDirectory(pack.string(), &report);
  if (!files) return Error{ErrorKind::kInvalid, "rules.pack_invalid", report.ToText()};
  const auto source = !options.settings.packs.empty() ? studio::PackSource::kDirectory
                      : options.demo                  ? studio::PackSource::kDemo
                                                      : studio::PackSource::kShipped;
  if (!packs) {
    rules.emplace(storage->archive(), clock);
    packs.emplace(storage->packs(), *rules, clock);
  }
  return packs->Start(*files, source);
}

// A directory is read again; what the studio published is looked up again.
Status Server::Parts::ReloadRules() { return options.settings.packs.empty() ? packs->Refresh() : LoadRules(); }

Status Server::Parts::CreateAccounts() {
  sessions.emplace(storage->users(), hasher, clock);
  users.emplace(storage->users(), hasher, clock);
  audit.emplace(storage->users(), clock);
  audit_queue.emplace(*audit);
  callers.emplace(*sessions, storage->tokens(), clock);
  Result<std::optional<std::string>> password = users->PrepareFirstAdministrator();
  if (!password) return password.error();
  one_time_password = password->value_or("");
  return {};
}

}  // namespace custos::app
