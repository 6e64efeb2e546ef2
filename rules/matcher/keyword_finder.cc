// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/keyword_finder.h"

#include <algorithm>
#include <array>

#include "core/text/utf8.h"
#include "core/text/words.h"

namespace custos::rules {
namespace {

using text::kNoSyllable;
using text::Syllable;

constexpr std::size_t kMaxReadings = 16;  // of one keyword
constexpr std::size_t kMaxCodes = 4;      // of one character

// Words that stand alone so often that beside another character they are just that: 会扣, 四单, 可户.
constexpr std::u32string_view kOwnWords =
    U"的一是不了在有我他这个们来上大为和到以说时要就出会可也你您对能那得于着下之过后所然么去如都同没起看还好小其些她前"
    U"但因只"
    U"从想与把已又很最并向被等或给次及才再做二三四五六七八九十百千万几两零吗呢吧啊哦嗯呀哪谁怎每请让叫跟问找买卖吃喝走"
    U"跑坐"
    U"站听写开关用先更太多少高低中里外内各该且而则此哈嘛啦哟喂它咱俺";

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsIdeograph(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }

std::u32string Characters(std::string_view s) {
  std::u32string out;
  for (std::size_t at = 0; at < s.size();) out.push_back(text::NextChar(s, &at));
  return out;
}

}  // namespace

// One step of the text: what it may sound like.
struct KeywordFinder::Unit {
  std::array<Syllable, kMaxCodes> codes{};
  std::uint32_t begin = 0, end = 0;
  char32_t character = 0;  // an ideograph; 0: letters, a picture, a character taken apart

