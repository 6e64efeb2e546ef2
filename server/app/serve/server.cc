// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/server.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "connectors/record/formats/formats.h"
#include "connectors/wecom/company_api.h"
#include "connectors/wecom/people_messages.h"
#include "core/log.h"
#include "rules/loader/pack_directory.h"
#include "server/api/api.h"
#include "server/api/wecom_door.h"
#include "server/app/packet_settings.h"
#include "server/app/serve/checkpoint_job.h"
#include "server/app/serve/daily_report.h"
#include "server/app/serve/demo.h"
#include "server/app/serve/demo_content.h"
#include "server/app/serve/directory_writer.h"
#include "server/app/serve/exchanges.h"
#include "server/app/serve/imported_files.h"
#include "server/app/serve/intercepts.h"
#include "server/app/serve/lead_sources.h"
#include "server/app/serve/look_back.h"
#include "server/app/serve/mail_channel.h"
#include "server/app/serve/metrics_page.h"
#include "server/app/serve/notifier.h"
#include "server/app/serve/periodic_task.h"
#include "server/app/serve/pushed_sources.h"
#include "server/app/serve/rule_catalog.h"
#include "server/app/serve/sms_gateways.h"
#include "server/app/serve/sources.h"
#include "server/app/serve/status_service.h"
#include "server/app/serve/verify_job.h"
#include "server/app/serve/wecom_channels.h"
#include "server/app/serve/wecom_desk.h"
#include "server/app/version.h"
#include "server/customers/allocation_runner.h"
#include "server/customers/consent_round.h"
#include "server/customers/handover_desk.h"
#include "server/customers/handover_runner.h"
#include "server/customers/leaver_desk.h"
#include "server/customers/tag_desk.h"
#include "server/customers/tag_runner.h"
#include "server/governance/audit_queue.h"
#include "server/governance/audit_service.h"
#include "server/governance/caller_service.h"
#include "server/governance/password.h"
#include "server/governance/session_service.h"
#include "server/governance/user_service.h"
#include "server/http/router.h"
#include "server/http/server.h"
#include "server/imports/import_routes.h"
#include "server/imports/import_service.h"
#include "server/intake/phone_service.h"
#include "server/intake/source_service.h"
#include "server/leads/lead_desk.h"
#include "server/leads/lead_imports.h"
#include "server/live/event_hub.h"
#include "server/machine/gateway_routes.h"
#include "server/machine/machine.h"
#include "server/packet/packet_service.h"
#include "server/pipeline/directory_facts.h"
#include "server/pipeline/media_fetcher.h"
#include "server/pipeline/pipeline.h"
#include "server/studio/backtest_service.h"
#include "server/studio/check_service.h"
#include "server/studio/exception.h"
#include "server/studio/pack_service.h"
#include "server/studio/rule_hits.h"
#include "server/studio/shadow_runner.h"
#include "storage/inbox/file_inbox.h"
#include "storage/media/file_media_store.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

namespace governance = server::governance;
namespace live = server::live;
namespace studio = server::studio;

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Address {
  std::string host;
  int port = 0;
};

Result<Address> ParseListen(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  Address address;
  const char* const end = listen.data() + listen.size();
  if (colon == std::string::npos || colon == 0 ||
      std::from_chars(listen.data() + colon + 1, end, address.port).ptr != end || address.port < 0 ||
      address.port > 65535) {
    return Error{ErrorKind::kInvalid, "config.listen", "listen must be HOST:PORT, not " + listen};
  }
  address.host = listen.substr(0, colon);
  return address;
}

void LogIfFailed(const Status& status, std::string_view what) {
  if (!status) Log(LogLevel::kWarn, what, {{"code", status.error().code}});
}

}  // namespace

// Members in the order in which they are made; destruction is the reverse, so nothing outlives what it uses.
struct Server::Parts {
  Parts(const ServeOptions& serve_options, const Clock& the_clock) : options(serve_options), clock(the_clock) {}

