// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/record/formats/formats.h"
#include "server/api/api.h"
#include "server/api/wecom_door.h"
#include "server/app/serve/checkpoint_job.h"
#include "server/app/serve/daily_report.h"
#include "server/app/serve/demo.h"
#include "server/app/serve/demo_content.h"
#include "server/app/serve/directory_writer.h"
#include "server/app/serve/exchanges.h"
#include "server/app/serve/imported_files.h"
#include "server/app/serve/intercepts.h"
#include "server/app/serve/look_back.h"
#include "server/app/serve/metrics_page.h"
#include "server/app/serve/notifier.h"
#include "server/app/serve/periodic_task.h"
#include "server/app/serve/platform_files.h"
#include "server/app/serve/pushed_sources.h"
#include "server/app/serve/rule_catalog.h"
#include "server/app/serve/server.h"
#include "server/app/serve/sms_gateways.h"
#include "server/app/serve/sources.h"
#include "server/app/serve/status_service.h"
#include "server/app/serve/verify_job.h"
#include "server/app/serve/wecom_desk.h"
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
#include "server/imports/table_imports.h"
#include "server/intake/phone_service.h"
#include "server/intake/source_service.h"
#include "server/leads/lead_desk.h"
#include "server/live/event_hub.h"
#include "server/machine/machine.h"
#include "server/orders/order_desk.h"
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

/// Everything a server is made of, for the files that put it together (server_*.cc); nobody else includes this.
/// Members in the order in which they are made; destruction is the reverse, so nothing outlives what it uses.
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
  void CompareLeads();
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
  std::optional<server::imports::TableImports> lead_imports;
  std::unique_ptr<server::orders::OrderDesk> order_desk;
  std::optional<server::imports::TableImports> order_imports;
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
  std::optional<PlatformFiles> platform_files;
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

struct ListenAddress {
  std::string host;
  int port = 0;
};

/// "HOST:PORT". kInvalid "config.listen".
Result<ListenAddress> ParseListen(const std::string& listen);

void LogIfFailed(const Status& status, std::string_view what);

}  // namespace custos::app
