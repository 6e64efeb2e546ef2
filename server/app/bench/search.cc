// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/search.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
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

/// What is filled so far, here and in Groonga.
struct Corpus {
  std::vector<std::string> texts;
  std::unique_ptr<storage::PostgresStorage> storage;
  std::unique_ptr<GroongaReference> groonga;
  std::map<std::string, std::int32_t> employees;  // as numbers for Groonga
  std::vector<TimeMs> page_starts;
  std::size_t filled = 0;
};

/// Who of the company takes part in a message.
const std::string& EmployeeOf(const Message& message) {
  return message.from.kind == PartyKind::kStaff ? message.from.id : message.to.front().id;
}

Status LoadPeer(const Corpus& corpus, const storage::CommitRequest& page) {
  std::vector<GroongaReference::Row> rows;
  for (const storage::JudgedMessage& judged : page.messages) {
    const Message& m = judged.message;
    rows.push_back({m.sent_at, static_cast<std::int32_t>(m.role), corpus.employees.at(EmployeeOf(m)), &m.text});
  }
  return corpus.groonga->Load(rows);
}

/// Goes on to `count` messages; what the server would seal is sealed.
Status FillTo(Corpus& corpus, std::size_t count) {
  while (corpus.filled < count) {
    const std::size_t end = std::min(count, corpus.filled + kPage);
    const storage::CommitRequest page = PlainPage(corpus.texts, corpus.filled, end);
    if (const auto committed = corpus.storage->archive().Commit(page); !committed) return committed.error();
    for (const storage::JudgedMessage& judged : page.messages) {
      corpus.employees.try_emplace(EmployeeOf(judged.message), static_cast<std::int32_t>(corpus.employees.size()));
    }
    if (corpus.groonga) {
      if (const Status loaded = LoadPeer(corpus, page); !loaded) return loaded;
    }
    corpus.page_starts.push_back(page.messages.front().message.sent_at);
    corpus.filled = end;
    if (end % kShowEvery == 0) {
      std::cerr << "\r" << end << " of " << count << " messages" << std::flush;
      if (const Status sealed = SealWhatIsDue(*corpus.storage); !sealed) return sealed;
    }
  }
  std::cerr << "\n";
  return SealWhatIsDue(*corpus.storage);
}

enum class Filter { kNone, kRole, kEmployee, kRecent };
constexpr std::array kFilters = {Filter::kNone, Filter::kRole, Filter::kEmployee, Filter::kRecent};

/// The newest tenth begins here.
TimeMs RecentOf(const Corpus& corpus) {
  return corpus.page_starts[corpus.page_starts.size() - 1 - corpus.page_starts.size() / 10];
}

Result<double> AskOurs(const Corpus& corpus, const MixWord& word, Filter filter) {
  storage::SearchQuery query;
  query.text = word.text;
  if (filter == Filter::kRole) query.role = Role::kRep;
  if (filter == Filter::kEmployee) query.employee = storage::EmployeeRef{kPlainSource, corpus.employees.begin()->first};
  if (filter == Filter::kRecent) query.from = RecentOf(corpus);
  query.budget_ms = 60'000;
  const auto begin = Time::now();
  const auto page = corpus.storage->reader().Search(storage::Scope::All(), query);
  if (!page) return page.error();
  return std::chrono::duration<double, std::milli>(Time::now() - begin).count();
}

Result<double> AskGroonga(const Corpus& corpus, const MixWord& word, Filter filter) {
  std::string condition;
  if (filter == Filter::kRole) condition = "role == " + std::to_string(static_cast<int>(Role::kRep));
  if (filter == Filter::kEmployee) condition = "employee == " + std::to_string(corpus.employees.begin()->second);
  if (filter == Filter::kRecent) condition = "sent_at >= " + std::to_string(RecentOf(corpus));
  return corpus.groonga->Newest(word.text, condition);
}

double Percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

struct Times {
  std::vector<double> all;
  std::map<std::string, std::vector<double>> by_kind;

  double p95() const { return Percentile(all, 0.95); }
  json Figures() const {
    json kinds = json::object();
    for (const auto& [kind, times] : by_kind)
      kinds[kind] = {{"p50_ms", Percentile(times, 0.5)}, {"p95_ms", Percentile(times, 0.95)}};
    return kinds;
  }
};

using AskOne = Result<double> (*)(const Corpus&, const MixWord&, Filter);

/// One round that is not counted, then the rounds.
Result<Times> Measure(const Corpus& corpus, const std::vector<MixWord>& words, std::size_t rounds, AskOne ask) {
  Times times;
  for (std::size_t round = 0; round <= rounds; ++round) {
    for (const MixWord& word : words) {
      for (const Filter filter : kFilters) {
        const Result<double> took = ask(corpus, word, filter);
        if (!took) return took.error();
        if (round == 0) continue;
        times.all.push_back(*took);
        times.by_kind[word.kind].push_back(*took);
      }
    }
  }
  return times;
}

}  // namespace

Result<json> BenchSearch(const SearchBench& options) {
  const ScratchDirectory scratch;
  const SystemClock clock;
  Corpus corpus;
  Result<std::vector<std::string>> texts = BenchTexts(options.corpus, std::min(options.messages, kDistinctTexts));
  if (!texts) return texts.error();
  corpus.texts = std::move(*texts);
  storage::PostgresStorage::Options wanted;
  wanted.data_dir = scratch.path() / "data";
  wanted.clock = &clock;
  Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(wanted);
  if (!opened) return opened.error();
  corpus.storage = std::move(*opened);
  if (options.groonga) {
    auto started = GroongaReference::Start(scratch.path() / "groonga");
    if (!started) return started.error();
    corpus.groonga = std::move(*started);
  }

  const std::vector<MixWord> words = ChooseWords(corpus.texts);
  const std::size_t small = std::min<std::size_t>(1'000'000, std::max<std::size_t>(1, options.messages / 10));
  if (const Status filled = FillTo(corpus, small); !filled) return filled.error();
  const Result<Times> at_small = Measure(corpus, words, options.rounds, AskOurs);
  if (!at_small) return at_small.error();
  if (const Status filled = FillTo(corpus, options.messages); !filled) return filled.error();
  const Result<Times> ours = Measure(corpus, words, options.rounds, AskOurs);
  if (!ours) return ours.error();

  json figures = {{"name", "search"},
                  {"messages", options.messages},
                  {"messages_small", small},
                  {"queries", ours->all.size()},
                  {"p50_ms", Percentile(ours->all, 0.5)},
                  {"p95_ms", ours->p95()},
                  {"max_ms", Percentile(ours->all, 1.0)},
                  {"p95_ms_1m", at_small->p95()},
                  {"growth", ours->p95() / at_small->p95()},
                  {"kinds", ours->Figures()},
                  {"machine", MachineFacts()}};
  if (corpus.groonga) {
    const Result<Times> peer = Measure(corpus, words, options.rounds, AskGroonga);
    if (!peer) return peer.error();
    figures["groonga_p50_ms"] = Percentile(peer->all, 0.5);
    figures["groonga_p95_ms"] = peer->p95();
    figures["groonga_kinds"] = peer->Figures();
    figures["peer_ratio"] = peer->p95() / ours->p95();
  }
  return figures;
}

}  // namespace custos::app
