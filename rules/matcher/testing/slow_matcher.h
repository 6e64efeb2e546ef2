// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/message.h"
#include "core/text/fold.h"
#include "rules/loader/definition.h"

namespace re2 {
class RE2;
}

namespace custos::rules {

/// A pattern of words and gaps as it was meant, so that the slow matcher need not read it: one of several sequences,
/// each a chain of word lists with gaps between them.
struct MeantPattern {
  struct Part {
    std::vector<std::u32string> words;  ///< one of these; none: a gap
    std::size_t gap = 0;                ///< at most so many characters, none of them ending a sentence
  };
  std::vector<std::vector<Part>> sequences;
};
using MeantPatterns = std::map<std::string, MeantPattern>;  // by what stands in the rule

/// One message in every folding, character by character.
class SlowText {
 public:
  struct Folded {
    text::Folded text;
    std::u32string characters;
    std::vector<std::size_t> offsets;  ///< byte of each character, and of the end
  };

  explicit SlowText(const Message& message) : message_(message) {}
  const Message& message() const { return message_; }
  const Folded& In(std::uint32_t fold);

 private:
  const Message& message_;
  std::map<std::uint32_t, Folded> folded_;
};

/// The slow, obvious matcher: every pattern of a rule is tried at every character of every message.
class SlowMatcher {
 public:
  SlowMatcher(const RuleDefinition& rule, const MeantPatterns& meant);
  ~SlowMatcher();

  bool Fires(SlowText* text) const;

 private:
  using Range = std::pair<std::size_t, std::size_t>;  // characters

  bool Holds(const Expression& e, SlowText* text) const;
  bool Found(const Selection& selection, SlowText* text) const;
  bool Allowed(Span place, SlowText* text) const;
  // With `empty`, also those where nothing stands.
  std::vector<Span> Places(const Pattern& pattern, std::uint32_t fold, bool empty, SlowText* text) const;
  std::vector<Range> Ranges(const Pattern& pattern, const SlowText::Folded& text) const;

  const RuleDefinition& rule_;
  const MeantPatterns& meant_;
  std::map<std::string, std::unique_ptr<re2::RE2>> expressions_;
};

}  // namespace custos::rules
