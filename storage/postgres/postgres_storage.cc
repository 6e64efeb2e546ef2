// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_storage.h"

#include "storage/postgres/archive_key.h"
#include "storage/postgres/coverage.h"
#include "storage/postgres/data_dir_lock.h"
#include "storage/postgres/embedded_postgres.h"
#include "storage/postgres/log_listener.h"
#include "storage/postgres/migrations.h"
#include "storage/postgres/postgres_activity_store.h"
#include "storage/postgres/postgres_alert_store.h"
#include "storage/postgres/postgres_allocation_store.h"
#include "storage/postgres/postgres_archive.h"
#include "storage/postgres/postgres_backtest_store.h"
#include "storage/postgres/postgres_binding_store.h"
#include "storage/postgres/postgres_consent_store.h"
#include "storage/postgres/postgres_contact_store.h"
#include "storage/postgres/postgres_coverage_store.h"
#include "storage/postgres/postgres_customer_segments.h"
#include "storage/postgres/postgres_customer_store.h"
#include "storage/postgres/postgres_day_report_store.h"
#include "storage/postgres/postgres_device_store.h"
#include "storage/postgres/postgres_directory_store.h"
#include "storage/postgres/postgres_dispute_store.h"
#include "storage/postgres/postgres_duplicate_check.h"
#include "storage/postgres/postgres_evidence.h"
#include "storage/postgres/postgres_follow_up_store.h"
#include "storage/postgres/postgres_grading_store.h"
#include "storage/postgres/postgres_handover_store.h"
#include "storage/postgres/postgres_history.h"
#include "storage/postgres/postgres_import_store.h"
#include "storage/postgres/postgres_known_customers.h"
#include "storage/postgres/postgres_lead_store.h"
#include "storage/postgres/postgres_leaver_reviews.h"
#include "storage/postgres/postgres_media_queue.h"
#include "storage/postgres/postgres_number_book.h"
#include "storage/postgres/postgres_order_store.h"
#include "storage/postgres/postgres_outbox.h"
#include "storage/postgres/postgres_ownership_store.h"
#include "storage/postgres/postgres_pack_store.h"
#include "storage/postgres/postgres_people_store.h"
#include "storage/postgres/postgres_proofs.h"
#include "storage/postgres/postgres_public_pool_store.h"
#include "storage/postgres/postgres_push_source_store.h"
#include "storage/postgres/postgres_quarantine.h"
#include "storage/postgres/postgres_reader.h"
#include "storage/postgres/postgres_saved_searches.h"
#include "storage/postgres/postgres_script_store.h"
#include "storage/postgres/postgres_staff_store.h"
#include "storage/postgres/postgres_tag_store.h"
#include "storage/postgres/postgres_token_store.h"
#include "storage/postgres/postgres_transparency.h"
#include "storage/postgres/postgres_upload_store.h"
#include "storage/postgres/postgres_user_store.h"
#include "storage/postgres/reindex.h"
#include "storage/postgres/sealed_keys.h"
#include "storage/postgres/sealer.h"
#include "storage/postgres/verify_report_json.h"

namespace custos::storage {
namespace {

constexpr auto kReadLimit = std::chrono::seconds(20);
constexpr auto kWriteLimit = std::chrono::seconds(120);

constexpr char kInfo[] =
    "SELECT pg_database_size(current_database()), h.tree_size, h.note, coalesce(c.note, ''), coalesce(c.at, 0) "
    "FROM log_head h LEFT JOIN (SELECT note, at FROM checkpoint ORDER BY tree_size DESC LIMIT 1) c ON true";
constexpr char kTableSizes[] =
    "SELECT coalesce(p.relname, c.relname), sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c"
    " LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent"
    " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 2 DESC";
constexpr char kLoadReport[] = "SELECT report FROM verify_result";
constexpr char kSaveReport[] =
    "INSERT INTO verify_result (report) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET report = excluded.report";

Status MakeDataDir(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error) return {};
  return Error{ErrorKind::kInvalid, "data_dir.unusable", "cannot create " + path.string() + ": " + error.message()};
}

}  // namespace

/// In order of dependence: later members use earlier ones and go first.
struct PostgresStorage::Parts {
  Parts(const Options& chosen, std::unique_ptr<DataDirLock> held, std::unique_ptr<EmbeddedPostgres> embedded,
        std::string reached_by)
      : options(chosen),
        lock(std::move(held)),
        server(std::move(embedded)),
        conninfo(std::move(reached_by)),
        readers({.conninfo = conninfo, .size = options.readers, .statement = kReadLimit}),
        writers({.conninfo = conninfo, .size = options.writers, .statement = kWriteLimit}),
        partitions(*options.clock, options.leaves_per_part) {}

