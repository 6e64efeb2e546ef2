// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/backtest_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "core/clock.h"
#include "core/log.h"
#include "rules/rule_set.h"
#include "server/api/json_text.h"
#include "server/app/exit_code.h"
#include "server/pipeline/directory_facts.h"
#include "server/studio/backtest_service.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

namespace studio = server::studio;
using nlohmann::json;
using server::api::FormatTime;
using server::api::ParseTime;
using server::api::ToText;

constexpr char kUserName[] = "command line";

struct Place {
  std::string data_dir = "/var/lib/custos";
  std::string database;
};

struct Arguments {
  Place place;
  std::string pack;
  std::uint64_t version = 0;
  std::string from;
  std::string to;
  std::string compare = "current";
  std::size_t threads = 0;
  std::size_t samples = 10;
  bool as_json = false;
};

void Describe(CLI::App& app, Place& place) {
  app.add_option("--data-dir", place.data_dir, "data directory of the server")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", place.database, "PostgreSQL URL; without it the embedded database")
      ->envname("CUSTOS_DATABASE");
}

Result<std::unique_ptr<storage::PostgresStorage>> Open(const Place& place, const Clock& clock) {
  storage::PostgresStorage::Options options;
  options.data_dir = place.data_dir;
  options.database_url = place.database;
  options.clock = &clock;
  options.join_running = true;
  return storage::PostgresStorage::Open(options);
}

