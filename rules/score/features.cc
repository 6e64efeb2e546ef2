// SPDX-License-Identifier: Apache-2.0
#include "rules/score/features.h"

#include <optional>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr std::uint64_t kCharacter = (1u << 21) - 1;
constexpr std::uint64_t kRole = kApart | std::uint64_t{1} << 62;

struct Escape {
  char32_t character;
  char letter;
};
constexpr Escape kEscapes[] = {{' ', 's'}, {'\t', 't'}, {'\n', 'n'}, {'\r', 'r'}, {'~', 'w'}, {'@', 'a'}, {'\\', 'b'}};

void Write(char32_t character, std::string* out) {
  for (const Escape& escape : kEscapes) {
    if (escape.character != character) continue;
    *out += '\\';
    *out += escape.letter;
    return;
  }
  text::AppendChar(character, out);
}

std::optional<char32_t> Read(std::string_view text, std::size_t* at) {
  const char32_t character = text::NextChar(text, at);
  if (character != '\\') return character;
  if (*at == text.size()) return std::nullopt;
  const char letter = text[(*at)++];
  for (const Escape& escape : kEscapes) {
    if (escape.letter == letter) return escape.character;
  }
  return std::nullopt;
}

}  // namespace

void ScoredText::Assign(std::string_view folded) {
  characters.clear();
  bytes.clear();
  for (std::size_t at = 0; at < folded.size();) {
    bytes.push_back(static_cast<std::uint32_t>(at));
    characters.push_back(text::NextChar(folded, &at));
  }
  bytes.push_back(static_cast<std::uint32_t>(folded.size()));
}

std::uint64_t RoleKey(Role role) { return kRole | static_cast<std::uint64_t>(role); }

std::string WriteKey(std::uint64_t key) {
  std::string out;
  if ((key & kRole) == kRole) return out.append("@").append(ToString(static_cast<Role>(key & 0xFF)));
  for (const int shift : {42, 21, 0}) {
    const auto character = static_cast<char32_t>((key & ~kApart) >> shift & kCharacter);
    if (character == 0) continue;
    if (shift == 0 && (key & kApart)) out += '~';
    Write(character, &out);
  }
  return out;
}

std::uint64_t ReadKey(std::string_view text) {
  if (text.starts_with('@')) {
    const auto role = ParseRole(text.substr(1));
    return role ? RoleKey(*role) : 0;
  }
  std::uint64_t key = 0;
  std::size_t count = 0;
  bool apart = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '~') {
      if (count != 1 || apart) return 0;
      apart = true;
      ++at;
      continue;
    }
    const auto character = Read(text, &at);
    if (!character || *character == 0 || ++count > 3) return 0;
    key = key << 21 | *character;
  }
  if (apart) return count == 2 ? key | kApart : 0;
  return key;
}

}  // namespace custos::rules