  const Options options;
  std::unique_ptr<DataDirLock> lock;
  std::unique_ptr<EmbeddedPostgres> server;
  const std::string conninfo;
  db::Pool readers;
  db::Pool writers;
  Sources sources;
  Partitions partitions;
  SealedStore sealed;
  int schema_version = 0;
  std::unique_ptr<EvidenceLog> log;
  std::unique_ptr<PostgresArchive> archive;
  std::unique_ptr<PostgresReader> reader;
  std::unique_ptr<PostgresAlertStore> alerts;
  std::unique_ptr<PostgresUserStore> users;
  std::unique_ptr<PostgresDirectoryStore> directory;
  std::unique_ptr<PostgresPeopleStore> people;
  std::unique_ptr<PostgresMediaQueue> media_queue;
  std::unique_ptr<PostgresPackStore> packs;
  std::unique_ptr<PostgresBacktestStore> backtests;
  std::unique_ptr<PostgresTokenStore> tokens;
  std::unique_ptr<PostgresUploadStore> uploads;
  std::unique_ptr<PostgresDeviceStore> devices;
  std::unique_ptr<PostgresPushSourceStore> push_sources;
  std::unique_ptr<PostgresSavedSearches> saved_searches;
  std::unique_ptr<PostgresQuarantine> quarantine;
  std::unique_ptr<PostgresHistory> history;
  std::unique_ptr<PostgresOutbox> outbox;
  std::unique_ptr<PostgresContactStore> contacts;
  std::unique_ptr<PostgresImportStore> imports;
  std::unique_ptr<PostgresCustomerStore> customers;
  std::unique_ptr<PostgresCustomerSegments> customer_segments;
  std::unique_ptr<PostgresGradingStore> grading;
  std::unique_ptr<PostgresNumberBook> numbers;
  std::unique_ptr<PostgresOwnershipStore> ownership;
  std::unique_ptr<PostgresPublicPoolStore> pools;
  std::unique_ptr<PostgresAllocationStore> allocations;
  std::unique_ptr<PostgresLeadStore> leads;
  std::unique_ptr<PostgresOrderStore> orders;
  std::unique_ptr<PostgresHandoverStore> handovers;
  std::unique_ptr<PostgresTagStore> tags;
  std::unique_ptr<PostgresLeaverReviews> leavers;
  std::unique_ptr<PostgresDisputeStore> disputes;
  std::unique_ptr<PostgresBindingStore> bindings;
  std::unique_ptr<PostgresConsentStore> consents;
  std::unique_ptr<PostgresStaffStore> staff;
  std::unique_ptr<PostgresCoverageStore> coverage;
  std::unique_ptr<PostgresDuplicateCheck> duplicates;
  std::unique_ptr<PostgresKnownCustomers> known_customers;
  std::unique_ptr<PostgresFollowUpStore> follow_ups;
  std::unique_ptr<PostgresScriptStore> scripts;
  std::unique_ptr<PostgresDayReportStore> day_reports;
  std::unique_ptr<PostgresActivityStore> activity;
  std::unique_ptr<PostgresTransparency> transparency;
  std::unique_ptr<PostgresProofs> proofs;
  std::unique_ptr<LogListener> listener;

