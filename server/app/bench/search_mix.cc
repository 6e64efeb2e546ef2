// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/search_mix.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "core/text/utf8.h"

namespace custos::app {
namespace {

constexpr std::size_t kWordsEach = 10;
constexpr std::size_t kSample = 200'000;

bool IsIdeograph(char32_t c) { return c >= 0x4E00 && c < 0xA000; }

std::uint64_t PairOf(char32_t a, char32_t b) { return static_cast<std::uint64_t>(a) << 32 | b; }

std::string TextOf(std::uint64_t pair) {
  std::string text;
  text::AppendChar(static_cast<char32_t>(pair >> 32), &text);
  text::AppendChar(static_cast<char32_t>(pair & 0xFFFFFFFFu), &text);
  return text;
}

/// In how many texts each pair of ideographs stands; each character's number of texts in `alone`.
std::unordered_map<std::uint64_t, std::size_t> Count(const std::vector<std::string>& texts,
                                                     std::map<char32_t, std::size_t>& alone) {
  std::unordered_map<std::uint64_t, std::size_t> counts;
  for (std::size_t i = 0; i < std::min(texts.size(), kSample); ++i) {
    std::set<std::uint64_t> pairs;
    std::set<char32_t> characters;
    char32_t before = 0;
    for (std::size_t at = 0; at < texts[i].size();) {
      const char32_t c = text::NextChar(texts[i], &at);
      if (IsIdeograph(c)) characters.insert(c);
      if (IsIdeograph(c) && IsIdeograph(before)) pairs.insert(PairOf(before, c));
      before = c;
    }
    for (const std::uint64_t pair : pairs) ++counts[pair];
    for (const char32_t c : characters) ++alone[c];
  }
  return counts;
}

}  // namespace

std::vector<MixWord> ChooseWords(const std::vector<std::string>& texts) {
  std::map<char32_t, std::size_t> alone;
  const auto counts = Count(texts, alone);
  std::vector<std::pair<std::size_t, std::uint64_t>> pairs;
  for (const auto& [pair, count] : counts) pairs.emplace_back(count, pair);
  std::sort(pairs.rbegin(), pairs.rend());
  std::vector<MixWord> words;
  const auto take = [&](const char* kind, std::size_t from) {
    for (std::size_t i = from; i < std::min(pairs.size(), from + kWordsEach); ++i) {
      words.push_back({TextOf(pairs[i].second), kind, pairs[i].first});
    }
  };
  take("frequent", 0);
  const std::size_t one_in_thousand = std::min(texts.size(), kSample) / 1'000;
  const auto middle = std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) {
    return pair.first <= std::max<std::size_t>(1, one_in_thousand);
  });
  take("middling", static_cast<std::size_t>(middle - pairs.begin()));
  take("rare", pairs.size() > kWordsEach ? pairs.size() - kWordsEach : 0);
  std::vector<std::pair<std::size_t, char32_t>> characters;
  for (const auto& [c, count] : alone) characters.emplace_back(count, c);
  std::sort(characters.rbegin(), characters.rend());
  std::size_t absent = 0;
  for (std::size_t i = 0; i < characters.size() && absent < kWordsEach; ++i) {
    for (std::size_t j = 0; j < i && absent < kWordsEach; ++j) {
      const std::uint64_t pair = PairOf(characters[i].second, characters[j].second);
      if (counts.contains(pair)) continue;
      words.push_back({TextOf(pair), "absent", 0});
      ++absent;
      break;
    }
  }
  return words;
}

}  // namespace custos::app
