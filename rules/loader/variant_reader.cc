// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/variant_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr std::size_t kMaxMixtures = 3000;    // of one word; beyond that at most two characters are replaced
constexpr std::size_t kMaxVariants = 300000;  // of a pack

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

}  // namespace

std::vector<Variant> ReadVariants(const Node& root, Fields* fields) {
  std::vector<Variant> variants;
  if (!fields->IsMap(root, {"words", "characters", "spell", "ordinary"})) return variants;
  std::set<std::string> taken;
  if (const Node* ordinary = root.Find("ordinary")) {
    for (auto& text : fields->Texts(*ordinary)) taken.insert(std::move(text));
  }
  const auto add = [&](const std::string& written, const std::string& word) {
    if (written != word && taken.insert(written).second) variants.push_back({written, word});
  };
  if (const Node* words = root.Find("words")) {
    for (const auto& [word, written] : words->fields) {
      for (const auto& text : fields->Texts(written)) add(text, word);
    }
  }
  StandIns stand_ins;
  if (const Node* characters = root.Find("characters")) {
    for (const auto& [character, others] : characters->fields) stand_ins[character] = fields->Texts(others);
  }
  const Node* spell = root.Find("spell");
  if (!spell) return variants;
  for (const auto& word : fields->Texts(*spell)) {
    const Mixer mixer(stand_ins, word);
    std::set<std::string> mixtures;
    mixer.Mix(mixer.Count() > kMaxMixtures ? 2 : mixer.length(), false, &mixtures);
    mixer.Mix(mixer.length(), true, &mixtures);
    for (const auto& written : mixtures) add(written, word);
    if (variants.size() > kMaxVariants) {
      fields->Fault("variants.too_many", *spell, "too many variants, from \"" + word + "\" on");
      break;
    }
  }
  return variants;
}

}  // namespace custos::rules
