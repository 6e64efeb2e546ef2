// SPDX-License-Identifier: Apache-2.0
#include "rules/score/model.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace custos::rules {
namespace {

constexpr std::string_view kHead = "custos-score 1";
constexpr std::size_t kMaxClasses = 256;
constexpr std::size_t kFirstSlots = 1024;
constexpr int kShownShare = 60;  // per cent of what raised a score that its reasons carry
constexpr std::size_t kMaxReasons = 8;

std::size_t Hash(std::uint64_t key) { return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32); }

template <class Number>
bool ReadNumber(std::string_view text, Number* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = text.find(separator); at != std::string_view::npos; at = text.find(separator)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

ScoreModel::ScoreModel(std::vector<std::string> classes, std::int32_t risk_bias, std::vector<std::int32_t> class_bias)
    : classes_(std::move(classes)), risk_bias_(risk_bias), class_bias_(std::move(class_bias)), slots_(kFirstSlots) {}

ScoreModel::Slot* ScoreModel::Place(std::uint64_t key) {
  std::size_t at = Hash(key) & (slots_.size() - 1);
  while (slots_[at].key != 0 && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
  return &slots_[at];
}

const ScoreModel::Slot* ScoreModel::Find(std::uint64_t key) const {
  std::size_t at = Hash(key) & (slots_.size() - 1);
  while (slots_[at].key != 0) {
    if (slots_[at].key == key) return &slots_[at];
    at = (at + 1) & (slots_.size() - 1);
  }
  return nullptr;
}

void ScoreModel::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.key != 0) *Place(slot.key) = slot;
  }
}

void ScoreModel::Add(std::uint64_t key, std::int32_t risk,
                     const std::vector<std::pair<std::size_t, std::int32_t>>& classes) {
  if (used_ * 2 >= slots_.size()) Grow();
  Slot* slot = Place(key);
  *slot = {key, risk, static_cast<std::uint32_t>(weights_.size()), static_cast<std::uint32_t>(classes.size())};
  for (const auto& [kind, weight] : classes) {
    weights_.push_back(
        {static_cast<std::uint16_t>(kind), static_cast<std::int16_t>(std::clamp(weight, -32767, 32767))});
  }
  ++used_;
}

std::optional<ScoreModel> ScoreModel::Parse(std::string_view text, std::string* fault, std::size_t* line) {
  std::optional<ScoreModel> model;
  std::vector<std::string> classes;
  *line = 0;
  const auto wrong = [&](std::string what) {
    *fault = std::move(what);
    return std::nullopt;
  };
  for (const std::string_view row : Split(text, '\n')) {
    ++*line;
    if (*line == 1) {
      if (row != kHead) return wrong("a score begins with \"" + std::string(kHead) + "\"");
    } else if (*line == 2) {
      const auto names = Split(row, ' ');
      if (names.size() < 2 || names.size() > kMaxClasses + 1 || names.front() != "classes")
        return wrong("expected \"classes\" and their names");
      classes.assign(names.begin() + 1, names.end());
    } else if (*line == 3) {
      const auto numbers = Split(row, ' ');
      std::vector<std::int32_t> biases(numbers.size() - 1);
      bool good = numbers.size() == classes.size() + 2 && numbers.front() == "bias";
      for (std::size_t i = 1; good && i < numbers.size(); ++i) good = ReadNumber(numbers[i], &biases[i - 1]);
      if (!good) return wrong("expected \"bias\", one number for the risk and one for each class");
      model.emplace(classes, biases.front(), std::vector<std::int32_t>(biases.begin() + 1, biases.end()));
    } else if (!row.empty()) {
      const auto parts = Split(row, '\t');
      const std::uint64_t key = ReadKey(parts.front());
      std::int32_t risk = 0;
      if (key == 0 || parts.size() < 2 || !ReadNumber(parts[1], &risk))
        return wrong("expected a feature, a tab and its weight");
      if (model->Find(key)) return wrong("this feature stands further up already");
      std::vector<std::pair<std::size_t, std::int32_t>> weights;
      for (std::size_t i = 2; i < parts.size(); ++i) {
        const auto colon = parts[i].find(':');
        std::pair<std::size_t, std::int32_t> weight;
        if (colon == std::string_view::npos || !ReadNumber(parts[i].substr(0, colon), &weight.first) ||
            !ReadNumber(parts[i].substr(colon + 1), &weight.second) || weight.first >= classes.size()) {
          return wrong("expected class:weight, with the number of the class from 0");
        }
        weights.push_back(weight);
      }
      model->Add(key, risk, weights);
    }
  }
  if (!model) return wrong("the head is not complete");
  return model;
}

