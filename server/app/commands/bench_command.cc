// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/bench_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "core/log.h"
#include "server/app/bench/backtest.h"
#include "server/app/bench/callbacks.h"
#include "server/app/bench/check.h"
#include "server/app/bench/customer.h"
#include "server/app/bench/ingest_phone.h"
#include "server/app/bench/ingest_plain.h"
#include "server/app/bench/ingest_wecom.h"
#include "server/app/bench/rules.h"
#include "server/app/bench/search.h"
#include "server/app/bench/storage.h"
#include "server/app/bench/verify.h"
#include "server/app/exit_code.h"

namespace custos::app {
namespace {

void PrintForPeople(const nlohmann::json& figures) {
  for (const auto& [name, value] : figures.items()) {
    if (!value.is_object()) std::cout << name << ": " << value.dump() << "\n";
  }
}

}  // namespace

int RunBenchCommand(int argc, char** argv) {
  bool json = false;
  IngestBench ingest;
  RulesBench rules_bench;
  CLI::App app("Measure against the reference beside it", "custos bench");
  app.require_subcommand(1);
  CLI::App* wecom = app.add_subcommand("ingest-wecom", "the way of archived WeCom messages ÷ RSA-2048 operations");
  wecom->add_option("--messages", ingest.messages, "how many");
  wecom->add_option("--rules", ingest.rules, "how many judge each message");
  wecom->add_option("--corpus", ingest.corpus, "NDJSON or gzip with a field text; without it, generated text");
  wecom->add_option("--helpers", ingest.helpers, "decrypting processes");
  wecom->add_flag("--json", json, "one JSON object on standard output");
  CLI::App* rules = app.add_subcommand("rules", "matching of 100, 1,000 and 10,000 rules ÷ Hyperscan");
  rules->add_option("--messages", rules_bench.messages, "how many");
  rules->add_option("--corpus", rules_bench.corpus, "NDJSON or gzip with a field text; without it, generated text");
  rules->add_option("--pack", rules_bench.pack, "directory of a pack to measure beside; without it, the shipped one");
  rules->add_option("--rounds", rules_bench.rounds, "of which the median counts");
  rules->add_flag("--json", json, "one JSON object on standard output");
  BacktestBench past;
  CLI::App* backtest = app.add_subcommand("backtest", "judging the past from the embedded database ÷ the rules alone");
  backtest->add_option("--messages", past.messages, "how many");
  backtest->add_option("--rules", past.rules, "how many judge each message");
  backtest->add_option("--corpus", past.corpus, "NDJSON or gzip with a field text; without it, generated text");
  backtest->add_option("--threads", past.threads, "0 = one for each core");
  backtest->add_flag("--json", json, "one JSON object on standard output");
  CheckBench sent;
  CLI::App* check = app.add_subcommand("check", "texts checked over HTTP ÷ the same listener answering nothing");
  check->add_option("--messages", sent.messages, "how many")->check(CLI::PositiveNumber);
  check->add_option("--rules", sent.rules, "how many judge each text");
  check->add_option("--corpus", sent.corpus, "NDJSON or gzip with a field text; without it, generated text");
  check->add_option("--connections", sent.connections, "at a time")->check(CLI::Range(1, 200));
  check->add_flag("--json", json, "one JSON object on standard output");
  CallbacksBench called;
  CLI::App* callbacks = app.add_subcommand("callbacks", "platform callbacks while the archive is ingested");
  callbacks->add_option("--messages", called.messages, "how many")->check(CLI::PositiveNumber);
  callbacks->add_option("--rate", called.per_second, "a second")->check(CLI::PositiveNumber);
  callbacks->add_option("--connections", called.connections, "at a time")->check(CLI::Range(1, 200));
  callbacks->add_option("--rules", called.rules, "how many judge each message");
  callbacks->add_option("--archive-rate", called.archive_per_s, "archived messages for each second of the run");
  callbacks->add_flag("--json", json, "one JSON object on standard output");
  IngestPlainBench plain;
  CLI::App* ingest_plain = app.add_subcommand("ingest-plain", "the way of decoded messages ÷ COPY into such tables");
  ingest_plain->add_option("--messages", plain.messages, "how many");
  ingest_plain->add_option("--seconds", plain.seconds, "go on for that long instead");
  ingest_plain->add_option("--rules", plain.rules, "how many judge each message");
  ingest_plain->add_option("--corpus", plain.corpus, "NDJSON or gzip with a field text; without it, generated text");
  ingest_plain->add_flag("--json", json, "one JSON object on standard output");
  IngestPhoneBench phones;
  CLI::App* ingest_phone =
      app.add_subcommand("ingest-phone", "batches of work phones over HTTP ÷ the same handed to the pipeline");
  ingest_phone->add_option("--messages", phones.messages, "how many")->check(CLI::PositiveNumber);
  ingest_phone->add_option("--batch", phones.batch, "records of one request")->check(CLI::Range(1, 500));
  ingest_phone->add_option("--connections", phones.connections, "at a time")->check(CLI::Range(1, 200));
  ingest_phone->add_option("--rules", phones.rules, "how many judge each message");
  ingest_phone->add_option("--corpus", phones.corpus, "NDJSON or gzip with a field text; without it, generated text");
  ingest_phone->add_flag("--json", json, "one JSON object on standard output");
  StorageBench stored;
  CLI::App* storage = app.add_subcommand("storage", "bytes on disk, everything included ÷ bytes of the originals");
  storage->add_option("--messages", stored.messages, "how many")->check(CLI::PositiveNumber);
  storage->add_option("--corpus", stored.corpus, "NDJSON or gzip with a field text; without it, generated text");
  storage->add_option("--keep", stored.keep, "data directory to fill and leave behind");
  storage->add_flag("--json", json, "one JSON object on standard output");
  SearchBench searched;
  bool alone = false;
  CLI::App* search = app.add_subcommand("search", "newest 50 of many messages, beside Groonga");
  search->add_option("--messages", searched.messages, "how many")->check(CLI::PositiveNumber);
  search->add_option("--corpus", searched.corpus, "NDJSON or gzip with a field text; without it, generated text");
  search->add_option("--rounds", searched.rounds, "of the whole mix")->check(CLI::PositiveNumber);
  search->add_flag("--alone", alone, "without Groonga");
  search->add_option("--keep", searched.keep,
                     "data directory to use, filled as far as it is not yet, and leave behind");
  search->add_flag("--json", json, "one JSON object on standard output");
  VerifyBench verified;
  CLI::App* verify = app.add_subcommand("verify", "the check of a whole archive ÷ sha256sum over the same evidence");
  verify->add_option("--messages", verified.messages, "how many")->check(CLI::PositiveNumber);
  verify->add_option("--corpus", verified.corpus, "NDJSON or gzip with a field text; without it, generated text");
  verify->add_option("--keep", verified.keep, "data directory to use, filled when it is empty, and leave behind");
  verify->add_flag("--json", json, "one JSON object on standard output");
  CustomerBench known;
  CLI::App* customer = app.add_subcommand("customer", "the page of a customer with very many entries");
  customer->add_option("--messages", known.messages, "of the archive")->check(CLI::PositiveNumber);
  customer->add_option("--entries", known.entries, "of the one customer")->check(CLI::PositiveNumber);
  customer->add_option("--customers", known.customers, "in the directory")->check(CLI::PositiveNumber);
  customer->add_option("--rounds", known.rounds, "of all questions")->check(CLI::PositiveNumber);
  customer->add_option("--corpus", known.corpus, "NDJSON or gzip with a field text; without it, generated text");
  customer->add_flag("--json", json, "one JSON object on standard output");
  CLI11_PARSE(app, argc, argv);
  searched.groonga = !alone;

  SetLogLevel(LogLevel::kWarn);
  const Result<nlohmann::json> figures = rules->parsed()          ? BenchRules(rules_bench)
                                         : backtest->parsed()     ? BenchBacktest(past)
                                         : check->parsed()        ? BenchCheck(sent)
                                         : callbacks->parsed()    ? BenchCallbacks(called)
                                         : search->parsed()       ? BenchSearch(searched)
                                         : storage->parsed()      ? BenchStorage(stored)
                                         : ingest_phone->parsed() ? BenchIngestPhone(phones)
                                         : verify->parsed()       ? BenchVerify(verified)
                                         : customer->parsed()     ? BenchCustomer(known)
                                         : ingest_plain->parsed() ? BenchIngestPlain(plain)
                                                                  : BenchIngestWecom(ingest);
  if (!figures) {
    std::cerr << "custos bench: " << figures.error().message << " (" << figures.error().code << ")\n";
    return ExitCodeOf(figures.error());
  }
  if (json)
    std::cout << figures->dump() << "\n";
  else
    PrintForPeople(*figures);
  return 0;
}

}  // namespace custos::app
