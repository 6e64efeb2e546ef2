// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <thread>

#include "server/app/packet_settings.h"
#include "server/app/serve/server_parts.h"
#include "server/app/version.h"
#include "server/machine/gateway_routes.h"

namespace custos::app {

Result<ListenAddress> ParseListen(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  ListenAddress address;
  const char* const end = listen.data() + listen.size();
  if (colon == std::string::npos || colon == 0 ||
      std::from_chars(listen.data() + colon + 1, end, address.port).ptr != end || address.port < 0 ||
      address.port > 65535) {
    return Error{ErrorKind::kInvalid, "config.listen", "listen must be HOST:PORT, not " + listen};
  }
  address.host = listen.substr(0, colon);
  return address;
}

Status Server::Parts::StartApi() {
  AddIntercepts();
  AddHandovers();
  AddTags();
  AddConsents();
  const Result<ListenAddress> address = ParseListen(options.settings.http.listen);
  if (!address) return address.error();
  const Result<storage::PostgresStorage::Info> info = storage->GetInfo();
  if (!info) return info.error();
  coverage.emplace(*storage, clock);
  status.emplace(StatusService::Parts{.storage = *storage,
                                      .pipeline = *pipeline,
                                      .connectors = sources->connectors(),
                                      .coverage = *coverage,
                                      .consents = *consents,
                                      .callbacks = sources->callbacks(),
                                      .inbox = *inbox,
                                      .clock = clock});
  verify.emplace(*storage, clock);
  checkpoints.emplace(storage->archive(), storage->evidence(), options.settings.evidence, clock);
  look_back.emplace(storage->archive());
  // One core stays free for what people wait for.
  const std::size_t cores = std::max(2U, std::thread::hardware_concurrency());
  const studio::FactsProvider known = [this](const Message& message) { return facts->Of(message); };
  const studio::FactsOfNow known_now = [this]() -> studio::FactsProvider {
    return [now = facts->Current()](const Message& message) { return now->Of(message); };
  };
  backtests.emplace(*packs, storage->backtests(), storage->history(), *look_back, known_now, clock, cores - 1);
  exceptions.emplace(*packs, *rules, storage->alerts(), storage->history(), known);
  check.emplace(*rules);
  rule_hits.emplace(storage->history(), clock);
  shadow.emplace(*packs, *rules, storage->history(), known);
  events = std::make_unique<live::EventHub>(storage->alerts(), live::EventHubSettings{});
  const std::filesystem::path ui =
      options.settings.http.ui.empty() ? ShareDirectory() / "ui" : options.settings.http.ui;
  const Result<server::packet::PacketSettings> packet_settings =
      PacketSettingsOf(*storage, options.settings.data_dir, ui);
  if (!packet_settings) return packet_settings.error();
  RemoveLeftPackets(options.settings.data_dir);
  packets.emplace(storage->reader(), storage->alerts(), storage->archive(), storage->evidence(), *media, clock,
                  *packet_settings);
  platform_files.emplace(options.settings.wecom, *sources, *media, clock);
  api.emplace(
      server::api::ApiDependencies{.reader = storage->reader(),
                                   .alerts = storage->alerts(),
                                   .directory = storage->directory(),
                                   .customers = storage->customers(),
                                   .segments = storage->customer_segments(),
                                   .grading = storage->grading(),
                                   .numbers = storage->numbers(),
                                   .ownership = storage->ownership(),
                                   .known_customers = storage->known_customers(),
                                   .disputes = storage->disputes(),
                                   .pools = storage->pools(),
                                   .allocations = storage->allocations(),
                                   .activity = storage->activity(),
                                   .media = *media,
                                   .sessions = *sessions,
                                   .users = *users,
                                   .audit = *audit,
                                   .audit_queue = *audit_queue,
                                   .callers = *callers,
                                   .events = *events,
                                   .rules = *rules,
                                   .status = *status,
                                   .verify = *verify,
                                   .evidence = storage->evidence(),
                                   .checkpoints = *checkpoints,
                                   .packs = *packs,
                                   .backtests = *backtests,
                                   .exceptions = *exceptions,
                                   .check = *check,
                                   .rule_hits = *rule_hits,
                                   .history = storage->history(),
                                   .searches = storage->saved_searches(),
                                   .quarantine = storage->quarantine(),
                                   .sources = *sources,
                                   .intercepts = intercepts,
                                   .sms = *sms,
                                   .packets = *packets,
                                   .phones = *phones,
                                   .push_sources = *push_sources,
                                   .leads = storage->leads(),
                                   .lead_tables = *lead_imports,
                                   .orders = storage->orders(),
                                   .order_desk = *order_desk,
                                   .order_tables = *order_imports,
                                   .follow_ups = storage->follow_ups(),
                                   .scripts = storage->scripts(),
                                   .transparency = storage->transparency(),
                                   .handovers = storage->handovers(),
                                   .handover_desk = *handover_desk,
                                   .tags = storage->tags(),
                                   .tag_desk = *tag_desk,
                                   .bindings = storage->bindings(),
                                   .consents = storage->consents(),
                                   .coverage = storage->coverage(),
                                   .staff = storage->staff(),
                                   .facts = known,
                                   .clock = clock,
                                   .settings = {.version = kVersion,
                                                .archive_id = info->archive_id,
                                                .demo = options.demo,
                                                .https = options.settings.http.https,
                                                .zone_minutes = options.settings.evidence.zone_minutes,
                                                .raw_retention_days = options.settings.raw_retention_days,
                                                .ui_directory = ui,
                                                .protection_ms = TimeMs{options.settings.protection_days} * 86'400'000,
                                                .phones_expected = options.settings.binding.phones_expected},
                                   .platform_files = *platform_files,
                                   .day_reports = storage->day_reports()});
  server::api::BuildRouter(*api, router);
  machines.emplace(server::machine::MachineServices{
      .callers = *callers, .uploads = storage->uploads(), .sources = *push_sources, .phones = *phones, .clock = clock});
  server::machine::AddMachineRoutes(*machines, router);
  server::machine::AddGatewayRoutes(*sms, router);
  wecom_desk.emplace(options.settings.wecom, *sources, clock);
  platform_sign_in.emplace(storage->users(), clock);
  wecom_door.emplace(server::api::WecomDoor{.desk = *wecom_desk,
                                            .sessions = *sessions,
                                            .sign_in = *platform_sign_in,
                                            .audit = *audit,
                                            .clock = clock,
                                            .https = options.settings.http.https,
                                            .public_url = options.settings.http.public_url,
                                            .proofs = options.settings.http.domain_proofs});
  server::api::AddWecomRoutes(*wecom_door, router);
  server::api::AddCallbackRoutes(sources->callbacks(), sources->callbacks().companies(), router);
  import_routes.emplace(server::imports::ImportRoutes{
      .callers = *callers, .imports = *imports, .users = storage->users(), .clock = clock});
  server::imports::AddImportRoutes(*import_routes, router);
  exchange_routes.emplace(server::imports::ExchangeRoutes{.exchanges = PostingExchanges(options.settings.exchanges),
                                                          .formats = record_formats,
                                                          .sink = *pipeline,
                                                          .clock = clock});
  server::imports::AddExchangeRoutes(*exchange_routes, router);

  server::http::ServerSettings settings;
  settings.address = address->host;
  settings.port = address->port;
  if (!options.settings.http.trusted_proxy.empty()) settings.trusted_proxies = {options.settings.http.trusted_proxy};
  Result<std::unique_ptr<server::http::Server>> started = server::http::Server::Start(settings, router);
  if (!started) return started.error();
  http = std::move(*started);
  url = "http://" + address->host + ":" + std::to_string(http->port()) + "/";
  storage->ListenLog([this](std::uint64_t) { events->Notify(); });
  return StartMetrics();
}

Status Server::Parts::StartMetrics() {
  if (options.settings.http.metrics_listen.empty()) return {};
  const Result<ListenAddress> address = ParseListen(options.settings.http.metrics_listen);
  if (!address) return address.error();
  metrics.emplace(*status);
  server::http::ServerSettings settings;
  settings.address = address->host;
  settings.port = address->port;
  settings.workers = 4;
  Result<std::unique_ptr<server::http::Server>> started = server::http::Server::Start(settings, *metrics);
  if (!started) return started.error();
  metrics_http = std::move(*started);
  return {};
}

}  // namespace custos::app