  Status StartDemo();
  Status OpenStorage();
  Status LoadRules();
  Status ReloadRules();
  Status CreateAccounts();
  Status StartPipeline();
  Status StartApi();
  Status StartMetrics();
  void AddIntercepts();
  void AddHandovers();
  void AddTags();
  void AddConsents();
  void TellOfLeaver(const storage::HandoverView& proposed);
  void MakeNotifier();
  Status StartJobs();
  void MakeCheckpoint();
  void MakeManifests();
  void StoreCheckCounts();
  void SealRows();
  void FollowCustomers();
  void FollowActivity();
  void GradeCustomers();
  void Allocate();
  std::map<std::string, std::string> NumbersFor(const std::string& source, const std::string& exchange);

  ServeOptions options;
  const Clock& clock;
  std::string url;
  std::string one_time_password;
  bool ending = false;

  std::unique_ptr<Demo> demo;
  std::unique_ptr<storage::PostgresStorage> storage;
  std::unique_ptr<storage::FileMediaStore> media;
  std::optional<RuleCatalog> rules;
  std::optional<studio::PackService> packs;
  governance::PasswordHasher hasher;
  std::optional<governance::SessionService> sessions;
  std::optional<governance::UserService> users;
  std::optional<governance::AuditService> audit;
  std::optional<governance::AuditQueue> audit_queue;
  std::optional<governance::CallerService> callers;
  std::optional<DirectoryWriter> directory;
  std::optional<server::DirectoryFacts> facts;
  BuiltinFormats record_formats;
  std::unique_ptr<storage::FileInbox> inbox;
  std::unique_ptr<Sources> sources;
  std::optional<SmsGateways> sms;
  std::optional<server::Pipeline> pipeline;
  std::optional<server::intake::SourceService> push_sources;
  std::optional<server::intake::PhoneService> phones;
  std::optional<PushedSources> pushed;
  std::optional<ImportedFiles> imported_files;
  std::optional<server::MediaFetcher> media_fetcher;
  std::optional<server::imports::ImportService> imports;
  std::optional<server::leads::LeadDesk> lead_desk;
  std::optional<server::leads::LeadImports> lead_imports;
  std::optional<server::customers::AllocationRunner> allocations;
  std::optional<server::customers::HandoverRunner> handovers;
  std::optional<server::customers::HandoverDesk> handover_desk;
  std::optional<server::customers::LeaverDesk> leavers;
  std::optional<server::customers::TagRunner> tags;
  std::optional<server::customers::PlatformTagDesk> tag_desk;
  std::optional<server::customers::ConsentRound> consents;
  std::optional<server::imports::ImportRoutes> import_routes;
  std::optional<server::imports::ExchangeRoutes> exchange_routes;
  std::optional<CoverageJob> coverage;
  std::optional<StatusService> status;
  std::optional<VerifyJob> verify;
  std::optional<CheckpointJob> checkpoints;
  std::optional<LookBack> look_back;
  std::optional<studio::BacktestService> backtests;
  std::optional<studio::ExceptionService> exceptions;
  std::optional<studio::CheckService> check;
  std::optional<studio::RuleHitCounter> rule_hits;
  std::optional<studio::ShadowRunner> shadow;
  std::optional<server::packet::PacketService> packets;
  std::optional<Notifier> notifier;
  std::optional<DailyReport> daily_report;
  InterceptKeepers intercepts;
  std::unique_ptr<live::EventHub> events;
  std::optional<server::api::ApiDependencies> api;
  std::optional<WecomDesk> wecom_desk;
  std::optional<governance::PlatformSignIn> platform_sign_in;
  std::optional<server::api::WecomDoor> wecom_door;
  std::optional<server::machine::MachineServices> machines;
  server::http::Router router;
  std::unique_ptr<server::http::Server> http;
  std::optional<MetricsPage> metrics;
  std::unique_ptr<server::http::Server> metrics_http;
  std::vector<std::unique_ptr<PeriodicTask>> jobs;
};

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(); }

Result<std::unique_ptr<Server>> Server::Start(const ServeOptions& options, const Clock& clock) {
  auto parts = std::make_unique<Parts>(options, clock);
  struct Step {
    std::string_view name;
    Status (Parts::*run)();
  };
  constexpr Step kSteps[] = {
      {"open the storage", &Parts::OpenStorage},    {"start the simulated company", &Parts::StartDemo},
      {"load the rules", &Parts::LoadRules},        {"prepare the accounts", &Parts::CreateAccounts},
      {"start the sources", &Parts::StartPipeline}, {"start the API", &Parts::StartApi},
      {"start the jobs", &Parts::StartJobs},
  };
  std::unique_ptr<Server> server(new Server(std::move(parts)));
  for (const Step& step : kSteps) {
    if (const Status status = (*server->parts_.*step.run)(); !status) {
      return Error{status.error().kind, status.error().code,
                   "cannot " + std::string(step.name) + ": " + status.error().message};
    }
  }
  return server;
}

