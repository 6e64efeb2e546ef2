// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/run.h"

#include <algorithm>
#include <utility>

namespace custos::rules {
namespace {

std::ptrdiff_t Signed(std::size_t count) { return static_cast<std::ptrdiff_t>(count); }

bool Has(const std::vector<std::string>& rules, const std::string& rule_id) {
  return std::find(rules.begin(), rules.end(), rule_id) != rules.end();
}

}  // namespace

std::optional<std::size_t> Run::Add(const StreamItem& item, const JoinSettings& settings) {
  const Message& m = item.message;
  if (!m.recalls.empty()) return std::nullopt;
  // A conversation that event time has left behind is over, whether it is still remembered or not.
  if (!pieces_.empty() && item.source_before - newest() > settings.within_ms) pieces_.clear();
  const bool other = !pieces_.empty() && !(m.from == speaker_);
  const bool joins = !m.text.empty() && m.text.size() <= kMaxPieceBytes && !m.from.id.empty();
  if (other || (!joins && !m.text.empty())) CutAt(m.sent_at);
  if (!joins || (other && !pieces_.empty())) return std::nullopt;
  return Insert(m, settings);
}

void Run::CutAt(TimeMs at) {
  std::erase_if(pieces_, [&](const Piece& piece) { return piece.at <= at; });
}

std::optional<std::size_t> Run::Insert(const Message& m, const JoinSettings& settings) {
  source_ = m.source;
  speaker_ = m.from;
  const auto place = std::upper_bound(pieces_.begin(), pieces_.end(), m.sent_at,
                                      [](TimeMs at, const Piece& piece) { return at < piece.at; });
  auto index = static_cast<std::size_t>(place - pieces_.begin());
  pieces_.insert(place, {m.sent_at, m.key, m.text, {}, {}});
  std::size_t old = pieces_.size() > settings.messages ? pieces_.size() - settings.messages : 0;
  while (newest() - pieces_[old].at > settings.within_ms) ++old;
  pieces_.erase(pieces_.begin(), pieces_.begin() + Signed(old));
  if (index < old) return std::nullopt;
  return index - old;
}

std::pair<std::size_t, std::size_t> Run::Bounds(std::size_t index) const {
  std::size_t first = 0;
  std::size_t last = pieces_.size();
  std::size_t bytes = 0;
  for (const Piece& piece : pieces_) bytes += piece.text.size();
  while (bytes > kMaxJoinedBytes && first < index) bytes -= pieces_[first++].text.size();
  while (bytes > kMaxJoinedBytes && last > index + 1) bytes -= pieces_[--last].text.size();
  return {first, last};
}

bool Run::Fired(const std::string& rule_id) const {
  return std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return Has(piece.fired, rule_id); });
}

bool Run::Joined(const std::string& rule_id) const {
  return std::any_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) { return Has(piece.joined, rule_id); });
}

}  // namespace custos::rules
