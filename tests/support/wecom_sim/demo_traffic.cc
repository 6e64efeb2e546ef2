// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/demo_traffic.h"

#include <algorithm>

#include "tests/support/wecom_sim/talk_writer.h"

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kBlock = 256;
constexpr std::size_t kKeptBlocks = 12;

struct Place {
  double at = 0;
  std::size_t talk = 0;
};

/// Conversations enough for a block, the last one cut short, laid over each other.
std::vector<Place> Interleave(std::vector<PlannedTalk>& talks, const TalkPlanner& planner, Rng& rng) {
  std::vector<Place> places;
  while (places.size() < kBlock) {
    PlannedTalk talk = planner.Plan(rng);
    talk.turns.resize(std::min(talk.turns.size(), kBlock - places.size()));
    const auto turns = static_cast<double>(talk.turns.size());
    const double begin = rng.Fraction() * 0.7;
    const double span = std::min(1 - begin, turns * (0.008 + 0.02 * rng.Fraction()));
    for (std::size_t i = 0; i < talk.turns.size(); ++i) {
      places.push_back({begin + span * (static_cast<double>(i) + 0.8 * rng.Fraction()) / turns, talks.size()});
    }
    talks.push_back(std::move(talk));
  }
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.at < b.at; });
  return places;
}

}  // namespace

DemoTraffic::DemoTraffic(std::uint64_t seed, GeneratedCompany generated, Schedule schedule, unsigned risk_one_in,
                         MediaLibrary& media)
    : seed_(seed),
      generated_(std::move(generated)),
      schedule_(std::move(schedule)),
      planner_(generated_, risk_one_in),
      media_(media) {}

DemoTraffic::Block DemoTraffic::Make(std::uint64_t number) {
  Rng rng{seed_, 0xb10c, number};
  std::vector<PlannedTalk> talks;
  const std::vector<Place> places = Interleave(talks, planner_, rng);
  std::vector<TalkWriter> writers;
  for (PlannedTalk& talk : talks) writers.emplace_back(std::move(talk), rng.Next(), media_);
  Block block{number, {}, {}};
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint64_t seq = number * kBlock + i + 1;
    TalkWriter& writer = writers[places[i].talk];
    block.labels.push_back(writer.NextCategory());
    block.messages.push_back(writer.Next(schedule_.Time(seq), Rng({seed_, 0x1d, seq}).Next()));
    block.messages.back().seq = seq;
  }
  return block;
}

std::shared_ptr<const DemoTraffic::Block> DemoTraffic::BlockOf(std::uint64_t number) {
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& block : recent_) {
      if (block->number == number) return block;
    }
  }
  auto block = std::make_shared<const Block>(Make(number));
  const std::scoped_lock lock(mutex_);
  recent_.push_front(block);
  if (recent_.size() > kKeptBlocks) recent_.pop_back();
  return block;
}

std::vector<PlainMessage> DemoTraffic::Page(const Range& range) {
  const std::uint64_t last = LastSeq(range.now);
  std::vector<PlainMessage> page;
  for (std::uint64_t seq = std::max(range.after, schedule_.LastSeq(range.oldest - 1)) + 1;
       seq <= last && page.size() < range.limit; ++seq) {
    page.push_back(BlockOf((seq - 1) / kBlock)->messages[(seq - 1) % kBlock]);
  }
  return page;
}

std::string DemoTraffic::LabelOf(std::uint64_t seq) {
  return seq == 0 ? "" : BlockOf((seq - 1) / kBlock)->labels[(seq - 1) % kBlock];
}

}  // namespace custos::wecom_sim
