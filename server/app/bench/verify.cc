// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/verify.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/clock.h"
#include "server/app/bench/fill.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/plain_messages.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "storage/format/bundle.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/verify/verifier.h"

namespace custos::app {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kMostTexts = 1'000'000;
constexpr std::size_t kReadAtOnce = 8U << 20;

double SecondsSince(Time::time_point start) { return std::chrono::duration<double>(Time::now() - start).count(); }

Result<std::size_t> Filled(storage::PostgresStorage& storage) {
  const auto ledgers = storage.archive().Ledgers();
  if (!ledgers) return ledgers.error();
  for (const storage::SourceLedger& ledger : *ledgers) {
    if (ledger.source == kPlainSource) return static_cast<std::size_t>(ledger.messages);
  }
  return std::size_t{0};
}

struct Check {
  storage::VerifyReport report;
  double seconds = 0;
};

/// Evidence, tree and checkpoints; with `rows` also what people search, made again and compared.
Result<Check> MeasureCheck(storage::EvidenceSource& evidence, const Clock& clock, bool rows) {
  storage::VerifyOptions how;
  how.rows = rows;
  how.progress = [](const storage::VerifyProgress& progress) {
    std::cerr << "\r" << progress.position << " of " << progress.end << " leaves " << std::flush;
  };
  const auto start = Time::now();
  const auto report = storage::Verifier(evidence, clock, how).Run();
  const double seconds = SecondsSince(start);
  std::cerr << "\n";
  if (!report) return report.error();
  if (!report->ok) return Error{ErrorKind::kInternal, "bench.damaged", "the check found a fault"};
  return Check{*report, seconds};
}

/// Writes what the check hashes: every record and its content. Returns the bytes.
Result<std::uint64_t> WriteUnpacked(storage::EvidenceSource& evidence, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary);
  std::uint64_t bytes = 0;
  for (std::uint64_t from = 0;;) {
    const auto bundles = evidence.Bundles(from, kReadAtOnce);
    if (!bundles) return bundles.error();
    if (bundles->empty()) break;
    for (const storage::StoredBundle& stored : *bundles) {
      const auto bundle = storage::Bundle::Decode(stored.bytes);
      if (!bundle) return bundle.error();
      for (std::uint64_t index = bundle->first(); index < bundle->end(); ++index) {
        const auto leaf = bundle->ReadLeaf(index);
        if (!leaf) return leaf.error();
        out << leaf->record << leaf->content;
        bytes += leaf->record.size() + leaf->content.size();
      }
      from = bundle->end();
    }
  }
  out.close();
  if (!out) return Error{ErrorKind::kUnavailable, "bench.file", "the unpacked evidence could not be written"};
  return bytes;
}

/// Seconds that the program sha256sum takes for the file, which lies in the page cache.
Result<double> MeasureSha256sum(const std::filesystem::path& file) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = "sha256sum", name = file.string();
  char* arguments[] = {program.data(), name.data(), nullptr};
  const auto start = Time::now();
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, "sha256sum", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = -1;
  if (failed != 0 || waitpid(pid, &status, 0) != pid || status != 0) {
    return Error{ErrorKind::kNotFound, "bench.no_sha256sum", "sha256sum did not run"};
  }
  return SecondsSince(start);
}

}  // namespace

Result<nlohmann::json> BenchVerify(const VerifyBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = options.keep.empty() ? scratch.path() / "data" : options.keep;
  wanted.clock = &clock;
  auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  const Result<std::size_t> filled = Filled(**storage);
  if (!filled) return filled.error();
  if (*filled == 0) {
    auto texts = BenchTexts(options.corpus, std::min(options.messages, kMostTexts));
    if (!texts) return texts.error();
    if (const auto done = FillPlain(**storage, *texts, options.messages); !done) return done.error();
  }
  if (const auto note = (*storage)->archive().Checkpoint(); !note) return note.error();
  auto evidence = (*storage)->OpenEvidence();
  if (!evidence) return evidence.error();

  const Result<Check> alone = MeasureCheck(**evidence, clock, false);
  if (!alone) return alone.error();
  const Result<Check> whole = MeasureCheck(**evidence, clock, true);
  if (!whole) return whole.error();
  const auto unpacked = WriteUnpacked(**evidence, scratch.path() / "evidence");
  if (!unpacked) return unpacked.error();
  const Result<double> reference = MeasureSha256sum(scratch.path() / "evidence");
  if (!reference) return reference.error();
  const auto megabytes = [](std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; };
  return nlohmann::json{{"name", "verify"},
                        {"messages", whole->report.messages},
                        {"unpacked_bytes", *unpacked},
                        {"stored_bytes", whole->report.bytes},
                        {"seconds", alone->seconds},
                        {"mb_per_s", megabytes(*unpacked) / alone->seconds},
                        {"seconds_with_rows", whole->seconds},
                        {"mb_per_s_with_rows", megabytes(*unpacked) / whole->seconds},
                        {"reference_mb_per_s", megabytes(*unpacked) / *reference},
                        {"ratio", alone->seconds / *reference},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
