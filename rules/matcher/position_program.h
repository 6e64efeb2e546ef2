// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rules/loader/regex_tree.h"

namespace custos::rules {

/// The characters that patterns name, numbered from 1. Every other character is 0.
class Alphabet {
 public:
  using Letter = std::uint32_t;

  Letter Add(char32_t c);
  Letter Of(char32_t c) const {
    const std::uint32_t page = c >> 8;
    return page < pages_.size() && pages_[page] ? (*pages_[page])[c & 0xFF] : Letter{0};
  }
  /// One more than the greatest letter.
  std::size_t size() const { return next_; }

 private:
  using Page = std::array<Letter, 256>;
  std::vector<std::unique_ptr<Page>> pages_;
  std::uint32_t next_ = 1;
};

/// Patterns as small programs over sets of positions; see PositionMatcher. Filled by the compiler, then immutable.
/// Equal parts of different patterns are one part here, so that a text answers for them once.
class PositionProgram {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// Adds an expression and returns its root; kNone when it holds a word too long to be worth it.
  std::uint32_t Add(const RegexNode& tree);
  /// Forgets what is needed for adding only.
  void Seal();

 private:
  friend class PositionMatcher;

  enum class Op : std::uint8_t {
    kClass,     // a: class
    kSpan,      // a: class, least to most characters of it
    kTrie,      // a: root of a trie of words
    kSequence,  // children
    kEither,    // children
    kRepeat,    // the only child, least to most times
    kBegin,
    kEnd,
    kBorder,
    kNoBorder,
  };
  struct Node {
    Op op = Op::kClass;
    std::uint32_t a = 0;
    std::uint32_t least = 0;
    std::uint32_t most = 0;
    std::uint32_t first_child = 0;  // in children_
    std::uint32_t child_count = 0;
  };
  struct TrieNode {
    Alphabet::Letter letter = 0;
    bool accepts = false;
    std::uint32_t first_child = 0;  // in trie_
    std::uint32_t child_count = 0;
  };
  struct Class {
    std::vector<RegexNode::Range> ranges;
    std::vector<Alphabet::Letter> letters;  // the same when it is few enough; otherwise empty
    bool inverted = false;                  // the letters are those that do not belong to it
  };
  using Words = std::vector<std::u32string>;

  std::uint32_t AddPart(const RegexNode& tree);
  std::uint32_t AddNode(Op op, std::uint32_t a, std::uint32_t least, std::uint32_t most,
                        const std::vector<std::uint32_t>& children);
  std::uint32_t AddClass(const std::vector<RegexNode::Range>& ranges);
  std::uint32_t AddWords(Words words);
  void AddTrie(std::uint32_t at, const Words& words, std::size_t begin, std::size_t end, std::size_t depth);
  std::uint32_t AddEither(const RegexNode& tree);

  Alphabet alphabet_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<TrieNode> trie_;
  std::vector<Class> classes_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> known_nodes_;
  std::map<std::vector<RegexNode::Range>, std::uint32_t> known_classes_;
  std::map<Words, std::uint32_t> known_words_;
};

}  // namespace custos::rules