  bool Sounds(Syllable syllable) const {
    return syllable != kNoSyllable && std::find(codes.begin(), codes.end(), syllable) != codes.end();
  }
};

KeywordFinder::KeywordFinder(Keywords keywords) : ordinary_(std::move(keywords.ordinary)) {
  for (const auto& [written, character] : keywords.stand_ins) AddStandIn(written, character);
  for (const auto& [character, name] : keywords.readings) {
    const Syllable syllable = text::SyllableNamed(name);
    const auto characters = Characters(character);
    if (syllable != kNoSyllable && characters.size() == 1) others_[characters[0]].push_back(syllable);
  }
  for (const auto& [c, codes] : others_) Mark(c);
  for (const auto& [c, longer] : longer_) Mark(c);
  for (auto& [c, longer] : longer_) {
    std::sort(longer.begin(), longer.end(),
              [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  }
  pairs_.resize(text::kSyllableLimit * text::kSyllableLimit / 64);
  std::unordered_set<std::string> known;
  for (const auto& word : keywords.words) {
    if (known.insert(word).second) AddWord(word);
  }
}

void KeywordFinder::Mark(char32_t c) {
  if (marked_.size() <= c / 64) marked_.resize(c / 64 + 1);
  marked_[c / 64] |= std::uint64_t{1} << c % 64;
}

void KeywordFinder::AddStandIn(const std::string& written, const std::string& character) {
  const auto of = Characters(character), by = Characters(written);
  if (of.size() != 1 || by.empty()) return;
  const Syllable syllable = text::SyllableOf(of[0]);
  if (syllable == kNoSyllable) return;
  if (std::all_of(written.begin(), written.end(), IsLetter)) {
    letters_.emplace(written, syllable);
  } else if (by.size() == 1) {
    others_[by[0]].push_back(syllable);
  } else {
    longer_[by[0]].emplace_back(written, syllable);
  }
}

void KeywordFinder::AddWord(const std::string& word) {
  std::vector<std::vector<Syllable>> readings{{}};
  const auto characters = Characters(word);
  for (const char32_t c : characters) {
    std::vector<Syllable> sounds{text::SyllableOf(c)};
    if (const auto more = others_.find(c); more != others_.end()) {
      sounds.insert(sounds.end(), more->second.begin(), more->second.end());
    }
    std::sort(sounds.begin(), sounds.end());
    sounds.erase(std::unique(sounds.begin(), sounds.end()), sounds.end());
    if (sounds.front() == kNoSyllable) return;
    std::vector<std::vector<Syllable>> longer;
    for (const auto& so_far : readings) {
      for (const Syllable sound : sounds) {
        if (longer.size() == kMaxReadings) break;
        longer.push_back(so_far);
        longer.back().push_back(sound);
      }
    }
    readings = std::move(longer);
  }
  if (characters.size() < 2) return;
  const auto index = static_cast<std::uint32_t>(words_.size());
  words_.push_back(word);
  for (auto& syllables : readings) {
    const std::uint32_t pair = PairOf(syllables[0], syllables[1]);
    pairs_[pair / 64] |= std::uint64_t{1} << pair % 64;
    entries_[pair].push_back({index, std::move(syllables)});
  }
}

void KeywordFinder::Find(std::string_view text, std::vector<Hit>* hits) const {
  if (words_.empty()) return;
  thread_local std::vector<Unit> units;
  thread_local std::vector<std::uint32_t> candidates;
  units.clear();
  candidates.clear();
  Scan(text, &units, &candidates);
  for (const std::uint32_t first : candidates) Try(text, units, first, hits);
}

void KeywordFinder::Scan(std::string_view text, std::vector<Unit>* units,
                         std::vector<std::uint32_t>* candidates) const {
  std::size_t checked = 0;
  for (std::size_t at = 0; at < text.size();) {
    at = IsLetter(text[at]) ? TakeLetters(text, at, units) : TakeCharacter(text, at, units);
    for (; checked + 1 < units->size(); ++checked) {
      bool marked = false;
      for (const Syllable a : (*units)[checked].codes) {
        if (a == kNoSyllable) break;
        for (const Syllable b : (*units)[checked + 1].codes) {
          if (b == kNoSyllable) break;
          const std::uint32_t pair = PairOf(a, b);
          marked = marked || (pairs_[pair / 64] >> pair % 64 & 1);
        }
      }
      if (marked) candidates->push_back(static_cast<std::uint32_t>(checked));
    }
  }
}

// A run of letters: a stand-in, pinyin, or nothing.
std::size_t KeywordFinder::TakeLetters(std::string_view text, std::size_t at, std::vector<Unit>* units) const {
  std::size_t end = at;
  while (end < text.size() && IsLetter(text[end])) ++end;
  const std::string_view run = text.substr(at, end - at);
  Unit unit;
  unit.begin = static_cast<std::uint32_t>(at);
  unit.end = static_cast<std::uint32_t>(end);
  const auto stand_in = run.size() <= 6 ? letters_.find(std::string(run)) : letters_.end();
  if (stand_in != letters_.end()) {
    unit.codes[0] = stand_in->second;
    unit.codes[1] = text::SyllableNamed(run);
    units->push_back(unit);
    return end;
  }
  const auto spelled = text::ReadPinyin(run);
  if (spelled.empty()) units->push_back(unit);  // sounds like nothing: keeps its neighbours apart
  for (const auto& part : spelled) {
    unit.codes[0] = part.syllable;
    unit.end = static_cast<std::uint32_t>(at + part.end);
    units->push_back(unit);
    unit.begin = unit.end;
  }
  return end;
}

std::size_t KeywordFinder::TakeCharacter(std::string_view text, std::size_t at, std::vector<Unit>* units) const {
  std::size_t end = at;
  const char32_t c = text::NextChar(text, &end);
  Unit unit;
  unit.begin = static_cast<std::uint32_t>(at);
  unit.end = static_cast<std::uint32_t>(end);
  unit.codes[0] = text::SyllableOf(c);
  if (IsIdeograph(c)) unit.character = c;
  if (unit.character && !units->empty() && units->back().character == c) {
    units->back().end = unit.end;  // repeated
    return end;
  }
  if (Marked(c)) {
    if (const auto longer = longer_.find(c); longer != longer_.end()) {
      for (const auto& [written, syllable] : longer->second) {
        if (text.substr(at).starts_with(written)) {
          unit.codes = {syllable};
          unit.end = static_cast<std::uint32_t>(at + written.size());
          unit.character = 0;
          units->push_back(unit);
          return at + written.size();
        }
      }
    }
    if (const auto others = others_.find(c); others != others_.end()) {
      std::size_t used = unit.codes[0] == kNoSyllable ? 0 : 1;
      for (const Syllable syllable : others->second) {
        if (used < kMaxCodes && !unit.Sounds(syllable)) unit.codes[used++] = syllable;
      }
    }
  }
  units->push_back(unit);
  return end;
}

void KeywordFinder::Try(std::string_view text, const std::vector<Unit>& units, std::size_t first,
                        std::vector<Hit>* hits) const {
  for (const Syllable a : units[first].codes) {
    for (const Syllable b : units[first + 1].codes) {
      const auto found = a && b ? entries_.find(PairOf(a, b)) : entries_.end();
      if (found == entries_.end()) continue;
      for (const Entry& entry : found->second) {
        const std::size_t count = entry.syllables.size();
        if (first + count > units.size()) continue;
        bool sounds = true;
        for (std::size_t i = 2; i < count && sounds; ++i) sounds = units[first + i].Sounds(entry.syllables[i]);
        if (sounds && Counts(text, units, first, entry)) {
          hits->push_back({units[first].begin, units[first + count - 1].end, entry.word});
        }
      }
    }
  }
}

bool KeywordFinder::Counts(std::string_view text, const std::vector<Unit>& units, std::size_t first,
                           const Entry& entry) const {
  const std::string& word = words_[entry.word];
  const std::size_t begin = units[first].begin, end = units[first + entry.syllables.size() - 1].end;
  const std::string_view written = text.substr(begin, end - begin);
  if (written == word || ordinary_.contains(std::string(written))) return false;
  bool changed = false;
  std::size_t at = 0;
  for (std::size_t i = 0; i < entry.syllables.size(); ++i) {
    const char32_t own = text::NextChar(word, &at), there = units[first + i].character;
    if (there == 0) return true;  // nobody writes so by chance
    if (there == own) continue;
    changed = true;
    if (kOwnWords.find(there) != std::u32string_view::npos) return false;
  }
  return !changed || !text::TouchesWord(text, begin, end);
}

}  // namespace custos::rules
