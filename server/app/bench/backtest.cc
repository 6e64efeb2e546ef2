// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/backtest.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "core/clock.h"
#include "rules/rule_set.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/texts.h"
#include "server/studio/backtest_runner.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using Time = std::chrono::steady_clock;

constexpr std::size_t kPage = 1000;
constexpr TimeMs kFirst = 1'759'000'000'000;

double SecondsSince(Time::time_point start) { return std::chrono::duration<double>(Time::now() - start).count(); }

std::string Name(const char* kind, std::size_t number) { return kind + std::to_string(number); }

Message TextMessage(const std::string& text, std::size_t number) {
  const std::size_t pair = (number / 8) % 5000;
  const std::string employee = Name("employee-", pair % 100);
  const std::string customer = Name("customer-", pair);
  Message message;
  message.source = "bench:one";
  message.seq = number + 1;
  message.key = Name("bench", number);
  message.action = "send";
  message.type = "text";
  message.conversation_key = customer;
  message.conversation_key += '|';
  message.conversation_key += employee;
  const bool from_staff = number % 2 == 0;
  message.from = from_staff ? Party{PartyKind::kStaff, employee} : Party{PartyKind::kExternal, customer};
  message.to = {from_staff ? Party{PartyKind::kExternal, customer} : Party{PartyKind::kStaff, employee}};
  message.role = from_staff ? Role::kRep : Role::kCustomer;
  message.sent_at = kFirst + static_cast<TimeMs>(number) * 50;
  message.text = text;
  message.detail = "{}";
  message.raw = nlohmann::json{{"msgid", message.key}, {"msgtype", "text"}, {"text", {{"content", text}}}}.dump();
  return message;
}

Status Fill(storage::Archive& archive, const std::vector<std::string>& texts) {
  for (std::size_t at = 0; at < texts.size(); at += kPage) {
    storage::CommitRequest page;
    page.source = "bench:one";
    const std::size_t end = std::min(texts.size(), at + kPage);
    for (std::size_t i = at; i < end; ++i) page.messages.push_back({TextMessage(texts[i], i), {}});
    page.first_seq = at + 1;
    page.last_seq = end;
    page.seq_count = end - at;
    page.cursor = std::to_string(end);
    page.received_at = kFirst;
    if (const auto committed = archive.Commit(page); !committed) return committed.error();
    if (at % 20'000 == 0) std::cerr << "\rstored " << end << " of " << texts.size() << std::flush;
  }
  std::cerr << "\n";
  return {};
}

/// The rules alone: texts in memory, on as many threads.
double JudgeAlone(const rules::RuleSet& rules, const std::vector<std::string>& texts, std::size_t threads) {
  const std::size_t count = std::min<std::size_t>(texts.size(), 200'000);
  std::vector<Message> messages;
  for (std::size_t i = 0; i < count; ++i) messages.push_back(TextMessage(texts[i], i));
  const auto start = Time::now();
  {
    std::vector<std::jthread> workers;
    for (std::size_t t = 0; t < threads; ++t) {
      workers.emplace_back([&, t] {
        for (std::size_t i = t; i < count; i += threads) (void)rules.Judge(messages[i]);
      });
    }
  }
  return static_cast<double>(count) / SecondsSince(start);
}

/// Reading and decoding alone, without any rule.
Result<double> ReadAlone(storage::History& history, const storage::LeafRange& range) {
  const auto start = Time::now();
  std::size_t messages = 0;
  for (std::uint64_t at = range.first; at < range.end;) {
    const auto parts = history.Read(at, 3 << 20);
    if (!parts) return parts.error();
    if (parts->empty()) break;
    for (const auto& part : *parts) {
      const auto decoded = history.Decode(part, 0, kFirst * 2);
      if (!decoded) return decoded.error();
      messages += decoded->size();
    }
    at = parts->back().end;
  }
  return static_cast<double>(messages) / SecondsSince(start);
}

std::uint64_t PeakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
}

}  // namespace

Result<nlohmann::json> BenchBacktest(const BacktestBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = scratch.path() / "data";
  wanted.clock = &clock;
  auto storage = storage::PostgresStorage::Open(wanted);
  if (!storage) return storage.error();
  auto texts = BenchTexts(options.corpus, options.messages);
  if (!texts) return texts.error();
  if (const Status filled = Fill((*storage)->archive(), *texts); !filled) return filled.error();
  rules::LoadResult loaded = rules::RuleSet::Load(rules::SyntheticPack(options.rules));
  if (loaded.rules == nullptr) return Error{ErrorKind::kInternal, "bench.rules", loaded.report.ToText()};
  const std::size_t threads =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const double alone = JudgeAlone(*loaded.rules, *texts, threads);
  texts->clear();
  texts->shrink_to_fit();

  storage::History& history = (*storage)->history();
  const auto range = history.Find(0, kFirst * 2);
  if (!range) return range.error();
  const auto reading = ReadAlone(history, *range);
  if (!reading) return reading.error();
  server::studio::BacktestJob job{.tested = loaded.rules,
                                  .compared = loaded.rules,
                                  .from = 0,
                                  .until = kFirst * 2,
                                  .facts = {},
                                  .threads = threads,
                                  .stop = {},
                                  .progress = [](const storage::BacktestProgress& progress) {
                                    std::cerr << "\rjudged " << progress.messages << std::flush;
                                    return false;
                                  }};
  const auto outcome = server::studio::RunBacktest(history, job);
  std::cerr << "\n";
  if (!outcome) return outcome.error();
  const auto& figures = outcome->figures;
  const double rate = static_cast<double>(figures.messages) / figures.seconds;
  return nlohmann::json{{"name", "backtest"},
                        {"messages", figures.messages},
                        {"rules", options.rules},
                        {"threads", threads},
                        {"seconds", figures.seconds},
                        {"messages_per_s", rate},
                        {"reference_per_s", alone},
                        {"ratio", rate / alone},
                        {"read_decode_per_s_one_thread", *reading},
                        {"judge_cpu_seconds", figures.judge_seconds},
                        {"alerts", figures.alerts.after},
                        {"peak_mb", PeakMegabytes()},
                        {"machine", MachineFacts()}};
}

}  // namespace custos::app
