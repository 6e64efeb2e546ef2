// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings/sections.h"

namespace custos::app {
namespace {

void ReadLead(TableReader& reader, LeadSource& lead) {
  reader.Read("name", lead.name);
  reader.Read("region", lead.region);
  reader.Read("zone", lead.zone);
  reader.Read("fields", lead.fields);
}

}  // namespace

LeadQueueSource ReadLeadQueue(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  constexpr std::int64_t kLastPort = 65'535;
  constexpr std::int64_t kMostUnacknowledged = 5'000;
  constexpr std::int64_t kLongestHeartbeat = 600;
  LeadQueueSource source;
  TableReader reader(table, "[[lead_queue]]", origin, problems);
  ReadLead(reader, source.lead);
  reader.Read("host", source.host);
  reader.Read("port", source.port, kLastPort);
  reader.Read("vhost", source.vhost);
  reader.Read("user", source.user);
  reader.ReadSecret("password_file", source.password);
  reader.Read("tls", source.tls);
  reader.Read("ca_file", source.ca_file);
  reader.Read("queue", source.queue);
  reader.Read("dead_letter_queue", source.dead_letter_queue);
  reader.Read("prefetch", source.prefetch, kMostUnacknowledged);
  reader.Read("heartbeat_s", source.heartbeat_s, kLongestHeartbeat);
  reader.ReportUnknownKeys();
  reader.Require("name", !source.lead.name.empty());
  reader.Require("queue", !source.queue.empty());
  reader.Require("password_file", !source.password.empty());
  if (source.prefetch == 0) reader.Refuse("prefetch", "prefetch must be at least 1");
  if (!source.queue.empty() && source.dead_letter_queue == source.queue) {
    reader.Refuse("dead_letter_queue", "dead_letter_queue must be another queue");
  }
  if (source.port == 0) source.port = source.tls ? 5671 : 5672;
  return source;
}

LeadPollSource ReadLeadPoll(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  constexpr std::int64_t kLongest = 3'000;  // the alarm for a source that lags comes after an hour
  LeadPollSource source;
  TableReader reader(table, "[[lead_poll]]", origin, problems);
  ReadLead(reader, source.lead);
  reader.Read("every_s", source.every_s, kLongest);
  reader.Read("timeout_s", source.timeout_s, kLongest);
  reader.Read("first_cursor", source.first_cursor);
  reader.Read("url", source.url);
  reader.ReadSecret("token_file", source.token);
  reader.Read("items", source.items);
  reader.Read("next", source.next);
  reader.Read("item_cursor", source.item_cursor);
  reader.ReadSecret("database_url_file", source.database_url);
  reader.Read("query", source.query);
  reader.Read("cursor_column", source.cursor_column);
  reader.ReportUnknownKeys();
  reader.Require("name", !source.lead.name.empty());
  const bool database = !source.database_url.empty();
  reader.Require("url or database_url_file, one of them", database == source.url.empty());
  reader.Require("query and cursor_column", !database || (!source.query.empty() && !source.cursor_column.empty()));
  if (source.every_s == 0) reader.Refuse("every_s", "every_s must be at least 1");
  if (source.timeout_s == 0) reader.Refuse("timeout_s", "timeout_s must be at least 1");
  return source;
}

}  // namespace custos::app