// From the outside in: nobody asks any more, nothing comes in any more, what came in is committed, the store closes.
void Server::Stop() {
  if (parts_ == nullptr) return;
  Parts& parts = *parts_;
  if (parts.storage != nullptr) parts.storage->ListenLog({});
  if (parts.events != nullptr) parts.events->Stop();
  if (parts.tags) parts.tags->Stop();
  if (parts.http != nullptr) parts.http->Stop();
  if (parts.metrics_http != nullptr) parts.metrics_http->Stop();
  if (parts.handovers) parts.handovers->Stop();
  if (parts.consents) parts.consents->Stop();
  parts.jobs.clear();
  parts.intercepts.Stop();
  parts.backtests.reset();
  parts.audit_queue.reset();
  if (parts.check) parts.StoreCheckCounts();
  if (parts.imports) parts.imports->Stop();
  if (parts.sources != nullptr) parts.sources->Stop();
  if (parts.pushed) parts.pushed->Stop();
  if (parts.media_fetcher) parts.media_fetcher->Stop();
  if (parts.pipeline) parts.pipeline->Stop();
  parts.ending = true;
  if (parts.storage != nullptr) parts.MakeCheckpoint();
  parts_.reset();
}

Status Server::Reload() { return parts_->ReloadRules(); }
const std::string& Server::url() const { return parts_->url; }
const std::string& Server::one_time_password() const { return parts_->one_time_password; }

