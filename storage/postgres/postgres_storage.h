// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "storage/activity_store.h"
#include "storage/alert_store.h"
#include "storage/allocation_store.h"
#include "storage/archive.h"
#include "storage/backtest_store.h"
#include "storage/binding_store.h"
#include "storage/consent_store.h"
#include "storage/contact_store.h"
#include "storage/coverage_store.h"
#include "storage/customer_segment_store.h"
#include "storage/customer_store.h"
#include "storage/day_report_store.h"
#include "storage/device_store.h"
#include "storage/directory_store.h"
#include "storage/dispute_store.h"
#include "storage/duplicate_check.h"
#include "storage/evidence.h"
#include "storage/follow_up_store.h"
#include "storage/grading_store.h"
#include "storage/handover_store.h"
#include "storage/history.h"
#include "storage/import_store.h"
#include "storage/known_customers.h"
#include "storage/lead_store.h"
#include "storage/leaver_reviews.h"
#include "storage/media_store.h"
#include "storage/number_book.h"
#include "storage/order_store.h"
#include "storage/outbox.h"
#include "storage/ownership_store.h"
#include "storage/pack_store.h"
#include "storage/people_store.h"
#include "storage/public_pool.h"
#include "storage/push_source_store.h"
#include "storage/quarantine.h"
#include "storage/reader.h"
#include "storage/saved_search_store.h"
#include "storage/script_store.h"
#include "storage/search_coverage.h"
#include "storage/staff_store.h"
#include "storage/tag_store.h"
#include "storage/token_store.h"
#include "storage/transparency.h"
#include "storage/upload_store.h"
#include "storage/user_store.h"
#include "storage/verify/evidence_source.h"
#include "storage/verify_report.h"

namespace custos::storage {

struct ReindexProgress {
  std::uint64_t position = 0;  ///< leaves done
  std::uint64_t end = 0;       ///< of the log as it is now
};
using ReindexCallback = std::function<void(const ReindexProgress&)>;

/// What a table takes on disk with its parts, indexes and large values.
struct TableSize {
  std::string table;
  std::uint64_t bytes = 0;
};

/// Everything that is stored, on PostgreSQL: joins the pieces of this folder. Owned by the wiring; must outlive whoever
/// uses the stores it hands out. Thread-safe.
class PostgresStorage {
 public:
  struct Options {
    std::filesystem::path data_dir{};             ///< embedded cluster, keys, checkpoint file, uploads, lock
    std::string database_url{};                   ///< empty = embedded cluster
    std::size_t readers = 12;                     ///< connections for reading and for accounts
    std::size_t writers = 4;                      ///< connections for commits
    TimeMs raw_retention_ms = 30LL * 86'400'000;  ///< raw replies older than this are dropped
    const Clock* clock = nullptr;                 ///< must outlive the storage
    std::uint64_t memory_bytes = 0;               ///< that the embedded cluster may plan with; 0 = the machine's
    std::uint64_t leaves_per_part = 65'536;       ///< leaves that are sealed together
    std::filesystem::path wal_archive{};          ///< of the embedded cluster, see EmbeddedPostgres::Options
    std::vector<std::string>
        customer_names{};             ///< origins of a customer's name, the first that has one; empty: the usual
    std::int32_t zone_minutes = 480;  ///< east of UTC: by which days are counted
    std::function<std::string(const std::string& number)> place_of{};  ///< see PlaceOf of number_places.h
    bool adopt_customers = true;                                       ///< see PostgresOwnershipStore
    bool join_running = false;  ///< use the database of a server that holds the data directory, if one does
  };

  struct Info {
    std::string mode;  ///< embedded, external
    std::uint64_t size_bytes = 0;
    int schema_version = 0;
    std::uint64_t tree_size = 0;
    std::string archive_id;
    std::string newest_note;  ///< signed checkpoint of the present head
    std::string checkpoint;   ///< the newest signed note that was kept; empty before the first
    TimeMs checkpoint_at = 0;
    std::uint64_t restarts = 0;  ///< of the embedded server since our start
    std::uint64_t index_cache_bytes = 0;
    std::uint64_t key_filter_bytes = 0;
  };