  void Build() {
    db::Connection connection(conninfo);
    schema_version = Migrate(connection, EmbeddedMigrations());
    NoteSigner signer = OpenArchiveKey(connection, options.data_dir / "keys");
    log = std::make_unique<EvidenceLog>(writers, std::move(signer), *options.clock, options.data_dir / "checkpoint");
    if (const Status status = log->Initialise(); !status) throw db::Failure(status.error());
    archive = std::make_unique<PostgresArchive>(writers, *log, sources, partitions, sealed);
    reader = std::make_unique<PostgresReader>(readers, sources, sealed);
    alerts = std::make_unique<PostgresAlertStore>(readers, *log, sources, sealed);
    users = std::make_unique<PostgresUserStore>(readers);
    directory = std::make_unique<PostgresDirectoryStore>(readers, sources);
    people = std::make_unique<PostgresPeopleStore>(readers, sources);
    media_queue = std::make_unique<PostgresMediaQueue>(writers, *log, sources);
    packs = std::make_unique<PostgresPackStore>(readers);
    backtests = std::make_unique<PostgresBacktestStore>(readers, sources);
    tokens = std::make_unique<PostgresTokenStore>(readers, *users);
    uploads = std::make_unique<PostgresUploadStore>(readers, options.data_dir / "uploads", *options.clock);
    devices = std::make_unique<PostgresDeviceStore>(readers);
    push_sources = std::make_unique<PostgresPushSourceStore>(readers, sources);
    saved_searches = std::make_unique<PostgresSavedSearches>(readers);
    quarantine = std::make_unique<PostgresQuarantine>(readers);
    history = std::make_unique<PostgresHistory>(readers, sealed);
    outbox = std::make_unique<PostgresOutbox>(readers);
    contacts = std::make_unique<PostgresContactStore>(readers);
    imports = std::make_unique<PostgresImportStore>(readers);
    customers = std::make_unique<PostgresCustomerStore>(readers, writers, sources, sealed, *options.clock);
    if (!options.customer_names.empty()) customers->SetNameOrder(options.customer_names);
    customers->SetZone(options.zone_minutes);
    customers->SetPlaces(options.place_of);
    customer_segments =
        std::make_unique<PostgresCustomerSegments>(readers, sources, *options.clock, options.zone_minutes);
    grading = std::make_unique<PostgresGradingStore>(readers, writers, sources, *options.clock, options.zone_minutes);
    numbers = std::make_unique<PostgresNumberBook>(readers, *options.clock);
    ownership =
        std::make_unique<PostgresOwnershipStore>(*log, readers, sources, options.zone_minutes, options.adopt_customers);
    pools = std::make_unique<PostgresPublicPoolStore>(readers);
    allocations =
        std::make_unique<PostgresAllocationStore>(readers, writers, sources, *options.clock, options.zone_minutes);
    leads = std::make_unique<PostgresLeadStore>(readers);
    orders = std::make_unique<PostgresOrderStore>(readers, writers, sources, *options.clock);
    handovers = std::make_unique<PostgresHandoverStore>(readers, writers, sources, *options.clock);
    tags = std::make_unique<PostgresTagStore>(readers, writers, sources, *options.clock);
    disputes = std::make_unique<PostgresDisputeStore>(readers, sources, *options.clock);
    leavers = std::make_unique<PostgresLeaverReviews>(readers, sources);
    bindings = std::make_unique<PostgresBindingStore>(readers, sources, *devices);
    consents = std::make_unique<PostgresConsentStore>(readers, writers, sources, *options.clock);
    staff = std::make_unique<PostgresStaffStore>(readers, writers, sources, *options.clock);
    coverage = std::make_unique<PostgresCoverageStore>(readers, sources);
    duplicates = std::make_unique<PostgresDuplicateCheck>(readers);
    known_customers = std::make_unique<PostgresKnownCustomers>(readers);
    follow_ups = std::make_unique<PostgresFollowUpStore>(readers, sources, *options.clock);
    scripts = std::make_unique<PostgresScriptStore>(readers, *options.clock);
    day_reports = std::make_unique<PostgresDayReportStore>(readers, sources, *options.clock);
    activity = std::make_unique<PostgresActivityStore>(readers, writers, sources, sealed, *options.clock,
                                                       options.zone_minutes);
    transparency = std::make_unique<PostgresTransparency>(readers, sources);
    proofs = std::make_unique<PostgresProofs>(readers, writers, *log, options.data_dir / "manifests");
  }
};