Status Server::Parts::OpenStorage() {
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = options.settings.data_dir;
  wanted.database_url = options.settings.database_url;
  wanted.raw_retention_ms = TimeMs{options.settings.raw_retention_days} * 86'400'000;
  wanted.wal_archive = options.settings.wal_archive;
  wanted.clock = &clock;
  wanted.customer_names = options.settings.customer_names;
  wanted.zone_minutes = options.settings.evidence.zone_minutes;
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

Status Server::Parts::StartPipeline() {
  Result<std::unique_ptr<storage::FileInbox>> opened = storage::FileInbox::Open(options.settings.data_dir / "inbox");
  if (!opened) return opened.error();
  inbox = std::move(*opened);
  Result<std::unique_ptr<Sources>> made = Sources::Create(options.settings.wecom, {*inbox, storage->contacts()}, clock);
  if (!made) return made.error();
  sources = std::move(*made);
  for (ExchangeSource& exchange : options.settings.exchanges) {
    exchange.extensions.merge(NumbersFor("exchange:" + exchange.name, exchange.name));  // the settings come first
  }
  auto exchanges = MakeExchanges(options.settings.exchanges, record_formats, clock);
  if (!exchanges) return exchanges.error();
  for (auto& exchange : *exchanges) sources->Add(std::move(exchange));
  sms.emplace(storage->outbox(), clock);
  for (const SmsGatewaySettings& gateway : options.settings.sms_gateways) {
    auto connector = sms->Add(gateway);
    if (!connector) return connector.error();
    sources->Add(std::move(*connector));
  }
  auto lead_sources = MakeLeadSources(options.settings, clock);
  if (!lead_sources) return lead_sources.error();
  for (auto& source : *lead_sources) sources->Add(std::move(source));
  Result<std::unique_ptr<record::NumberReader>> numbers = record::NumberReader::Create("CN");
  if (!numbers) return numbers.error();
  directory.emplace(storage->directory(), std::move(*numbers));
  facts.emplace(storage->people());
  if (const Status read = facts->Refresh(); !read) return read;
  pipeline.emplace(storage->archive(), rules->holder(), clock, server::PipelineSettings{}, &*facts);
  sms->SetSink(*pipeline);
  push_sources.emplace(storage->push_sources(), *pipeline, clock);
  phones.emplace(
      storage->devices(), storage->push_sources(), *pipeline, clock,
      server::intake::PhoneSettings{.silent_after_ms = TimeMs{options.settings.phones.silent_hours} * 3'600'000,
                                    .code_life_ms = TimeMs{options.settings.phones.code_hours} * 3'600'000});
  pushed.emplace(storage->archive(), storage->devices(), storage->uploads(), clock);
  sources->SetPushed([this](const std::string& source) {
    if (!PushedSources::Owns(source)) return false;
    pushed->RetryParked(source, *pipeline);
    return true;
  });
  imported_files.emplace(storage->uploads());
  std::map<std::string, Connector*> files = sources->by_source();
  files.emplace("ingest:", &*pushed);
  files.emplace("phone:", &*pushed);
  files.emplace(imported_files->source(), &*imported_files);
  media_fetcher.emplace(std::move(files), storage->media_queue(), *media, clock);
  imports.emplace(storage->imports(), storage->uploads(), record_formats, *pipeline, clock,
                  [this](const std::string& source) { return NumbersFor(source, ""); });
  lead_desk.emplace(storage->leads(), storage->duplicates());
  leavers.emplace(storage->leavers(), *pipeline, clock);
  lead_imports.emplace(storage->uploads(), *imports, clock);
  sources->Start(storage->archive(), *pipeline, *directory);
  return {};
}

void Server::Parts::AddIntercepts() {
  for (const WecomCompany& company : options.settings.wecom) {
    if (!company.intercept) continue;
    wecom::WecomSource& source = *sources->company(company.name);
    intercepts.Add({.company = company.name,
                    .source = source.source(),
                    .api = source.api().contacts(),
                    .rules = [this] { return rules->InForce(); },
                    .notes = storage->outbox(),
                    .audit = *audit,
                    .clock = clock,
                    .settings = *company.intercept});
  }
}

// Each is told of once, however often it is found.
void Server::Parts::TellOfLeaver(const storage::HandoverView& proposed) {
  std::vector<storage::OutboxItem> items;
  for (const NotifyChannel& channel : options.settings.notify) {
    storage::OutboxItem& item = items.emplace_back();
    item.channel = channel.name;
    item.subject = "handover:" + std::to_string(proposed.id);
    item.title = "【客户继承】" + proposed.giver.name + " 已离职，客户等待分配";
    item.body = "待分配客户：" + std::to_string(proposed.unassigned);
    if (!options.settings.http.public_url.empty()) {
      item.body += "\n查看：" + options.settings.http.public_url + "/handovers";
    }
    item.created_at = clock.Now();
  }
  if (!items.empty()) LogIfFailed(storage->outbox().Put(items), "nobody could be told of a leaver");
}

void Server::Parts::AddHandovers() {
  const HandoverSettings& settings = options.settings.handovers;
  allocations.emplace(
      server::customers::AllocationRunner::Parts{.store = storage->allocations(),
                                                 .ledger = storage->ownership(),
                                                 .clock = clock,
                                                 .zone_minutes = options.settings.evidence.zone_minutes});
  handovers.emplace(server::customers::HandoverRunner::Parts{
      .store = storage->handovers(),
      .ledger = &storage->ownership(),
      .clock = clock,
      .pace = {.check = seconds(settings.check_seconds)},
      .leavers_every = TimeMs{settings.leavers_seconds} * 1000,
      .on_proposed = [this](const storage::HandoverView& proposed) { TellOfLeaver(proposed); }});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    if (!source.api().has_contacts()) continue;
    handovers->Add({.source = source.source(),
                    .api = source.api().contacts(),
                    .reader = source.api().reader(),
                    .look_again = [&source](const auto& hints) { source.LookAgain(hints); }});
  }
  handover_desk.emplace(storage->handovers(), [this](const std::string& source) { return handovers->Knows(source); });
}

void Server::Parts::AddTags() {
  tags.emplace(server::customers::TagRunner::Parts{
      .store = storage->tags(), .clock = clock, .catalogue_every = TimeMs{options.settings.tags.read_seconds} * 1000});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    if (!source.api().has_contacts()) continue;
    tags->Add({.source = source.source(),
               .api = source.api().contacts(),
               .reader = source.api().reader(),
               .look_again = [&source](const auto& hints) { source.LookAgain(hints); }});
  }
  tag_desk.emplace(*tags);
}

void Server::Parts::AddConsents() {
  const BindingSettings& settings = options.settings.binding;
  consents.emplace(storage->consents(), clock,
                   server::customers::ConsentPace{.again = TimeMs{settings.consent_hours} * 3'600'000});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    consents->Add(source.source(), source.api().archive());
  }
}

