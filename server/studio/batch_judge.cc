// SPDX-License-Identifier: Apache-2.0
#include "server/studio/batch_judge.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "server/studio/past_reader.h"

namespace custos::server::studio {
namespace {

using storage::PastMessage;

constexpr std::size_t kLanesPerThread = 4;  // so that a busy conversation does not keep the others waiting

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::vector<Late> ByMessage(std::vector<std::vector<rules::EarlierFinding>> earlier) {
  std::map<std::pair<std::string, std::string>, Late> by_message;
  for (std::size_t pack = 0; pack < earlier.size(); ++pack) {
    for (rules::EarlierFinding& told : earlier[pack]) {
      Late& late = by_message[{told.anchor.source, told.anchor.key}];
      if (late.found.empty()) late.anchor = told.anchor;
      late.found.resize(earlier.size());
      late.found[pack].push_back(std::move(told.finding));
    }
  }
  std::vector<Late> all;
  for (auto& [message, late] : by_message) all.push_back(std::move(late));
  return all;
}

/// How far back a message may matter. A correlation looks at one timespan, and at another before it to see whether it
/// held already; a run of pieces ends one window after its newest.
TimeMs LongestWindow(const Packs& packs) {
  TimeMs longest = 0;
  for (const auto& pack : packs) {
    longest = std::max(longest, 3 * pack->join().within_ms);
    for (const rules::Correlation& one : pack->correlations()) longest = std::max(longest, 2 * one.timespan_ms);
    for (const rules::RuleInfo& rule : pack->rules()) longest = std::max(longest, rule.group.window_ms);
  }
  return longest;
}

}  // namespace

BatchJudge::BatchJudge(const storage::History& history, FactsProvider facts, std::size_t threads, const Packs& packs,
                       TimeMs from, TimeMs until)
    : history_(history),
      facts_(std::move(facts)),
      threads_(threads),
      lanes_(threads * kLanesPerThread),
      from_(from),
      until_(until),
      begin_(std::max<TimeMs>(0, from - LongestWindow(packs))) {
  for (const auto& pack : packs) judges_.push_back(std::make_unique<PastJudge>(pack, lanes_));
  seconds_.resize(judges_.size(), 0);
}

Result<Batch> BatchJudge::Prepare(const std::vector<storage::HistoryPart>& parts) {
  Batch batch;
  if (!parts.empty()) batch.end = parts.back().end;
  if (const Status status = Decode(parts, batch); !status) return status.error();
  const std::size_t count = batch.messages.size();
  batch.lanes.resize(lanes_);
  for (std::size_t i = 0; i < count; ++i) batch.lanes[LaneOf(batch.messages[i].message, lanes_)].push_back(i);
  batch.facts.resize(count);
  InParallel(lanes_, threads_, [&](std::size_t lane) {
    for (const std::size_t i : batch.lanes[lane]) {
      const Message& message = batch.messages[i].message;
      batch.facts[i] = facts_ ? facts_(message) : rules::FactsOf(message);
    }
  });
  batch.items.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    batch.items.push_back(watermarks_.Pass(batch.messages[i].message, batch.facts[i]));
  }
  return Result<Batch>(std::move(batch));
}

void BatchJudge::Judge(Batch& batch) {
  batch.found.resize(judges_.size(), std::vector<std::vector<Finding>>(batch.messages.size()));
  InParallel(lanes_ * judges_.size(), threads_, [&](std::size_t task) { JudgeLane(task, batch); });
  std::vector<std::vector<rules::EarlierFinding>> earlier(judges_.size());
  InParallel(judges_.size(), threads_, [&](std::size_t pack) { Correlate(pack, batch, earlier[pack]); });
  batch.late = ByMessage(std::move(earlier));
}

Status BatchJudge::Decode(const std::vector<storage::HistoryPart>& parts, Batch& batch) const {
  std::vector<std::vector<PastMessage>> decoded(parts.size());
  std::mutex mutex;
  std::optional<Error> failed;
  InParallel(parts.size(), threads_, [&](std::size_t i) {
    auto messages = history_.Decode(parts[i], begin_, until_);
    if (messages) {
      decoded[i] = std::move(*messages);
      return;
    }
    const std::scoped_lock lock(mutex);
    failed = messages.error();
  });
  if (failed) return *failed;
  for (auto& part : decoded) std::move(part.begin(), part.end(), std::back_inserter(batch.messages));
  return {};
}

void BatchJudge::JudgeLane(std::size_t task, Batch& batch) {
  const std::size_t pack = task / lanes_;
  const std::size_t lane = task % lanes_;
  const double begin = ThreadSeconds();
  for (const std::size_t i : batch.lanes[lane]) {
    batch.found[pack][i] = judges_[pack]->JudgeInLane(lane, batch.items[i]);
  }
  judges_[pack]->KeepLane(lane);
  AddSeconds(pack, ThreadSeconds() - begin);
}

void BatchJudge::Correlate(std::size_t pack, Batch& batch, std::vector<rules::EarlierFinding>& earlier) {
  if (!judges_[pack]->correlates()) return;
  const double begin = ThreadSeconds();
  for (std::size_t i = 0; i < batch.items.size(); ++i) {
    judges_[pack]->Correlate(batch.items[i], &batch.found[pack][i], &earlier);
  }
  judges_[pack]->KeepCorrelated();
  AddSeconds(pack, ThreadSeconds() - begin);
}

void BatchJudge::AddSeconds(std::size_t pack, double seconds) {
  const std::scoped_lock lock(mutex_);
  seconds_[pack] += seconds;
}

}  // namespace custos::server::studio
