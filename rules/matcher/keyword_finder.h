// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/text/syllables.h"

namespace custos::rules {

/// Words to be found however their characters are written: by others of the same sound (薇芯), by pinyin (wei信,
/// zhuanzhang), by agreed stand-ins (v信), taken apart (车专账), and with characters repeated (微微信信).
struct Keywords {
  std::vector<std::string> words;
  std::vector<std::pair<std::string, std::string>> stand_ins;  ///< what is written, and the character it stands for
  std::vector<std::pair<std::string, std::string>> readings;   ///< a character, and another way to read it
  std::unordered_set<std::string> ordinary;                    ///< writings that mean something else
};

/// Finds keywords in folded text by their sound. Text becomes a row of syllables; pairs of neighbours are looked up in
/// a bit map, and only a set bit leads to the words. Immutable.
class KeywordFinder {
 public:
  struct Hit {
    std::size_t begin = 0, end = 0;
    std::uint32_t word = 0;  ///< index in words()
  };

  KeywordFinder() = default;
  /// Everything is to be folded already. Words of fewer than two ideographs are left out.
  explicit KeywordFinder(Keywords keywords);

  const std::vector<std::string>& words() const { return words_; }

  /// Appends places where a keyword is written otherwise than by its own characters. A row of ideographs that only
  /// sounds like the keyword counts when no ordinary word has a part in it.
  void Find(std::string_view text, std::vector<Hit>* hits) const;

 private:
  struct Unit;
  struct Entry {
    std::uint32_t word = 0;
    std::vector<text::Syllable> syllables;
  };

  static std::uint32_t PairOf(text::Syllable a, text::Syllable b) {
    return static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(text::kSyllableLimit) + b;
  }
  void Mark(char32_t c);
  bool Marked(char32_t c) const { return c / 64 < marked_.size() && (marked_[c / 64] >> c % 64 & 1); }
  void AddStandIn(const std::string& written, const std::string& character);
  void AddWord(const std::string& word);
  void Scan(std::string_view text, std::vector<Unit>* units, std::vector<std::uint32_t>* candidates) const;
  std::size_t TakeLetters(std::string_view text, std::size_t at, std::vector<Unit>* units) const;
  std::size_t TakeCharacter(std::string_view text, std::size_t at, std::vector<Unit>* units) const;
  void Try(std::string_view text, const std::vector<Unit>& units, std::size_t first, std::vector<Hit>* hits) const;
  bool Counts(std::string_view text, const std::vector<Unit>& units, std::size_t first, const Entry& entry) const;

  std::vector<std::string> words_;
  std::unordered_set<std::string> ordinary_;
  std::unordered_map<char32_t, std::vector<text::Syllable>> others_;  // stand-ins of one character, more readings
  std::unordered_map<std::string, text::Syllable> letters_;           // stand-ins of letters
  std::unordered_map<char32_t, std::vector<std::pair<std::string, text::Syllable>>> longer_;  // by first character
  std::vector<std::uint64_t> marked_;                              // bit per character of the two above
  std::vector<std::uint64_t> pairs_;                               // bit per pair of syllables
  std::unordered_map<std::uint32_t, std::vector<Entry>> entries_;  // by first pair
};

}  // namespace custos::rules
