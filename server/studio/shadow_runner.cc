// SPDX-License-Identifier: Apache-2.0
#include "server/studio/shadow_runner.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

namespace custos::server::studio {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kLongest{5};
constexpr std::size_t kBatchBytes = 1 << 20;
constexpr TimeMs kEver = std::numeric_limits<TimeMs>::max();

}  // namespace

struct ShadowRunner::Run {
  storage::PackVersion version;
  Packs packs;  // the one in shadow, the one in force
  BatchJudge judge;
  BatchCounter counter;
  std::optional<std::uint64_t> next;  // leaf

  Run(const storage::PackVersion& shadow, Packs both, storage::History& history, const FactsProvider& facts)
      : version(shadow),
        packs(std::move(both)),
        judge(history, facts, 1, packs, shadow.shadow_since, kEver),
        counter(history, judge, packs[0], packs[1], {}) {}

  std::string ToJson() const;
};

std::string ShadowRunner::Run::ToJson() const {
  const json figures = json::parse(FiguresToJson(counter.tally().figures(), *packs[1], *packs[0]));
  return json{{"since", version.shadow_since}, {"messages", figures["messages"]}, {"alerts", figures["alerts_after"]},
              {"gained", figures["gained"]},   {"lost", figures["lost"]},         {"rules", figures["rules"]}}
      .dump();
}

ShadowRunner::ShadowRunner(PackService& packs, const PackSwitch& in_force, storage::History& history,
                           FactsProvider facts)
    : packs_(packs), in_force_(in_force), history_(history), facts_(std::move(facts)) {}

ShadowRunner::~ShadowRunner() = default;

std::unique_ptr<ShadowRunner::Run> ShadowRunner::Begin(const storage::PackVersion& version) {
  const auto files = packs_.store().Files(version.id);
  if (!files) return nullptr;
  const auto checked = packs_.Validate(*files);
  if (!checked->valid()) return nullptr;
  return std::make_unique<Run>(version, Packs{checked->rules, in_force_.InForce()}, history_, facts_);
}

Status ShadowRunner::Tick() {
  const auto shadow = packs_.store().Newest(storage::PackState::kShadow);
  if (!shadow) return shadow.error();
  if (!shadow->has_value()) {
    run_.reset();
    return {};
  }
  const bool goes_on = run_ != nullptr && run_->version.id == (*shadow)->id &&
                       run_->version.revision == (*shadow)->revision && run_->packs[1] == in_force_.InForce();
  if (!goes_on) run_ = Begin(**shadow);
  if (run_ == nullptr) return {};
  const auto range = history_.Find(run_->judge.begin(), kEver);
  if (!range) return range.error();
  if (range->first == range->end) return {};
  if (!run_->next) run_->next = range->first;
  const auto started = std::chrono::steady_clock::now();
  while (*run_->next < range->end && std::chrono::steady_clock::now() - started < kLongest) {
    auto parts = history_.Read(*run_->next, kBatchBytes);
    if (!parts) return parts.error();
    if (parts->empty() || parts->back().end <= *run_->next) break;
    auto batch = run_->judge.Prepare(*parts);
    if (!batch) return batch.error();
    run_->judge.Judge(*batch);
    if (const Status taken = run_->counter.Take(*batch); !taken) return taken;
    run_->next = parts->back().end;
  }
  return packs_.store().SetShadow(run_->version.id, run_->ToJson());
}

}  // namespace custos::server::studio
