// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/lead_sources.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "connectors/lead_poll/http_pages.h"
#include "connectors/lead_poll/lead_poll_connector.h"
#include "connectors/lead_poll/sql_pages.h"
#include "connectors/lead_queue/lead_queue_connector.h"

namespace custos::app {
namespace {

using std::chrono::seconds;

using Made = Result<std::unique_ptr<Connector>>;

bool IsName(const std::string& name) {
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; });
}

Result<std::unique_ptr<lead::LeadParser>> ParserOf(const LeadSource& lead) {
  return lead::LeadParser::Create(
      {.source = "lead:" + lead.name, .region = lead.region, .zone = lead.zone, .pointers = lead.fields});
}

Made MakeQueue(const LeadQueueSource& source, const Clock& clock) {
  auto parser = ParserOf(source.lead);
  if (!parser) return parser.error();
  lead_queue::QueueSettings settings;
  settings.address = {.host = source.host,
                      .port = static_cast<int>(source.port),
                      .vhost = source.vhost,
                      .user = source.user,
                      .password = source.password,
                      .tls = source.tls,
                      .ca_file = source.ca_file,
                      .heartbeat_s = static_cast<int>(source.heartbeat_s)};
  settings.queue = source.queue;
  settings.dead_letter_queue = source.dead_letter_queue;
  settings.prefetch = static_cast<std::uint16_t>(source.prefetch);
  return std::unique_ptr<Connector>(
      std::make_unique<lead_queue::LeadQueueConnector>(std::move(settings), std::move(*parser), clock));
}

Result<std::unique_ptr<lead_poll::PageSource>> PagesOf(const LeadPollSource& source) {
  if (!source.database_url.empty()) {
    lead_poll::SqlSettings settings;
    settings.database_url = source.database_url;
    settings.query = source.query;
    settings.cursor_column = source.cursor_column;
    settings.timeout = seconds(source.timeout_s);
    return lead_poll::MakeSqlPages(std::move(settings));
  }
  lead_poll::HttpSettings settings;
  settings.url = source.url;
  settings.token = source.token;
  settings.items = source.items;
  settings.next = source.next;
  settings.item_cursor = source.item_cursor;
  settings.timeout = seconds(source.timeout_s);
  return lead_poll::MakeHttpPages(std::move(settings));
}

Made MakePoll(const LeadPollSource& source, const Clock& clock) {
  auto parser = ParserOf(source.lead);
  if (!parser) return parser.error();
  auto pages = PagesOf(source);
  if (!pages) return pages.error();
  return std::unique_ptr<Connector>(std::make_unique<lead_poll::LeadPollConnector>(
      lead_poll::PollSettings{.every = seconds(source.every_s), .first_cursor = source.first_cursor}, std::move(*pages),
      std::move(*parser), clock));
}

}  // namespace

Result<std::vector<std::unique_ptr<Connector>>> MakeLeadSources(const Settings& settings, const Clock& clock) {
  std::vector<std::unique_ptr<Connector>> sources;
  const auto add = [&](const std::string& name, auto make) -> Status {
    const auto wrong = [&](const std::string& what) {
      return Error{ErrorKind::kInvalid, "config.lead", "leads " + name + ": " + what};
    };
    if (!IsName(name)) return wrong("a name has letters, digits, . _ and - only");
    const bool twice = std::any_of(sources.begin(), sources.end(),
                                   [&](const auto& source) { return source->source() == "lead:" + name; });
    if (twice) return wrong("the name is there twice");
    Made made = make();
    if (!made) return wrong(made.error().message);
    sources.push_back(std::move(*made));
    return {};
  };
  for (const LeadQueueSource& source : settings.lead_queues) {
    if (const Status added = add(source.lead.name, [&] { return MakeQueue(source, clock); }); !added) {
      return added.error();
    }
  }
  for (const LeadPollSource& source : settings.lead_polls) {
    if (const Status added = add(source.lead.name, [&] { return MakePoll(source, clock); }); !added) {
      return added.error();
    }
  }
  return sources;
}

}  // namespace custos::app
