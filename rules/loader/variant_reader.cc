// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/variant_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/text/syllables.h"
#include "core/text/utf8.h"
#include "rules/loader/character_parts.h"

namespace custos::rules {
namespace {

constexpr std::size_t kMaxMixtures = 3000;    // of one word; beyond that at most two characters are replaced
constexpr std::size_t kMaxVariants = 300000;  // of a pack

constexpr std::size_t kLongWord = 3, kLongestWord = 8;  // ideographs

using StandIns = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> Characters(const std::string& word) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t begin = at;
    text::NextChar(word, &at);
    characters.push_back(word.substr(begin, at - begin));
  }
  return characters;
}

// How many, when the word holds nothing else; else 0.
std::size_t Ideographs(const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < word.size(); ++count) {
    if (text::SyllableOf(text::NextChar(word, &at)) == text::kNoSyllable) return 0;
  }
  return count;
}

bool IsAscii(const std::string& s) {
  return std::all_of(s.begin(), s.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// All mixtures of a word's characters and their stand-ins with at most `most` characters replaced. With
// `letters_only` every character must be replaced, by letters.
class Mixer {
 public:
  Mixer(const StandIns& stand_ins, const std::string& word) : stand_ins_(stand_ins), characters_(Characters(word)) {}

  std::size_t Count() const {
    std::size_t product = 1;
    for (const auto& c : characters_) {
      const auto found = stand_ins_.find(c);
      product *= 1 + (found == stand_ins_.end() ? 0 : found->second.size());
      if (product > kMaxMixtures) break;
    }
    return product;
  }

  void Mix(std::size_t most, bool letters_only, std::set<std::string>* out) const {
    Step(0, "", most, letters_only, out);
  }
  std::size_t length() const { return characters_.size(); }

 private:
  void Step(std::size_t i, const std::string& so_far, std::size_t most, bool letters_only,
            std::set<std::string>* out) const {
    if (i == characters_.size()) {
      out->insert(so_far);
      return;
    }
    if (!letters_only) Step(i + 1, so_far + characters_[i], most, letters_only, out);
    const auto found = stand_ins_.find(characters_[i]);
    if (most == 0 || found == stand_ins_.end()) return;
    for (const auto& other : found->second) {
      if (!letters_only || IsAscii(other)) Step(i + 1, so_far + other, most - 1, letters_only, out);
    }
  }

  const StandIns& stand_ins_;
  const std::vector<std::string> characters_;
};

// Initials of a word in pinyin; empty when a character has none.
std::string Initials(const std::string& word) {
  std::string initials;
  for (std::size_t at = 0; at < word.size();) {
    const auto name = text::PinyinOf(text::NextChar(word, &at));
    if (name.empty()) return {};
    initials.push_back(name.front());
  }
  return initials;
}

class VariantReader {
 public:
  VariantReader(const Node& root, const WordLists& lists, Fields* fields)
      : root_(root), lists_(lists), fields_(*fields) {}

  Variants Run() {
    if (!fields_.IsMap(root_, {"words", "characters", "spell", "initials", "readings", "ordinary"})) return {};
    for (auto& text : List("ordinary")) {
      variants_.keywords.ordinary.insert(text);
      taken_.insert(std::move(text));
    }
    ForEach("words", [&](const std::string& word, const Node& written) {
      for (const auto& text : fields_.Texts(written)) Add(text, word);
    });
    ForEach("characters", [&](const std::string& character, const Node& others) {
      stand_ins_[character] = fields_.Texts(others);
      for (const auto& other : stand_ins_[character]) variants_.keywords.stand_ins.emplace_back(other, character);
    });
    ForEach("readings", [&](const std::string& character, const Node& names) {
      for (auto& name : fields_.Texts(names)) {
        if (text::SyllableNamed(name) == text::kNoSyllable) {
          fields_.Fault("variants.reading", names, "\"" + name + "\" is no syllable of pinyin without tone");
        }
        variants_.keywords.readings.emplace_back(character, std::move(name));
      }
    });
    for (const auto& word : List("initials")) {
      if (const auto initials = Initials(word); initials.size() > 1) Add(initials, word);
    }
    Spell();
    return std::move(variants_);
  }

 private:
  std::vector<std::string> List(std::string_view key) {
    const Node* node = root_.Find(key);
    return node ? fields_.Texts(*node) : std::vector<std::string>();
  }

  template <class Each>
  void ForEach(std::string_view key, Each&& each) {
    const Node* map = root_.Find(key);
    if (!map || !fields_.IsMap(*map)) return;
    for (const auto& [name, value] : map->fields) each(name, value);
  }

  void Add(const std::string& written, const std::string& word) {
    if (written != word && taken_.insert(written).second) variants_.listed.push_back({written, word});
  }

  void Spell() {
    std::set<std::string> apart;
    for (const auto& word : List("spell")) {
      if (word.starts_with('<') && word.ends_with('>')) {
        SpellList(word.substr(1, word.size() - 2));
        continue;
      }
      variants_.keywords.words.push_back(word);
      for (const auto& character : Characters(word)) {
        if (apart.insert(character).second) AddParts(character);
      }
      const Mixer mixer(stand_ins_, word);
      std::set<std::string> mixtures;
      mixer.Mix(mixer.Count() > kMaxMixtures ? 2 : mixer.length(), false, &mixtures);
      mixer.Mix(mixer.length(), true, &mixtures);
      for (const auto& written : mixtures) Add(written, word);
      if (variants_.listed.size() > kMaxVariants) {
        fields_.Fault("variants.too_many", *root_.Find("spell"), "too many variants, from \"" + word + "\" on");
        break;
      }
    }
  }

  void AddParts(const std::string& character) {
    for (auto& parts : PartsOf(character)) variants_.keywords.stand_ins.emplace_back(std::move(parts), character);
  }

  void SpellList(const std::string& name) {
    const auto list = lists_.find(name);
    if (list == lists_.end()) {
      fields_.Fault("pattern.macro", *root_.Find("spell"), "no word list is named \"" + name + "\"");
      return;
    }
    for (const auto& word : list->second) {
      if (Ideographs(word) >= 2) variants_.keywords.words.push_back(word);
    }
  }

  const Node& root_;
  const WordLists& lists_;
  Fields& fields_;
  Variants variants_;
  StandIns stand_ins_;
  std::set<std::string> taken_;
};

}  // namespace

Variants ReadVariants(const Node& root, const WordLists& lists, Fields* fields) {
  return VariantReader(root, lists, fields).Run();
}

std::vector<std::string> LongWords(const WordLists& lists) {
  std::set<std::string> words;
  for (const auto& [name, list] : lists) {
    for (const auto& word : list) {
      const std::size_t count = Ideographs(word);
      if (count >= kLongWord && count <= kLongestWord) words.insert(word);
    }
  }
  return {words.begin(), words.end()};
}

}  // namespace custos::rules
