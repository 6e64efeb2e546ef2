// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/search.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "server/app/bench/fill.h"
#include "server/app/bench/groonga_reference.h"
#include "server/app/bench/machine.h"
#include "server/app/bench/plain_messages.h"
#include "server/app/bench/scratch_directory.h"
#include "server/app/bench/search_mix.h"
#include "server/app/bench/texts.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using nlohmann::json;
using Time = std::chrono::steady_clock;

constexpr std::size_t kPage = 1'000;
constexpr std::size_t kShowEvery = 50'000;
constexpr std::size_t kDistinctTexts = 1'000'000;  // kept in memory; repeated beyond

/// An archive with the first `filled` messages of PlainMessage.
struct Corpus {
  std::unique_ptr<storage::PostgresStorage> storage;
  std::size_t filled = 0;
};

Result<Corpus> Open(const std::filesystem::path& directory, const Clock& clock) {
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = directory;
  wanted.clock = &clock;
  Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(wanted);
  if (!opened) return opened.error();
  Corpus corpus;
  corpus.storage = std::move(*opened);
  const auto ledgers = corpus.storage->archive().Ledgers();
  if (!ledgers) return ledgers.error();
  for (const storage::SourceLedger& ledger : *ledgers) {
    if (ledger.source == kPlainSource) corpus.filled = ledger.messages;
  }
  return corpus;
}

/// Goes on to `count` messages; what the server would seal is sealed.
Status FillTo(Corpus& corpus, const std::vector<std::string>& texts, std::size_t count) {
  while (corpus.filled < count) {
    const std::size_t end = std::min(count, corpus.filled + kPage);
    const auto committed = corpus.storage->archive().Commit(PlainPage(texts, corpus.filled, end));
    if (!committed) return committed.error();
    corpus.filled = end;
    if (end % kShowEvery == 0) {
      std::cerr << "\r" << end << " of " << count << " messages" << std::flush;
      if (const Status sealed = SealWhatIsDue(*corpus.storage); !sealed) return sealed;
    }
  }
  std::cerr << "\n";
  return SealWhatIsDue(*corpus.storage);
}

/// Who of the company takes part in a message, as a number for Groonga.
std::int32_t EmployeeNumber(const Message& message) {
  const std::string& id = message.from.kind == PartyKind::kStaff ? message.from.id : message.to.front().id;
  return std::stoi(id.substr(std::string_view("employee").size()));
}

Status LoadPeer(GroongaReference& peer, const std::vector<std::string>& texts, std::size_t count) {
  for (std::size_t at = 0; at < count; at += kPage) {
    const storage::CommitRequest page = PlainPage(texts, at, std::min(count, at + kPage));
    std::vector<GroongaReference::Row> rows;
    for (const storage::JudgedMessage& judged : page.messages) {
      const Message& m = judged.message;
      rows.push_back({m.sent_at, static_cast<std::int32_t>(m.role), EmployeeNumber(m), &m.text});
    }
    if (const Status loaded = peer.Load(rows); !loaded) return loaded;
    if ((at + kPage) % kShowEvery == 0) std::cerr << "\r" << at + kPage << " in Groonga" << std::flush;
  }
  std::cerr << "\n";
  return {};
}

enum class Filter { kNone, kRole, kEmployee, kTeam, kRecent };
constexpr std::array kFilters = {std::pair{Filter::kNone, "none"}, std::pair{Filter::kRole, "role"},
                                 std::pair{Filter::kEmployee, "employee"}, std::pair{Filter::kTeam, "team"},
                                 std::pair{Filter::kRecent, "recent"}};
constexpr std::int32_t kAskedEmployee = 7;
constexpr std::int32_t kTeam = 20;  // the first of the employees: what a supervisor of them may see

/// The newest tenth begins here.
TimeMs RecentOf(std::size_t messages) { return PlainMessage("", messages - messages / 10).sent_at; }

storage::EmployeeRef Employee(std::int32_t number) { return {kPlainSource, "employee" + std::to_string(number)}; }

storage::Scope ScopeOfTeam() {
  storage::Scope scope;
  scope.kind = storage::Scope::Kind::kOwn;
  for (std::int32_t i = 0; i < kTeam; ++i) scope.employees.push_back(Employee(i));
  return scope;
}

Result<double> AskOurs(Corpus& corpus, const MixWord& word, Filter filter) {
  storage::SearchQuery query;
  query.text = word.text;
  if (filter == Filter::kRole) query.role = Role::kRep;
  if (filter == Filter::kEmployee) query.employee = Employee(kAskedEmployee);
  if (filter == Filter::kRecent) query.from = RecentOf(corpus.filled);
  query.budget_ms = 60'000;
  const storage::Scope scope = filter == Filter::kTeam ? ScopeOfTeam() : storage::Scope::All();
  const auto begin = Time::now();
  const auto page = corpus.storage->reader().Search(scope, query);
  if (!page) return page.error();
  return std::chrono::duration<double, std::milli>(Time::now() - begin).count();
}