Status Server::Parts::StartApi() {
  AddIntercepts();
  AddHandovers();
  AddTags();
  AddConsents();
  const Result<Address> address = ParseListen(options.settings.http.listen);
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
                                                .phones_expected = options.settings.binding.phones_expected}});
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
  const Result<Address> address = ParseListen(options.settings.http.metrics_listen);
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

// At the end nobody waits for witnesses.
void Server::Parts::MakeCheckpoint() {
  const bool serving = !ending && checkpoints.has_value();
  const Result<std::string> note = serving ? checkpoints->Make() : storage->archive().Checkpoint();
  if (!note) Log(LogLevel::kWarn, "no checkpoint could be made", {{"code", note.error().code}});
}

void Server::Parts::MakeManifests() {
  const auto made = storage->evidence().MakeManifests(options.settings.evidence.zone_minutes, false);
  if (!made) Log(LogLevel::kError, "the manifests of a day could not be made", {{"code", made.error().code}});
}

void Server::Parts::StoreCheckCounts() {
  const studio::CheckCounts counts = check->TakeCounts();
  if (counts[0] + counts[1] + counts[2] == 0) return;
  LogIfFailed(storage->tokens().CountChecks(clock.Now(), counts[0], counts[1], counts[2]), "checks were not counted");
}

void Server::Parts::SealRows() {
  for (;;) {
    const Result<std::uint64_t> sealed = storage->Seal();
    if (!sealed) Log(LogLevel::kWarn, "rows were not sealed", {{"code", sealed.error().code}});
    if (!sealed || *sealed == 0) return;
  }
}

void Server::Parts::MakeNotifier() {
  notifier.emplace(Notifier::Parts{.alerts = storage->alerts(),
                                   .outbox = storage->outbox(),
                                   .rules = *rules,
                                   .clock = clock,
                                   .public_url = options.settings.http.public_url,
                                   .zone_minutes = options.settings.evidence.zone_minutes});
  const std::vector<WecomCompany>& companies = options.settings.wecom;
  const std::vector<std::string>& reported = options.settings.report.channels;
  std::vector<DailyReport::Target> targets;
  for (const NotifyChannel& channel : options.settings.notify) {
    const auto company = std::find_if(companies.begin(), companies.end(),
                                      [&](const WecomCompany& one) { return one.name == channel.company; });
    const auto way = [&](bool markdown) {
      if (channel.kind == "mail") return MakeMailChannel(channel, clock);
      if (channel.kind == "wecom_app") return MakeAppChannel(channel, sources->company(channel.company)->api());
      return MakeRobotChannel(channel, company == companies.end() ? nullptr : &*company, markdown);
    };
    notifier->Add(channel.name, way(false));
    if (std::find(reported.begin(), reported.end(), channel.name) == reported.end()) continue;
    // A queue of its own: a report is joined with no alert.
    const bool robot = channel.kind == "wecom_robot";
    const std::string queue = "report:" + channel.name;
    notifier->Add(queue, way(true));
    const std::size_t most_bytes = channel.kind == "mail" ? kMostMailBytes
                                   : robot                ? wecom::kMostMarkdownBytes
                                                          : wecom::kMostTextBytes;
    targets.push_back({.channel = queue, .markdown = robot, .most_bytes = most_bytes});
  }
  daily_report.emplace(DailyReport::Parts{.activity = storage->activity(),
                                          .outbox = storage->outbox(),
                                          .clock = clock,
                                          .settings = options.settings.report,
                                          .zone_minutes = options.settings.evidence.zone_minutes,
                                          .targets = std::move(targets)});
}

// A bounded time, so that a stop does not wait for a whole directory.
void Server::Parts::FollowCustomers() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> followed = storage->customers().Follow();
    if (!followed) return Log(LogLevel::kWarn, "customers could not be followed", {{"code", followed.error().code}});
    if (*followed == 0) break;
  }
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> settled = storage->ownership().Settle();
    if (!settled)
      return Log(LogLevel::kWarn, "the ownership ledger could not be settled", {{"code", settled.error().code}});
    if (*settled == 0) return;
  }
}

