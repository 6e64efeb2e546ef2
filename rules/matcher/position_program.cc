// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/position_program.h"

#include <algorithm>
#include <optional>

namespace custos::rules {
namespace {

using Kind = RegexNode::Kind;
using Words = std::vector<std::u32string>;

constexpr std::size_t kMaxWords = 64;    // a part becomes a list of words when these are not more
constexpr std::size_t kMaxLength = 200;  // characters of a word
constexpr std::size_t kFewLetters = 12;
constexpr char32_t kLastChar = 0x10FFFF;

std::size_t SizeOf(const std::vector<RegexNode::Range>& ranges) {
  std::size_t size = 0;
  for (const auto& [low, high] : ranges) size += high - low + 1;
  return size;
}

bool HasLongWord(const RegexNode& tree) {
  return tree.text.size() > kMaxLength || std::any_of(tree.children.begin(), tree.children.end(), HasLongWord);
}

std::optional<Words> WordsOf(const RegexNode& tree);

std::optional<Words> WordsOfSequence(const RegexNode& tree) {
  Words all{U""};
  for (const RegexNode& child : tree.children) {
    const auto part = WordsOf(child);
    if (!part || all.size() * part->size() > kMaxWords) return std::nullopt;
    Words longer;
    for (const auto& head : all) {
      for (const auto& tail : *part) {
        longer.push_back(head + tail);
        if (longer.back().size() > kMaxLength) return std::nullopt;
      }
    }
    all = std::move(longer);
  }
  return all;
}

// All texts that a part matches, when these are few.
std::optional<Words> WordsOf(const RegexNode& tree) {
  switch (tree.kind) {
    case Kind::kText: return Words{tree.text};
    case Kind::kSequence: return WordsOfSequence(tree);
    case Kind::kClass: {
      if (SizeOf(tree.ranges) > kFewLetters) return std::nullopt;
      Words words;
      for (const auto& [low, high] : tree.ranges) {
        for (char32_t c = low; c <= high; ++c) words.emplace_back(1, c);
      }
      return words;
    }
    case Kind::kEither: {
      Words all;
      for (const RegexNode& child : tree.children) {
        const auto part = WordsOf(child);
        if (!part || all.size() + part->size() > kMaxWords) return std::nullopt;
        all.insert(all.end(), part->begin(), part->end());
      }
      return all;
    }
    case Kind::kRepeat: {
      if (tree.most > 1) return std::nullopt;
      Words words{U""};
      if (tree.most == 1) {
        const auto inside = WordsOf(tree.children.front());
        if (!inside) return std::nullopt;
        if (tree.least == 1) return inside;
        words.insert(words.end(), inside->begin(), inside->end());
      }
      return words;
    }
    default: return std::nullopt;
  }
}

}  // namespace

Alphabet::Letter Alphabet::Add(char32_t c) {
  const std::uint32_t page = c >> 8;
  if (pages_.size() <= page) pages_.resize(page + 1);
  if (!pages_[page]) pages_[page] = std::make_unique<Page>();
  Letter& letter = (*pages_[page])[c & 0xFF];
  if (letter == 0) letter = next_++;
  return letter;
}

std::uint32_t PositionProgram::AddNode(Op op, std::uint32_t a, std::uint32_t least, std::uint32_t most,
                                       const std::vector<std::uint32_t>& children) {
  std::vector<std::uint32_t> key{static_cast<std::uint32_t>(op), a, least, most};
  key.insert(key.end(), children.begin(), children.end());
  const auto [known, is_new] = known_nodes_.try_emplace(std::move(key), static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    nodes_.push_back({op, a, least, most, static_cast<std::uint32_t>(children_.size()),
                      static_cast<std::uint32_t>(children.size())});
    children_.insert(children_.end(), children.begin(), children.end());
  }
  return known->second;
}

std::uint32_t PositionProgram::AddClass(const std::vector<RegexNode::Range>& ranges) {
  const auto [known, is_new] = known_classes_.try_emplace(ranges, static_cast<std::uint32_t>(classes_.size()));
  if (!is_new) return known->second;
  Class made;
  made.ranges = ranges;
  const std::size_t size = SizeOf(ranges);
  made.inverted = size > kLastChar / 2;
  char32_t next = 0;
  const auto add = [&](char32_t low, char32_t high) {  // of the smaller side
    for (char32_t c = low; c <= high && made.letters.size() <= kFewLetters; ++c) {
      made.letters.push_back(alphabet_.Add(c));
    }
  };
  if ((made.inverted ? kLastChar + 1 - size : size) <= kFewLetters) {
    for (const auto& [low, high] : ranges) {
      if (!made.inverted) add(low, high);
      if (made.inverted && low > next) add(next, low - 1);
      next = high + 1;
    }
    if (made.inverted && next <= kLastChar) add(next, kLastChar);
  }
  classes_.push_back(std::move(made));
  return known->second;
}

std::uint32_t PositionProgram::AddWords(Words words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  const auto [known, is_new] = known_words_.try_emplace(words, 0);
  if (is_new) {
    const auto root = static_cast<std::uint32_t>(trie_.size());
    trie_.emplace_back();
    AddTrie(root, words, 0, words.size(), 0);
    known->second = AddNode(Op::kTrie, root, 0, 0, {});
  }
  return known->second;
}

// Fills the node `at` for words[begin, end), which share their first `depth` characters.
void PositionProgram::AddTrie(std::uint32_t at, const Words& words, std::size_t begin, std::size_t end,
                              std::size_t depth) {
  if (begin < end && words[begin].size() == depth) {
    trie_[at].accepts = true;
    ++begin;
  }
  // The words from each first character on, by its letter: that is how a text looks for it.
  std::map<Alphabet::Letter, std::pair<std::size_t, std::size_t>> groups;
  for (std::size_t i = begin; i < end; ++i) {
    const auto group = groups.try_emplace(alphabet_.Add(words[i][depth]), i, i).first;
    group->second.second = i + 1;
  }
  const auto first = static_cast<std::uint32_t>(trie_.size());
  trie_[at].first_child = first;
  trie_[at].child_count = static_cast<std::uint32_t>(groups.size());
  trie_.resize(trie_.size() + groups.size());
  std::uint32_t child = first;
  for (const auto& [letter, group] : groups) {
    trie_[child].letter = letter;
    AddTrie(child++, words, group.first, group.second, depth + 1);
  }
}

// Alternatives that are plain words go into one trie, whatever else there is stays beside it.
std::uint32_t PositionProgram::AddEither(const RegexNode& tree) {
  Words words;
  std::vector<std::uint32_t> children;
  for (const RegexNode& child : tree.children) {
    if (auto some = WordsOf(child)) {
      words.insert(words.end(), some->begin(), some->end());
    } else {
      children.push_back(AddPart(child));
    }
  }
  if (!words.empty()) children.insert(children.begin(), AddWords(std::move(words)));
  return children.size() == 1 ? children.front() : AddNode(Op::kEither, 0, 0, 0, children);
}

std::uint32_t PositionProgram::Add(const RegexNode& tree) { return HasLongWord(tree) ? kNone : AddPart(tree); }

void PositionProgram::Seal() {
  known_nodes_.clear();
  known_classes_.clear();
  known_words_.clear();
}

std::uint32_t PositionProgram::AddPart(const RegexNode& tree) {
  if (tree.kind != Kind::kClass) {
    if (auto words = WordsOf(tree)) return AddWords(std::move(*words));
  }
  switch (tree.kind) {
    case Kind::kText: return AddWords({tree.text});
    case Kind::kClass: return AddNode(Op::kClass, AddClass(tree.ranges), 0, 0, {});
    case Kind::kEither: return AddEither(tree);
    case Kind::kBegin: return AddNode(Op::kBegin, 0, 0, 0, {});
    case Kind::kEnd: return AddNode(Op::kEnd, 0, 0, 0, {});
    case Kind::kBorder: return AddNode(Op::kBorder, 0, 0, 0, {});
    case Kind::kNoBorder: return AddNode(Op::kNoBorder, 0, 0, 0, {});
    case Kind::kSequence: {
      std::vector<std::uint32_t> children;
      for (const RegexNode& child : tree.children) children.push_back(AddPart(child));
      return AddNode(Op::kSequence, 0, 0, 0, children);
    }
    case Kind::kRepeat: {
      const RegexNode& inside = tree.children.front();
      if (inside.kind == Kind::kClass) {
        return AddNode(Op::kSpan, AddClass(inside.ranges), tree.least, tree.most, {});
      }
      return AddNode(Op::kRepeat, 0, tree.least, tree.most, {AddPart(inside)});
    }
  }
  return kNone;
}

}  // namespace custos::rules