PostgresStorage::PostgresStorage(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
PostgresStorage::~PostgresStorage() { Close(); }

Result<std::unique_ptr<PostgresStorage>> PostgresStorage::Open(const Options& options) {
  if (const Status made = MakeDataDir(options.data_dir); !made) return made.error();
  auto lock = DataDirLock::Take(options.data_dir);
  if (!lock && options.join_running && lock.error().kind == ErrorKind::kConflict) return Join(options);
  if (!lock) return lock.error();
  std::unique_ptr<EmbeddedPostgres> server;
  if (options.database_url.empty()) {
    auto started = EmbeddedPostgres::Start(
        {.data_dir = options.data_dir, .memory_bytes = options.memory_bytes, .wal_archive = options.wal_archive});
    if (!started) return started.error();
    server = std::move(started).value();
  }
  const std::string conninfo = server ? server->conninfo() : options.database_url;
  auto parts = std::make_unique<Parts>(options, std::move(lock).value(), std::move(server), conninfo);
  const Status built = db::Guard([&] { parts->Build(); });
  if (!built) return built.error();
  std::unique_ptr<PostgresStorage> storage(new PostgresStorage(std::move(parts)));
  if (const Status maintained = storage->Maintain(); !maintained) return maintained.error();
  return Result<std::unique_ptr<PostgresStorage>>(std::move(storage));
}

// The running server looks after the database; here it is only used.
Result<std::unique_ptr<PostgresStorage>> PostgresStorage::Join(const Options& options) {
  std::string conninfo = options.database_url;
  if (conninfo.empty()) {
    Result<std::string> running = EmbeddedPostgres::RunningConninfo(options.data_dir);
    if (!running) return running.error();
    conninfo = std::move(running).value();
  }
  auto parts = std::make_unique<Parts>(options, nullptr, nullptr, conninfo);
  const Status built = db::Guard([&] { parts->Build(); });
  if (!built) return built.error();
  return std::unique_ptr<PostgresStorage>(new PostgresStorage(std::move(parts)));
}

Archive& PostgresStorage::archive() { return *parts_->archive; }
Reader& PostgresStorage::reader() { return *parts_->reader; }
AlertStore& PostgresStorage::alerts() { return *parts_->alerts; }
UserStore& PostgresStorage::users() { return *parts_->users; }
DirectoryStore& PostgresStorage::directory() { return *parts_->directory; }
PeopleStore& PostgresStorage::people() { return *parts_->people; }
MediaQueue& PostgresStorage::media_queue() { return *parts_->media_queue; }
PackStore& PostgresStorage::packs() { return *parts_->packs; }
BacktestStore& PostgresStorage::backtests() { return *parts_->backtests; }
TokenStore& PostgresStorage::tokens() { return *parts_->tokens; }
UploadStore& PostgresStorage::uploads() { return *parts_->uploads; }
DeviceStore& PostgresStorage::devices() { return *parts_->devices; }
PushSourceStore& PostgresStorage::push_sources() { return *parts_->push_sources; }

SavedSearchStore& PostgresStorage::saved_searches() { return *parts_->saved_searches; }

Quarantine& PostgresStorage::quarantine() { return *parts_->quarantine; }
History& PostgresStorage::history() { return *parts_->history; }
Outbox& PostgresStorage::outbox() { return *parts_->outbox; }
ContactStore& PostgresStorage::contacts() { return *parts_->contacts; }
ImportStore& PostgresStorage::imports() { return *parts_->imports; }
CustomerStore& PostgresStorage::customers() { return *parts_->customers; }
CustomerSegmentStore& PostgresStorage::customer_segments() { return *parts_->customer_segments; }
GradingStore& PostgresStorage::grading() { return *parts_->grading; }
NumberBook& PostgresStorage::numbers() { return *parts_->numbers; }
OwnershipStore& PostgresStorage::ownership() { return *parts_->ownership; }
AllocationStore& PostgresStorage::allocations() { return *parts_->allocations; }
PublicPoolStore& PostgresStorage::pools() { return *parts_->pools; }
LeadStore& PostgresStorage::leads() { return *parts_->leads; }
OrderStore& PostgresStorage::orders() { return *parts_->orders; }
ActivityStore& PostgresStorage::activity() { return *parts_->activity; }
BindingStore& PostgresStorage::bindings() { return *parts_->bindings; }
ConsentStore& PostgresStorage::consents() { return *parts_->consents; }
StaffStore& PostgresStorage::staff() { return *parts_->staff; }
CoverageStore& PostgresStorage::coverage() { return *parts_->coverage; }
HandoverStore& PostgresStorage::handovers() { return *parts_->handovers; }
TagStore& PostgresStorage::tags() { return *parts_->tags; }
DisputeStore& PostgresStorage::disputes() { return *parts_->disputes; }
LeaverReviews& PostgresStorage::leavers() { return *parts_->leavers; }
DuplicateCheck& PostgresStorage::duplicates() { return *parts_->duplicates; }
KnownCustomers& PostgresStorage::known_customers() { return *parts_->known_customers; }
FollowUpStore& PostgresStorage::follow_ups() { return *parts_->follow_ups; }
ScriptStore& PostgresStorage::scripts() { return *parts_->scripts; }
DayReportStore& PostgresStorage::day_reports() { return *parts_->day_reports; }
Transparency& PostgresStorage::transparency() { return *parts_->transparency; }
Evidence& PostgresStorage::evidence() { return *parts_->proofs; }

Result<std::optional<VerifyReport>> PostgresStorage::LoadVerifyReport() {
  return db::Guard([&]() -> std::optional<VerifyReport> {
    const db::Rows rows = parts_->readers.Acquire()->Query(kLoadReport);
    if (rows.empty()) return std::nullopt;
    return VerifyReportFromJson(rows.Text(0, 0));
  });
}

Status PostgresStorage::SaveVerifyReport(const VerifyReport& report) {
  return db::Guard(
      [&] { parts_->readers.Acquire()->Query(kSaveReport, db::Params().Text(VerifyReportToJson(report))); });
}

Result<std::unique_ptr<EvidenceSource>> PostgresStorage::OpenEvidence() {
  return db::Guard([&]() -> std::unique_ptr<EvidenceSource> {
    parts_->log->FlushCheckpointFile();
    return std::make_unique<PostgresEvidence>(parts_->conninfo, parts_->sources, parts_->sealed,
                                              parts_->options.data_dir / "checkpoint");
  });
}

void PostgresStorage::ListenLog(std::function<void(std::uint64_t)> callback) {
  parts_->listener.reset();
  if (callback) parts_->listener = std::make_unique<LogListener>(parts_->conninfo, std::move(callback));
}

Result<std::uint64_t> PostgresStorage::Reindex(const ReindexCallback& progress) {
  return db::Guard([&] { return Reindexer(parts_->conninfo, parts_->sources, parts_->partitions).Run(progress); });
}

Result<std::uint64_t> PostgresStorage::Seal(bool all) {
  return db::Guard([&] {
    auto lease = parts_->writers.Acquire();
    return Sealer(*lease, parts_->partitions).SealNext(all);
  });
}

Result<SearchCoverage> PostgresStorage::CheckCoverage(std::uint64_t first) {
  return db::Guard([&] {
    auto lease = parts_->readers.Acquire();
    const std::uint64_t tree_size = lease->Query("SELECT tree_size FROM log_head").Id(0, 0);
    return storage::CheckCoverage(*lease, parts_->sealed.catalog, first, tree_size);
  });
}

Result<PostgresStorage::Info> PostgresStorage::GetInfo() {
  return db::Guard([&] {
    auto lease = parts_->readers.Acquire();
    const db::Rows rows = lease->Query(kInfo);
    if (rows.empty()) db::Fail(ErrorKind::kCorrupt, "evidence.head_missing", "the head of the evidence log is gone");
    Info info{.mode = parts_->options.database_url.empty() ? "embedded" : "external",
              .size_bytes = rows.Id(0, 0),
              .schema_version = parts_->schema_version,
              .tree_size = rows.Id(0, 1),
              .archive_id = parts_->log->signer().verifier().name(),
              .newest_note = rows.Text(0, 2),
              .checkpoint = rows.Text(0, 3),
              .checkpoint_at = rows.Int(0, 4),
              .restarts = parts_->server ? parts_->server->restarts() : 0,
              .index_cache_bytes = parts_->sealed.catalog.MemoryBytes(),
              .key_filter_bytes = parts_->sealed.keys.MemoryBytes()};
    constexpr std::string_view kOrigin = "custos/";
    if (info.archive_id.starts_with(kOrigin)) info.archive_id.erase(0, kOrigin.size());
    return info;
  });
}

Result<std::vector<TableSize>> PostgresStorage::TableSizes() {
  return db::Guard([&] {
    const db::Rows rows = parts_->readers.Acquire()->Query(kTableSizes);
    std::vector<TableSize> sizes;
    for (std::size_t i = 0; i < rows.size(); ++i) sizes.push_back({rows.Text(i, 0), rows.Id(i, 1)});
    return sizes;
  });
}

Status PostgresStorage::Settle() {
  return db::Guard([&] {
    db::Connection connection(parts_->conninfo);
    connection.Script("VACUUM (ANALYZE) bundle");
    connection.Script("VACUUM (ANALYZE) segment_part");
    connection.Script("VACUUM (ANALYZE) conversation");
  });
}

Status PostgresStorage::Maintain() {
  return db::Guard([&] {
    auto lease = parts_->writers.Acquire();
    const TimeMs now = parts_->options.clock->Now();
    parts_->partitions.PrepareAhead(*lease);
    parts_->partitions.DropRawBefore(*lease, now - parts_->options.raw_retention_ms);
    lease->Query("DELETE FROM session WHERE expires_at < $1", db::Params().Int(now));
    if (const auto dropped = parts_->uploads->DropExpired(); !dropped) throw db::Failure(dropped.error());
  });
}

void PostgresStorage::Close() {
  parts_->listener.reset();
  parts_->log->FlushCheckpointFile();
  parts_->readers.CloseIdle();
  parts_->writers.CloseIdle();
  if (parts_->server) parts_->server->Stop();
}

}  // namespace custos::storage
