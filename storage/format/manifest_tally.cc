// SPDX-License-Identifier: Apache-2.0
#include "storage/format/manifest_tally.h"

#include <algorithm>

#include "storage/format/record.h"
#include "storage/format/wire.h"

namespace custos::storage {
namespace {

bool OfSource(RecordKind kind) {
  return kind == RecordKind::kMessage || kind == RecordKind::kParked || kind == RecordKind::kUnparked ||
         kind == RecordKind::kPage;
}

// Version, kind and time; what follows are the fields.
RecordKind TakeHead(WireReader& in) {
  const std::uint8_t version = in.Byte();
  const auto kind = static_cast<RecordKind>(in.Byte());
  in.Sint();
  return in.ok() && version == 1 ? kind : RecordKind{};
}

void AddRun(NumberRuns& runs, std::uint64_t first, std::uint64_t last) {
  runs.numbers += last - first + 1;
  ++runs.runs;
  if (runs.listed.size() < kMaxManifestLines) runs.listed.push_back({first, last});
}

template <class Lines>
std::vector<ParkedLine> FirstOf(const Lines& lines) {
  std::vector<ParkedLine> first;
  for (auto line = lines.begin(); line != lines.end() && first.size() < kMaxManifestLines; ++line) {
    first.push_back(*line);
  }
  return first;
}

}  // namespace

std::optional<std::string_view> SourceOf(std::string_view record) {
  WireReader in(record);
  if (!OfSource(TakeHead(in))) return std::nullopt;
  const std::string_view source = in.Bytes();
  if (!in.ok()) return std::nullopt;
  return source;
}

void ManifestTally::Add(std::uint64_t index, std::string_view record, const Digest& leaf_hash) {
  WireReader in(record);
  const RecordKind kind = TakeHead(in);
  if (!OfSource(kind)) return;
  log_.Append(leaf_hash);
  in.Bytes();
  if (kind == RecordKind::kPage) return;
  const std::uint64_t seq = in.Uint();
  if (kind == RecordKind::kUnparked) {
    const std::uint64_t leaf = in.Uint();
    if (parked_.erase(leaf) == 0) settled_.push_back({leaf, seq, ""});
    return;
  }
  if (seq != 0) numbers_.push_back(seq);
  if (kind == RecordKind::kMessage) {
    ++messages_;
    return;
  }
  in.Bytes();  // key
  parked_[index] = {index, seq, in.String()};
}

std::vector<NumberRun> ManifestTally::Numbers() const {
  std::vector<std::uint64_t> sorted = numbers_;
  std::sort(sorted.begin(), sorted.end());
  std::vector<NumberRun> runs;
  for (const std::uint64_t number : sorted) {
    if (runs.empty() || number > runs.back().last + 1) runs.push_back({number, number});
    runs.back().last = number;
  }
  return runs;
}

void ManifestTally::Fill(Manifest& manifest, const std::optional<std::uint64_t>& last) const {
  manifest.records = log_.size();
  manifest.messages = messages_;
  manifest.root = log_.Root();
  manifest.gaps = {};
  manifest.late = {};
  manifest.sequence.reset();
  const std::vector<NumberRun> came = Numbers();
  if (last || !came.empty()) {
    const std::uint64_t first = last ? *last + 1 : came.front().first;
    const std::uint64_t newest = came.empty() ? first - 1 : std::max(came.back().last, first - 1);
    manifest.sequence = NumberRun{first, newest};
    std::uint64_t next = first;
    for (const NumberRun& run : came) {
      if (run.first < first) AddRun(manifest.late, run.first, std::min(run.last, first - 1));
      if (run.last < first) continue;
      if (run.first > next) AddRun(manifest.gaps, next, run.first - 1);
      next = run.last + 1;
    }
  }
  std::vector<ParkedLine> held;
  for (const auto& [leaf, line] : parked_) held.push_back(line);
  manifest.parked = held.size();
  manifest.held = FirstOf(held);
  manifest.settled = settled_.size();
  manifest.freed = FirstOf(settled_);
}

}  // namespace custos::storage