int Fail(const char* command, const Error& error) {
  std::cerr << "custos rules " << command << ": " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

/// A day means its beginning, UTC.
std::optional<TimeMs> ReadTime(const std::string& text) {
  return ParseTime(text.size() == 10 ? text + "T00:00:00Z" : text);
}

Result<studio::TestedPack> FromDirectory(const std::string& directory) {
  rules::LoadResult loaded = rules::RuleSet::Load(directory);
  std::cerr << loaded.report.ToText();
  if (loaded.rules == nullptr) return Error{ErrorKind::kInvalid, "rules.pack_invalid", "the pack does not load"};
  return studio::TestedPack{0, std::move(loaded.rules)};
}

Result<studio::TestedPack> FromStore(storage::PackStore& store, std::uint64_t id) {
  const auto files = store.Files(id);
  if (!files) return files.error();
  rules::LoadResult loaded = rules::RuleSet::Load(*files);
  if (loaded.rules == nullptr) return Error{ErrorKind::kInvalid, "rules.pack_invalid", loaded.report.ToText()};
  return studio::TestedPack{id, std::move(loaded.rules)};
}

/// "current", the number of a version, or a directory.
Result<studio::TestedPack> Named(storage::PackStore& store, const std::string& name) {
  if (name == "current") {
    const auto active = store.Newest(storage::PackState::kActive);
    if (!active) return active.error();
    if (!active->has_value()) return Error{ErrorKind::kNotFound, "pack.not_found", "no pack is in force yet"};
    return FromStore(store, (*active)->id);
  }
  const bool number = !name.empty() && name.size() < 19 && name.find_first_not_of("0123456789") == std::string::npos;
  return number ? FromStore(store, std::stoull(name)) : FromDirectory(name);
}

void ShowProgress(const storage::BacktestProgress& progress) {
  std::cerr << '\r' << progress.messages << " messages, "
            << (progress.total == 0 ? 100 : progress.done * 100 / progress.total) << " % " << std::flush;
}

/// Samples are content: who looks at them is recorded before they are shown.
Status RecordLook(storage::PostgresStorage& storage, std::uint64_t id, const Clock& clock) {
  storage::AuditEntry entry;
  entry.at = clock.Now();
  entry.user_login = kUserName;
  entry.action = "backtest.samples";
  entry.target = std::to_string(id);
  entry.detail = "{}";
  return storage.users().Audit(entry);
}

json SamplesOf(storage::PostgresStorage& storage, std::uint64_t id, bool gained, std::size_t limit) {
  json samples = json::array();
  storage::SampleFilter filter;
  filter.gained = gained;
  filter.limit = limit;
  const auto page = storage.backtests().Samples(storage::Scope::All(), id, filter);
  if (!page) return samples;
  for (const auto& view : page->items) {
    json rules = json::array();
    for (const Finding& finding : view.sample.findings) rules.push_back(finding.rule_id);
    samples.push_back({{"message_id", std::to_string(view.sample.message_id)},
                       {"sent_at", FormatTime(view.message.ref.sent_at)},
                       {"category", view.sample.category},
                       {"severity", ToString(view.sample.severity)},
                       {"rules", std::move(rules)},
                       {"text", view.message.text}});
  }
  return samples;
}

json ToJson(const storage::Backtest& backtest) {
  return {{"id", std::to_string(backtest.id)},
          {"state", ToString(backtest.state)},
          {"pack", json::parse(backtest.pack)},
          {"compare", json::parse(backtest.compare)},
          {"from", FormatTime(backtest.from)},
          {"until", FormatTime(backtest.until)},
          {"problem", backtest.problem},
          {"result", backtest.result.empty() ? json(nullptr) : json::parse(backtest.result)}};
}

void PrintSamples(const char* title, const json& samples) {
  if (samples.empty()) return;
  std::cout << "\n" << title << "\n";
  for (const json& sample : samples) {
    std::cout << "  " << sample["message_id"].get<std::string>() << "  " << sample["category"].get<std::string>()
              << "  " << sample["text"].get<std::string>() << "\n";
  }
}

void PrintForPeople(const json& report) {
  const json& result = report["result"];
  std::cout << "back-test " << report["id"].get<std::string>() << ": " << report["state"].get<std::string>() << "\n";
  if (result.is_null()) return;
  std::cout << result["messages"] << " messages in " << result["seconds"] << " s, " << result["messages_per_s"]
            << " per second\nalerts " << result["alerts_before"] << " -> " << result["alerts_after"] << ": gained "
            << result["gained"] << ", lost " << result["lost"] << "\n";
  for (const json& rule : result["rules"]) {
    if (rule["gained"] == 0 && rule["lost"] == 0) continue;
    std::cout << "  +" << rule["gained"] << " -" << rule["lost"] << "  " << rule["key"].get<std::string>() << "  "
              << rule["title"]["zh"].get<std::string>() << "\n";
  }
  PrintSamples("gained", report["gained"]);
  PrintSamples("lost", report["lost"]);
}

struct Range {
  TimeMs from = 0;
  TimeMs until = 0;
};

Result<storage::Backtest> Run(storage::PostgresStorage& storage, const Arguments& arguments, const Range& range,
                              const Clock& clock) {
  auto tested = arguments.version != 0 ? FromStore(storage.packs(), arguments.version) : FromDirectory(arguments.pack);
  if (!tested) return tested.error();
  auto compared = Named(storage.packs(), arguments.compare);
  if (!compared) return compared.error();
  storage::Backtest record;
  record.version_id = tested->version_id;
  record.pack = studio::PackToJson(*tested);
  record.compare = studio::PackToJson(*compared);
  record.from = range.from;
  record.until = range.until;
  record.by.name = kUserName;
  server::DirectoryFacts directory(storage.people());
  if (const Status read = directory.Refresh(); !read) return read.error();
  record.started_at = clock.Now();
  record.heartbeat_at = record.started_at;
  const auto created = storage.backtests().Create(record);
  if (!created) return created.error();
  studio::BacktestJob job{.tested = tested->rules,
                          .compared = compared->rules,
                          .from = range.from,
                          .until = range.until,
                          .facts = [known = directory.Current()](const Message& m) { return known->Of(m); },
                          .threads = arguments.threads,
                          .stop = {},
                          .progress =
                              [](const storage::BacktestProgress& progress) {
                                ShowProgress(progress);
                                return false;
                              }};
  auto finished = studio::RunAndStore(storage.backtests(), storage.history(), std::move(job), *created, clock);
  std::cerr << "\n";
  return finished;
}

}  // namespace