  /// Takes the data directory, starts or reaches the database, migrates it and opens the signing key.
  static Result<std::unique_ptr<PostgresStorage>> Open(const Options& options);
  ~PostgresStorage();
  PostgresStorage(const PostgresStorage&) = delete;
  PostgresStorage& operator=(const PostgresStorage&) = delete;

  Archive& archive();
  Reader& reader();
  AlertStore& alerts();
  UserStore& users();
  DirectoryStore& directory();
  PeopleStore& people();
  MediaQueue& media_queue();
  PackStore& packs();
  BacktestStore& backtests();
  TokenStore& tokens();
  UploadStore& uploads();
  DeviceStore& devices();
  PushSourceStore& push_sources();
  SavedSearchStore& saved_searches();
  Quarantine& quarantine();
  History& history();
  Outbox& outbox();
  ContactStore& contacts();
  ImportStore& imports();
  CustomerStore& customers();
  CustomerSegmentStore& customer_segments();
  GradingStore& grading();
  NumberBook& numbers();
  OwnershipStore& ownership();
  PublicPoolStore& pools();
  AllocationStore& allocations();
  LeadStore& leads();
  OrderStore& orders();
  ActivityStore& activity();
  HandoverStore& handovers();
  TagStore& tags();
  LeaverReviews& leavers();
  DisputeStore& disputes();
  BindingStore& bindings();
  ConsentStore& consents();
  StaffStore& staff();
  CoverageStore& coverage();
  DuplicateCheck& duplicates();
  KnownCustomers& known_customers();
  FollowUpStore& follow_ups();
  ScriptStore& scripts();
  DayReportStore& day_reports();
  Transparency& transparency();
  Evidence& evidence();

  /// The newest result of a verification; nullopt when there is none.
  Result<std::optional<VerifyReport>> LoadVerifyReport();
  Status SaveVerifyReport(const VerifyReport& report);

  /// The evidence as it is now, for a verifier on one thread; must not outlive the storage.
  Result<std::unique_ptr<EvidenceSource>> OpenEvidence();

  /// Calls back on a thread of its own whenever the log has grown; 0 means: look for yourself. One callback at a time;
  /// an empty one ends it.
  void ListenLog(std::function<void(std::uint64_t tree_size)> callback);

  /// Makes every table that follows from the evidence again from the bundles alone: messages with their search codes
  /// and recall marks, permanent keys, conversations, leads, alerts with their decisions, files, parked messages.
  /// Others go on reading and committing meanwhile. An interrupted run is continued by the next. Returns the leaves
  /// read; kConflict "reindex.running", kCorrupt when the evidence itself is damaged. `progress` is called on this
  /// thread.
  Result<std::uint64_t> Reindex(const ReindexCallback& progress = {});

  /// Turns rows of messages that have been there for a while into a compact index; with `all`, all of them. Returns the
  /// leaves that were sealed, at most one part of them; 0 when there is nothing to do. Others read and commit
  /// meanwhile.
  Result<std::uint64_t> Seal(bool all = false);

  Result<Info> GetInfo();

  /// Compares at most 1,000 leaves of the evidence from `first` on with the rows and the index made of them; `end` of
  /// the answer is where the next piece begins, `first` itself at the end of the log.
  Result<SearchCoverage> CheckCoverage(std::uint64_t first);
  Result<std::vector<TableSize>> TableSizes();  ///< largest first

  /// Gives the space of what was sealed and packed back at once, which the database does by itself after a while.
  Status Settle();

  /// Parts made ahead, old raw replies dropped, ended sessions and expired uploads removed. To be called at start and
  /// every hour.
  Status Maintain();

  /// Ends the listener and the embedded server. The stores answer kUnavailable afterwards.
  void Close();

 private:
  struct Parts;
  explicit PostgresStorage(std::unique_ptr<Parts> parts);
  static Result<std::unique_ptr<PostgresStorage>> Join(const Options& options);
  std::unique_ptr<Parts> parts_;
};

}  // namespace custos::storage