Result<double> AskGroonga(GroongaReference& peer, std::size_t messages, const MixWord& word, Filter filter) {
  std::string condition;
  if (filter == Filter::kRole) condition = "role == " + std::to_string(static_cast<int>(Role::kRep));
  if (filter == Filter::kEmployee) condition = "employee == " + std::to_string(kAskedEmployee);
  if (filter == Filter::kTeam) condition = "employee < " + std::to_string(kTeam);
  if (filter == Filter::kRecent) condition = "sent_at >= " + std::to_string(RecentOf(messages));
  return peer.Newest(word.text, condition);
}

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

struct Times {
  std::vector<double> first;  ///< of the round that is not counted: nothing was asked before
  std::vector<double> all;
  std::map<std::string, std::vector<double>> by_kind;
  std::map<std::string, std::vector<double>> by_filter;

  double p95() const { return Percentile(all, 0.95); }
};

json Figures(const std::map<std::string, std::vector<double>>& groups) {
  json figures = json::object();
  for (const auto& [name, times] : groups) {
    figures[name] = {{"p50_ms", Percentile(times, 0.5)}, {"p95_ms", Percentile(times, 0.95)}};
  }
  return figures;
}

/// One round that is not counted, then the rounds.
template <class Ask>
Result<Times> Measure(const std::vector<MixWord>& words, std::size_t rounds, const Ask& ask) {
  Times times;
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (const MixWord& word : words) {
      for (const auto& [filter, name] : kFilters) {
        const Result<double> took = ask(word, filter);
        if (!took) return took.error();
        if (round == 0) times.first.push_back(*took);
        if (round == 0) continue;
        times.all.push_back(*took);
        times.by_kind[word.kind].push_back(*took);
        times.by_filter[name].push_back(*took);
      }
    }
  }
  return times;
}

Result<Times> MeasureAt(const std::filesystem::path& directory, std::size_t messages, const Clock& clock,
                        const std::vector<std::string>& texts, const std::vector<MixWord>& words, std::size_t rounds) {
  Result<Corpus> corpus = Open(directory, clock);
  if (!corpus) return corpus.error();
  if (corpus->filled > messages) {
    return Error{ErrorKind::kInvalid, "bench.archive", "the archive to use has more messages than asked for"};
  }
  if (const Status filled = FillTo(*corpus, texts, messages); !filled) return filled.error();
  return Measure(words, rounds, [&](const MixWord& word, Filter filter) { return AskOurs(*corpus, word, filter); });
}

}  // namespace

Result<json> BenchSearch(const SearchBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  const Result<std::vector<std::string>> texts = BenchTexts(options.corpus, std::min(options.messages, kDistinctTexts));
  if (!texts) return texts.error();
  const std::vector<MixWord> words = ChooseWords(*texts);
  const std::size_t small = std::min<std::size_t>(1'000'000, std::max<std::size_t>(1, options.messages / 10));
  const Result<Times> at_small = MeasureAt(scratch.path() / "small", small, clock, *texts, words, options.rounds);
  if (!at_small) return at_small.error();
  const std::filesystem::path large = options.keep.empty() ? scratch.path() / "data" : options.keep;
  const Result<Times> ours = MeasureAt(large, options.messages, clock, *texts, words, options.rounds);
  if (!ours) return ours.error();

  json figures = {{"name", "search"},
                  {"messages", options.messages},
                  {"messages_small", small},
                  {"queries", ours->all.size()},
                  {"p50_ms", Percentile(ours->all, 0.5)},
                  {"p95_ms", ours->p95()},
                  {"max_ms", Percentile(ours->all, 1.0)},
                  {"first_p50_ms", Percentile(ours->first, 0.5)},
                  {"first_p95_ms", Percentile(ours->first, 0.95)},
                  {"p95_ms_1m", at_small->p95()},
                  {"growth", ours->p95() / at_small->p95()},
                  {"kinds", Figures(ours->by_kind)},
                  {"filters", Figures(ours->by_filter)},
                  {"filters_1m", Figures(at_small->by_filter)},
                  {"machine", MachineFacts()}};
  if (!options.groonga) return figures;
  auto peer = GroongaReference::Start(scratch.path() / "groonga");
  if (!peer) return peer.error();
  if (const Status loaded = LoadPeer(**peer, *texts, options.messages); !loaded) return loaded.error();
  const Result<Times> theirs = Measure(words, options.rounds, [&](const MixWord& word, Filter filter) {
    return AskGroonga(**peer, options.messages, word, filter);
  });
  if (!theirs) return theirs.error();
  figures["groonga_p50_ms"] = Percentile(theirs->all, 0.5);
  figures["groonga_p95_ms"] = theirs->p95();
  figures["groonga_kinds"] = Figures(theirs->by_kind);
  figures["groonga_filters"] = Figures(theirs->by_filter);
  figures["peer_ratio"] = theirs->p95() / ours->p95();
  return figures;
}

}  // namespace custos::app