int RunBacktestCommand(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Judges the past with a pack and shows what changes; raises no alerts", "custos rules backtest");
  Describe(app, arguments.place);
  auto* pack = app.add_option("--pack", arguments.pack, "directory of the pack to test");
  app.add_option("--version", arguments.version, "stored version to test, instead of --pack")->excludes(pack);
  app.add_option("--from", arguments.from, "messages sent from then on: 2026-03-01 or 2026-03-01T08:00:00Z")
      ->required();
  app.add_option("--to", arguments.to, "and before then; now when absent");
  app.add_option("--compare", arguments.compare, "current, the number of a version, or a directory");
  app.add_option("--threads", arguments.threads, "0 = one for each core");
  app.add_option("--samples", arguments.samples, "how many gained and lost alerts to show");
  app.add_flag("--json", arguments.as_json, "one JSON object on standard output");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 64;
  }
  const SystemClock clock;
  const auto from = ReadTime(arguments.from);
  const auto until = arguments.to.empty() ? std::optional(clock.Now()) : ReadTime(arguments.to);
  if (!from || !until || (arguments.pack.empty() && arguments.version == 0)) {
    std::cerr << "custos rules backtest: give --pack or --version, and times as 2026-03-01 or 2026-03-01T08:00:00Z\n";
    return 64;
  }
  SetLogLevel(LogLevel::kWarn);
  const auto storage = Open(arguments.place, clock);
  if (!storage) return Fail("backtest", storage.error());
  const auto backtest = Run(**storage, arguments, {*from, *until}, clock);
  if (!backtest) return Fail("backtest", backtest.error());
  json report = ToJson(*backtest);
  if (arguments.samples > 0) {
    if (const Status seen = RecordLook(**storage, backtest->id, clock); !seen) return Fail("backtest", seen.error());
  }
  report["gained"] =
      arguments.samples == 0 ? json::array() : SamplesOf(**storage, backtest->id, true, arguments.samples);
  report["lost"] =
      arguments.samples == 0 ? json::array() : SamplesOf(**storage, backtest->id, false, arguments.samples);
  if (arguments.as_json) {
    std::cout << ToText(report) << "\n";
  } else {
    PrintForPeople(report);
  }
  return backtest->state == storage::JobState::kDone ? 0 : 1;
}

int RunJudgementsCommand(int argc, char** argv) {
  Place place;
  std::uint64_t before = 0;
  std::size_t limit = 100;
  bool as_json = false;
  CLI::App app("Which pack judged which range of the evidence log, newest first", "custos rules history");
  Describe(app, place);
  app.add_option("--before", before, "ranges before this leaf");
  app.add_option("--limit", limit, "how many ranges");
  app.add_flag("--json", as_json, "one JSON object on standard output");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 64;
  }
  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  const auto storage = Open(place, clock);
  if (!storage) return Fail("history", storage.error());
  const auto page = (*storage)->history().Judgements(before, limit);
  if (!page) return Fail("history", page.error());
  json items = json::array();
  for (const auto& range : page->items) {
    items.push_back({{"first", range.first},
                     {"end", range.end},
                     {"pack", HexEncode(AsBytes(range.pack))},
                     {"judgements", range.judgements},
                     {"alerts", range.alerts},
                     {"from", FormatTime(range.from)},
                     {"until", FormatTime(range.until)},
                     {"results", HexEncode(AsBytes(range.results))}});
  }
  if (as_json) {
    std::cout << json{{"items", items}, {"next_before", page->next_before}}.dump() << "\n";
    return 0;
  }
  for (const json& item : items) {
    std::cout << "leaves " << item["first"] << " to " << item["end"] << "  pack " << item["pack"].get<std::string>()
              << "\n  " << item["from"].get<std::string>() << " to " << item["until"].get<std::string>() << ", "
              << item["judgements"] << " judgements, " << item["alerts"] << " alerts, results "
              << item["results"].get<std::string>() << "\n";
  }
  if (page->next_before != 0) std::cout << "more: --before " << page->next_before << "\n";
  return 0;
}

}  // namespace custos::app
