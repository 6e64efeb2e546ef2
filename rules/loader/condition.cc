// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/condition.h"

#include <cctype>
#include <charconv>
#include <utility>
#include <vector>

namespace custos::rules {
namespace {

constexpr int kMaxDepth = 32;

struct Fault {
  std::string text;
};

// Recursive descent over words and brackets; throws Fault inside, caught at the edge.
class Parser {
 public:
  Parser(std::string_view text, std::size_t count, const SelectionLookup& lookup) : count_(count), lookup_(lookup) {
    Split(text);
  }

  Expression Run() {
    Expression result = Or(0);
    if (at_ < tokens_.size()) throw Fault{"unexpected \"" + tokens_[at_] + "\""};
    return result;
  }

 private:
  void Split(std::string_view text) {
    std::string word;
    const auto flush = [&] {
      if (!word.empty()) tokens_.push_back(std::exchange(word, {}));
    };
    for (const char c : text) {
      if (c == '(' || c == ')' || c == ',') {
        flush();
        tokens_.emplace_back(1, c);
      } else if (std::isspace(static_cast<unsigned char>(c))) {
        flush();
      } else {
        word.push_back(c);
      }
    }
    flush();
  }

  bool Take(std::string_view token) {
    if (at_ >= tokens_.size() || tokens_[at_] != token) return false;
    ++at_;
    return true;
  }

  std::string Next() {
    if (at_ >= tokens_.size()) throw Fault{"the condition ends too early"};
    return tokens_[at_++];
  }

  Expression Or(int depth) { return Chain(depth, "or", Expression::Op::kOr, &Parser::And); }
  Expression And(int depth) { return Chain(depth, "and", Expression::Op::kAnd, &Parser::Not); }

  Expression Chain(int depth, std::string_view word, Expression::Op op, Expression (Parser::*part)(int)) {
    Expression first = (this->*part)(depth);
    if (at_ >= tokens_.size() || tokens_[at_] != word) return first;
    Expression chain{op, 0, 0, {std::move(first)}};
    while (Take(word)) chain.children.push_back((this->*part)(depth));
    return chain;
  }

  Expression Not(int depth) {
    if (depth > kMaxDepth) throw Fault{"nested too deeply"};
    if (Take("not")) return {Expression::Op::kNot, 0, 0, {Not(depth + 1)}};
    if (Take("(")) {
      Expression inside = Or(depth + 1);
      if (!Take(")")) throw Fault{"a bracket is not closed"};
      return inside;
    }
    return Leaf();
  }

  Expression Leaf() {
    const std::string word = Next();
    if (Take("of")) return CountOf(word);
    return Selection(word);
  }

  Expression Selection(const std::string& name) {
    const auto index = lookup_(name);
    if (!index) throw Fault{"no selection is named \"" + name + "\""};
    return {Expression::Op::kSelection, *index, 0, {}};
  }

  Expression CountOf(const std::string& count) {
    Expression result{Expression::Op::kAtLeast, 0, 0, {}};
    if (Take("them")) {
      for (std::size_t i = 0; i < count_; ++i) result.children.push_back({Expression::Op::kSelection, i, 0, {}});
    } else {
      if (!Take("(")) throw Fault{"\"of\" needs \"them\" or names in brackets"};
      do {
        result.children.push_back(Selection(Next()));
      } while (Take(","));
      if (!Take(")")) throw Fault{"a bracket is not closed"};
    }
    result.count = Needed(count, result.children.size());
    return result;
  }

  static std::size_t Needed(const std::string& count, std::size_t available) {
    if (count == "any") return 1;
    if (count == "all") return available;
    std::size_t needed = 0;
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), needed);
    if (error != std::errc() || end != count.data() + count.size() || needed == 0 || needed > available) {
      throw Fault{"\"" + count + " of\" is not a possible count"};
    }
    return needed;
  }

  const std::size_t count_;
  const SelectionLookup& lookup_;
  std::vector<std::string> tokens_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Expression> ParseCondition(std::string_view text, std::size_t selection_count,
                                         const SelectionLookup& lookup, std::string* fault) {
  try {
    return Parser(text, selection_count, lookup).Run();
  } catch (const Fault& caught) {
    *fault = caught.text;
    return std::nullopt;
  }
}

}  // namespace custos::rules