// Likewise.
void Server::Parts::Allocate() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> looked = allocations->Tick();
    if (!looked) return Log(LogLevel::kWarn, "customers could not be allocated", {{"code", looked.error().code}});
    if (*looked == 0) return;
  }
}

// Likewise.
void Server::Parts::FollowActivity() {
  const auto end = std::chrono::steady_clock::now() + seconds(2);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> followed = storage->activity().Follow();
    if (!followed) return Log(LogLevel::kWarn, "activity could not be counted", {{"code", followed.error().code}});
    if (*followed == 0) return;
  }
}

// Likewise, and no more than half of the time: everybody is gone through while others work.
void Server::Parts::GradeCustomers() {
  const auto end = std::chrono::steady_clock::now() + seconds(1);
  while (std::chrono::steady_clock::now() < end) {
    const Result<std::uint64_t> graded = storage->grading().Step();
    if (!graded) return Log(LogLevel::kWarn, "customers could not be graded", {{"code", graded.error().code}});
    if (*graded == 0) return;
  }
}

std::map<std::string, std::string> Server::Parts::NumbersFor(const std::string& source, const std::string& exchange) {
  auto numbers = storage->numbers().Of(source, exchange);
  if (numbers) return std::move(*numbers);
  Log(LogLevel::kWarn, "the number book could not be read", {{"code", numbers.error().code}});
  return {};
}

Status Server::Parts::StartJobs() {
  const auto every = [this](auto interval, std::function<void()> work) {
    jobs.push_back(std::make_unique<PeriodicTask>(interval, std::move(work)));
  };
  every(seconds(1), [this] {
    status->Sample();
    events->NotifyStatus();
  });
  if (options.demo) {
    every(seconds(3), [content = DemoContent(*storage), done = false]() mutable {
      if (done) return;
      const Result<bool> filled = content.Fill();
      if (!filled) Log(LogLevel::kWarn, "the demo could not be filled", {{"code", filled.error().code}});
      done = filled && *filled;
    });
  }
  MakeNotifier();
  intercepts.Start();
  every(seconds(1), [this] {
    LogIfFailed(notifier->Collect(), "alerts could not be put into the outbox");
    notifier->Deliver();
  });
  every(seconds(10), [this] { LogIfFailed(daily_report->Tick(), "the daily report could not be made"); });
  every(seconds(1), [this] { sms->Deliver(); });
  every(hours(1), [this] { LogIfFailed(notifier->Expire(), "the outbox could not be cleared"); });
  every(seconds(3), [this] { LogIfFailed(packs->Refresh(), "the rule pack could not be looked up"); });
  every(seconds(1), [this] { LogIfFailed(facts->Refresh(), "the directory could not be read"); });
  every(seconds(1), [this] { LogIfFailed(lead_desk->CheckArrived(), "leads were not looked up"); });
  every(seconds(1), [this] { handovers->Tick(); });
  every(seconds(5), [this] { LogIfFailed(leavers->Tick(), "who left was not looked at"); });
  every(seconds(1), [this] { tags->Tick(); });
  every(seconds(options.settings.binding.consent_seconds), [this] { consents->Tick(); });
  every(minutes(5), [this] { LogIfFailed(status->CountStaff(), "coverage could not be counted"); });
  every(seconds(1), [this] { Allocate(); });
  every(seconds(10), [this] { LogIfFailed(shadow->Tick(), "the version in shadow did not judge"); });
  every(seconds(30), [this] { StoreCheckCounts(); });
  every(seconds(30), [this] {
    const auto told = phones->TellSilence();
    if (!told) Log(LogLevel::kWarn, "silent devices could not be told of", {{"code", told.error().code}});
  });
  every(seconds(1), [this] { SealRows(); });
  every(seconds(1), [this] { FollowCustomers(); });
  every(seconds(1), [this] { FollowActivity(); });
  every(seconds(2), [this] { GradeCustomers(); });
  every(seconds(1), [this] { coverage->Step(); });
  every(hours(1), [this] { LogIfFailed(storage->Maintain(), "maintenance did not finish"); });
  every(minutes(options.settings.checkpoint_minutes), [this] { MakeCheckpoint(); });
  every(minutes(10), [this] { MakeManifests(); });
  if (options.settings.verify_hours > 0) {
    every(hours(options.settings.verify_hours), [this] { (void)verify->Start(); });
  }
  return {};
}

}  // namespace custos::app