std::string ScoreModel::Write() const {
  std::string out(kHead);
  out += "\nclasses";
  for (const auto& name : classes_) out += ' ' + name;
  out += "\nbias " + std::to_string(risk_bias_);
  for (const auto bias : class_bias_) out += ' ' + std::to_string(bias);
  out += '\n';
  std::vector<std::pair<std::string, const Slot*>> rows;
  for (const Slot& slot : slots_) {
    if (slot.key != 0) rows.emplace_back(WriteKey(slot.key), &slot);
  }
  std::sort(rows.begin(), rows.end());
  for (const auto& [name, slot] : rows) {
    out += name + '\t' + std::to_string(slot->risk);
    for (std::uint32_t i = 0; i < slot->count; ++i) {
      const ClassWeight& weight = weights_[slot->first + i];
      out += '\t' + std::to_string(weight.kind) + ':' + std::to_string(weight.weight);
    }
    out += '\n';
  }
  return out;
}

void ScoreModel::Weigh(const ScoredText& text, std::size_t first, std::size_t last, const Slot* role,
                       Score* best) const {
  thread_local std::vector<const Slot*> found;
  thread_local std::vector<std::int32_t> kinds;
  found.clear();
  if (role) found.push_back(role);
  ForEachFeature(text, first, last, [&](const Feature& feature) {
    if (const Slot* slot = Find(feature.key)) found.push_back(slot);
  });
  std::sort(found.begin(), found.end());  // a feature counts once, however often it occurs
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::int32_t risk = risk_bias_;
  for (const Slot* slot : found) risk += slot->risk;
  if (best->last != 0 && risk <= best->risk) return;
  kinds = class_bias_;
  for (const Slot* slot : found) {
    for (std::uint32_t i = 0; i < slot->count; ++i) {
      const ClassWeight& weight = weights_[slot->first + i];
      kinds[weight.kind] += weight.weight;
    }
  }
  const auto kind = static_cast<std::size_t>(std::max_element(kinds.begin(), kinds.end()) - kinds.begin());
  *best = {risk, kind, first, last};
}

Score ScoreModel::Of(const ScoredText& text, Role role) const {
  Score best{risk_bias_, 0, 0, 0};
  const Slot* speaker = Find(RoleKey(role));
  const std::size_t size = text.size();
  for (std::size_t first = 0; first < size; first += kScoreStride) {
    const std::size_t last = std::min(first + kScoreWindow, size);
    Weigh(text, first, last, speaker, &best);
    if (last == size) break;
  }
  return best;
}

std::vector<Feature> ScoreModel::Reasons(const ScoredText& text, const Score& score) const {
  std::vector<std::pair<std::int32_t, Feature>> raised;
  std::int64_t total = 0;
  ForEachFeature(text, score.first, score.last, [&](const Feature& feature) {
    const Slot* slot = Find(feature.key);
    if (!slot || slot->risk <= 0) return;
    raised.emplace_back(slot->risk, feature);
    total += slot->risk;
  });
  std::stable_sort(raised.begin(), raised.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<Feature> reasons;
  std::int64_t carried = 0;
  for (const auto& [risk, feature] : raised) {
    if (carried * 100 >= total * kShownShare || reasons.size() == kMaxReasons) break;
    carried += risk;
    reasons.push_back(feature);
  }
  return reasons;
}

}  // namespace custos::rules
