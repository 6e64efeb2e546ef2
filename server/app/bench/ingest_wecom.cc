// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/ingest_wecom.h"

#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/rsa_floor.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "server/app/serve/directory_writer.h"
#include "server/app/serve/sources.h"
#include "server/pipeline/pipeline.h"
#include "storage/inbox/file_inbox.h"
#include "storage/postgres/postgres_storage.h"
#include "tests/support/wecom_sim/demo_company.h"
#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kReferenceTime{2000};
constexpr std::chrono::minutes kPatience{20};

wecom_sim::PlainMessage TextMessage(const wecom_sim::Company& company, const std::string& text, std::size_t number,
                                    TimeMs at) {
  const wecom_sim::SimRelation& pair = company.relations[(number / 8) % company.relations.size()];
  const bool from_staff = number % 2 == 0;
  wecom_sim::PlainMessage message;
  message.msgid = "bench" + std::to_string(number) + "_external";
  message.time = at;
  message.json = nlohmann::json{{"msgid", message.msgid},
                                {"action", "send"},
                                {"from", from_staff ? pair.employee : pair.customer},
                                {"tolist", {from_staff ? pair.customer : pair.employee}},
                                {"roomid", ""},
                                {"msgtime", at},
                                {"msgtype", "text"},
                                {"text", {{"content", text}}}}
                     .dump();
  return message;
}

// Everything is sealed before the clock starts: the platform's side is not what is measured.
Status Prepare(wecom_sim::Corp& corp, const IngestBench& options) {
  Result<std::vector<std::string>> texts = BenchTexts(options.corpus, options.messages);
  if (!texts) return texts.error();
  const auto company = corp.company();
  const TimeMs start = SystemClock().Now() - 3'600'000;
  for (std::size_t i = 0; i < texts->size(); ++i) {
    corp.Append(TextMessage(*company, (*texts)[i], i, start + static_cast<TimeMs>(i)));
  }
  corp.PrepareEnvelopes(std::thread::hardware_concurrency());
  return {};
}

Result<double> Ingest(const server::Pipeline& pipeline, std::size_t messages) {
  const auto start = Clock::now();
  std::uint64_t stored = 0;
  auto shown = start;
  while (stored < messages) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    stored = pipeline.stats().stored;
    const auto now = Clock::now();
    if (now - start > kPatience) return Error{ErrorKind::kUnavailable, "bench.too_slow", "gave up waiting"};
    if (now - shown > std::chrono::seconds(1)) {
      std::cerr << "\r" << stored << " of " << messages << " messages" << std::flush;
      shown = now;
    }
  }
  std::cerr << "\r" << stored << " of " << messages << " messages\n";
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// The time from the first fetch until everything is committed.
Result<double> RunPipeline(const IngestBench& options, const WecomCompany& company, const fs::path& data_dir) {
  const SystemClock clock;
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = data_dir;
  wanted.clock = &clock;
  Result<std::unique_ptr<storage::PostgresStorage>> storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  if (const Status made = (*storage)->Maintain(); !made) return made.error();

  rules::LoadResult loaded = rules::RuleSet::Load(rules::SyntheticPack(options.rules));
  if (loaded.rules == nullptr) return Error{ErrorKind::kInternal, "bench.rules", loaded.report.ToText()};
  if (const Status active = (*storage)->archive().ActivatePack(loaded.rules->digest(), "{}"); !active) {
    return active.error();
  }
  const server::RuleHolder rules(loaded.rules);
  const Result<std::unique_ptr<storage::FileInbox>> inbox = storage::FileInbox::Open(data_dir / "inbox");
  if (!inbox) return inbox.error();
  Result<std::unique_ptr<Sources>> sources = Sources::Create({company}, {**inbox, (*storage)->contacts()}, clock);
  if (!sources) return sources.error();
  auto numbers = record::NumberReader::Create("CN");
  if (!numbers) return numbers.error();
  DirectoryWriter directory((*storage)->directory(), std::move(*numbers));
  server::Pipeline pipeline((*storage)->archive(), rules, clock, {});
  (*sources)->Start((*storage)->archive(), pipeline, directory);
  Result<double> seconds = Ingest(pipeline, options.messages);
  (*sources)->Stop();
  pipeline.Stop();
  return seconds;
}

}  // namespace

Result<nlohmann::json> BenchIngestWecom(const IngestBench& options) {
  const ScratchDirectory scratch;
  Result<std::unique_ptr<wecom_sim::WecomSimulator>> simulator = wecom_sim::WecomSimulator::Start();
  if (!simulator) return simulator.error();
  wecom_sim::CorpSettings corp_settings;
  corp_settings.chat_calls_per_minute = 0;
  wecom_sim::Corp& corp = (*simulator)->AddCorp(corp_settings);
  fs::create_directories(scratch.path() / "keys");
  if (const Status written = corp.WriteKeys((scratch.path() / "keys").string()); !written) return written.error();
  std::cerr << "sealing " << options.messages << " messages\n";
  if (const Status prepared = Prepare(corp, options); !prepared) return prepared.error();

  WecomCompany company;
  company.name = "bench";
  company.corp_id = corp_settings.corp_id;
  company.archive_secret = corp_settings.archive_secret;
  company.sdk_library = wecom_sim::FindSdkLibrary();
  company.private_keys = scratch.path() / "keys";
  company.calls_per_minute = 0;
  company.helpers = options.helpers;
  company.api_base = (*simulator)->api_base();
  company.proxy = "http://" + (*simulator)->address();

  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  std::cerr << "measuring the RSA reference\n";
  const double before = MeasureRsaPrivateOps(cores, kReferenceTime);
  const Result<double> seconds = RunPipeline(options, company, scratch.path() / "data");
  if (!seconds) return seconds.error();
  const double after = MeasureRsaPrivateOps(cores, kReferenceTime);

  const double rate = static_cast<double>(options.messages) / *seconds;
  const double reference = (before + after) / 2;
  return nlohmann::json{{"name", "ingest-wecom"},           {"messages", options.messages},
                        {"rules", options.rules},           {"seconds", *seconds},
                        {"messages_per_s", rate},           {"reference_per_s", reference},
                        {"reference_before_per_s", before}, {"reference_after_per_s", after},
                        {"ratio", rate / reference},        {"machine", MachineFacts()}};
}

}  // namespace custos::app
