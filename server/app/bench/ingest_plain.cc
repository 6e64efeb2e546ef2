// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/ingest_plain.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/copy_reference.h"
#include "server/app/bench/fill.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/plain_messages.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "server/pipeline/pipeline.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kPage = 1000;
constexpr std::size_t kMostTexts = 2'000'000;
constexpr std::size_t kReferenceRows = 4 * 65'536;
constexpr std::size_t kProbeEvery = 100'000;  // messages between two that are waited for in search
constexpr std::size_t kMillion = 1'000'000;

double SecondsSince(Time::time_point start) { return std::chrono::duration<double>(Time::now() - start).count(); }

Intake PageOf(const std::vector<std::string>& texts, std::size_t first) {
  Intake page;
  page.source = kPlainSource;
  for (std::size_t i = first; i < first + kPage; ++i) {
    page.messages.push_back(PlainMessage(texts[i % texts.size()], i));
  }
  page.first_seq = first + 1;
  page.last_seq = first + kPage;
  page.seq_count = kPage;
  page.cursor = std::to_string(first + kPage);
  return page;
}

/// Waits until a message with this text is found; the seconds since `start`.
double AwaitFound(storage::Reader& reader, const std::string& text, Time::time_point start) {
  storage::SearchQuery query;
  query.text = text;
  query.limit = 1;
  while (SecondsSince(start) < 60) {
    const auto page = reader.Search(storage::Scope::All(), query);
    if (page && !page->items.empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return SecondsSince(start);
}

struct Run {
  std::size_t messages = 0;
  double seconds = 0;
  double searchable_s = 0;  // longest wait
  std::vector<double> us_by_million;
};

class Feeder {
 public:
  Feeder(storage::PostgresStorage& storage, server::Pipeline& pipeline, const std::vector<std::string>& texts)
      : storage_(storage), pipeline_(pipeline), texts_(texts) {}

  Run Feed(const IngestPlainBench& options) {
    Run run;
    const auto start = Time::now();
    auto million = start;
    auto shown = start;
    const auto more = [&] {
      return options.seconds != 0 ? SecondsSince(start) < static_cast<double>(options.seconds)
                                  : run.messages < options.messages;
    };
    for (; more(); run.messages += kPage) {
      Intake page = PageOf(texts_, run.messages);
      if (run.messages % kProbeEvery == 0) Probe(page, run.messages);
      if (!pipeline_.Submit(std::move(page))) break;
      if ((run.messages + kPage) % kMillion == 0) {
        run.us_by_million.push_back(SecondsSince(million));
        million = Time::now();
      }
      if (SecondsSince(shown) > 1) {
        std::cerr << "\r" << run.messages << " messages, "
                  << static_cast<std::uint64_t>(static_cast<double>(run.messages) / SecondsSince(start)) << " a second "
                  << std::flush;
        shown = Time::now();
      }
    }
    pipeline_.Stop();  // everything that was taken is committed
    run.seconds = SecondsSince(start);
    if (waiting_.joinable()) waiting_.join();
    run.searchable_s = longest_;
    std::cerr << "\n";
    return run;
  }

 private:
  void Probe(Intake& page, std::size_t number) {
    if (waiting_.joinable()) waiting_.join();
    const std::string text = "探针" + std::to_string(number) + "号";
    page.messages.back().text = text;
    waiting_ = std::jthread([this, text, start = Time::now()] {
      longest_ = std::max(longest_.load(), AwaitFound(storage_.reader(), text, start));
    });
  }

  storage::PostgresStorage& storage_;
  server::Pipeline& pipeline_;
  const std::vector<std::string>& texts_;
  std::atomic<double> longest_ = 0;
  std::jthread waiting_;
};

std::uint64_t PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
}

}  // namespace

Result<nlohmann::json> BenchIngestPlain(const IngestPlainBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = scratch.path() / "data";
  wanted.clock = &clock;
  auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  auto texts = BenchTexts(options.corpus, options.seconds != 0 ? kMostTexts : std::min(options.messages, kMostTexts));
  if (!texts) return texts.error();
  rules::LoadResult loaded = rules::RuleSet::Load(rules::SyntheticPack(options.rules));
  if (loaded.rules == nullptr) return Error{ErrorKind::kInternal, "bench.rules", loaded.report.ToText()};
  if (const Status active = (*storage)->archive().ActivatePack(loaded.rules->digest(), "{}"); !active) {
    return active.error();
  }
  std::cerr << "measuring COPY\n";
  const Result<double> before = MeasureCopy(wanted.data_dir, *texts, kReferenceRows);
  if (!before) return before.error();

  const server::RuleHolder rules(loaded.rules);
  server::Pipeline pipeline((*storage)->archive(), rules, clock, {});
  Run run;
  {
    std::jthread sealing([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        (void)SealWhatIsDue(**storage);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
      }
    });
    run = Feeder(**storage, pipeline, *texts).Feed(options);
  }
  const server::PipelineStats stats = pipeline.stats();
  if (stats.stored != run.messages) {
    return Error{ErrorKind::kInternal, "bench.lost", "not everything that was handed over was stored"};
  }
  std::cerr << "measuring COPY\n";
  const Result<double> after = MeasureCopy(wanted.data_dir, *texts, kReferenceRows);
  if (!after) return after.error();
  const double rate = static_cast<double>(run.messages) / run.seconds;
  const double reference = (*before + *after) / 2;
  return nlohmann::json{{"name", "ingest-plain"},
                        {"messages", run.messages},
                        {"rules", options.rules},
                        {"seconds", run.seconds},
                        {"messages_per_s", rate},
                        {"reference_per_s", reference},
                        {"reference_before_per_s", *before},
                        {"reference_after_per_s", *after},
                        {"ratio", rate / reference},
                        {"us_per_message_by_million", run.us_by_million},
                        {"searchable_after_s", run.searchable_s},
                        {"alerts", stats.alerts},
                        {"peak_mb", PeakMegabytes()},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
