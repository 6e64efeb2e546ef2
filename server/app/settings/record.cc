// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "server/app/settings/sections.h"
#include "storage/format/manifest.h"

namespace custos::app {
namespace {

void ReadWitness(const toml::table& table, const std::string& origin, std::vector<std::string>& problems,
                 EvidenceSettings& evidence) {
  TableReader reader(table, "[[witness]]", origin, problems);
  std::string url;
  std::string key;
  reader.Read("url", url);
  reader.Read("key", key);
  reader.ReportUnknownKeys();
  reader.Require("url", !url.empty());
  reader.Require("key", !key.empty());
  while (url.ends_with('/')) url.pop_back();
  if (key.empty()) return;
  const Result<storage::CosignatureVerifier> parsed = storage::CosignatureVerifier::Parse(key);
  if (!parsed) return reader.Refuse("key", "key must be the line of a witness.pub");
  evidence.witnesses.push_back({url, *parsed});
}

}  // namespace

void ReadRecord(TableReader& reader, const std::string& origin, std::vector<std::string>& problems,
                Settings& settings) {
  if (const toml::table* archive = reader.Table("archive")) {
    TableReader part(*archive, "[archive]", origin, problems);
    part.Read("raw_retention_days", settings.raw_retention_days);
    part.Read("verify_hours", settings.verify_hours);
    part.Read("checkpoint_minutes", settings.checkpoint_minutes);
    std::string zone;
    part.Read("zone", zone);
    if (!zone.empty()) {
      const std::optional<std::int32_t> minutes = storage::ParseZone(zone);
      if (!minutes) part.Refuse("zone", "zone must be a distance from UTC such as +08:00");
      settings.evidence.zone_minutes = minutes.value_or(0);
    }
    part.ReportUnknownKeys();
  }
  if (const toml::table* timestamp = reader.Table("timestamp")) {
    TableReader part(*timestamp, "[timestamp]", origin, problems);
    part.Read("url", settings.evidence.timestamp_url);
    part.Read("hours", settings.evidence.timestamp_hours);
    part.ReportUnknownKeys();
    part.Require("url", !settings.evidence.timestamp_url.empty());
  }
  if (const toml::array* witnesses = reader.Tables("witness")) {
    for (const toml::node& node : *witnesses) ReadWitness(*node.as_table(), origin, problems, settings.evidence);
  }
}

}  // namespace custos::app
