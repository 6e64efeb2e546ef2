// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/regex_tree.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

using Kind = RegexNode::Kind;
using Range = RegexNode::Range;

constexpr int kMaxDepth = 100;
constexpr std::uint32_t kMaxCount = 1000;   // of one repetition, and of nested ones together
constexpr std::size_t kSmallSize = 15'000;  // instructions: about a third of what RE2 takes
constexpr char32_t kLastChar = 0x10FFFF;

struct NotRead {};  // thrown inside, caught at the edge

RegexNode Text(std::u32string text) {
  RegexNode node;
  node.text = std::move(text);
  return node;
}

RegexNode Plain(Kind kind) {
  RegexNode node;
  node.kind = kind;
  return node;
}

RegexNode ClassOf(std::vector<Range> ranges) {
  RegexNode node = Plain(Kind::kClass);
  node.ranges = std::move(ranges);
  return node;
}

void Normalise(std::vector<Range>* ranges) {
  std::sort(ranges->begin(), ranges->end());
  std::vector<Range> merged;
  for (const Range& range : *ranges) {
    if (!merged.empty() && range.first <= merged.back().second + 1) {
      merged.back().second = std::max(merged.back().second, range.second);
    } else {
      merged.push_back(range);
    }
  }
  *ranges = std::move(merged);
}

std::vector<Range> Complement(const std::vector<Range>& ranges) {
  std::vector<Range> out;
  char32_t next = 0;
  for (const Range& range : ranges) {
    if (range.first > next) out.push_back({next, range.first - 1});
    next = range.second + 1;
  }
  if (next <= kLastChar) out.push_back({next, kLastChar});
  return out;
}

std::vector<Range> PerlClass(char letter) {
  std::vector<Range> ranges;
  switch (std::tolower(static_cast<unsigned char>(letter))) {
    case 'd': ranges = {{U'0', U'9'}}; break;
    case 'w': ranges = {{U'0', U'9'}, {U'A', U'Z'}, {U'_', U'_'}, {U'a', U'z'}}; break;
    case 's': ranges = {{U'\t', U'\n'}, {U'\f', U'\r'}, {U' ', U' '}}; break;
    default: throw NotRead();
  }
  return std::isupper(static_cast<unsigned char>(letter)) ? Complement(ranges) : ranges;
}

class Parser {
 public:
  explicit Parser(std::string_view regex) : in_(regex) {}

  RegexNode Run() {
    RegexNode node = Either(0);
    if (More()) throw NotRead();
    return node;
  }

 private:
  bool More() const { return at_ < in_.size(); }
  char Peek() const { return in_[at_]; }
  bool Take(std::string_view what) {
    if (in_.substr(at_, what.size()) != what) return false;
    at_ += what.size();
    return true;
  }

  RegexNode Either(int depth) {
    if (depth > kMaxDepth) throw NotRead();
    RegexNode either = Plain(Kind::kEither);
    do {
      either.children.push_back(Sequence(depth));
    } while (Take("|"));
    return either.children.size() == 1 ? std::move(either.children.front()) : std::move(either);
  }

  RegexNode Sequence(int depth) {
    RegexNode sequence = Plain(Kind::kSequence);
    auto& parts = sequence.children;
    while (More() && Peek() != '|' && Peek() != ')') {
      RegexNode part = Repetition(depth);
      if (part.kind == Kind::kText && !parts.empty() && parts.back().kind == Kind::kText) {
        parts.back().text += part.text;
      } else {
        parts.push_back(std::move(part));
      }
    }
    if (parts.empty()) return Text({});
    return parts.size() == 1 ? std::move(parts.front()) : std::move(sequence);
  }

  RegexNode Repetition(int depth) {
    RegexNode atom = Atom(depth);
    std::uint32_t least = 0, most = RegexNode::kNoLimit;
    if (!More() || !Count(&least, &most)) return atom;
    Take("?");
    std::uint32_t ignored = 0;
    if (More() && Count(&ignored, &ignored)) throw NotRead();
    if (least > kMaxCount || (most != RegexNode::kNoLimit && (most > kMaxCount || most < least))) throw NotRead();
    RegexNode repeat = Plain(Kind::kRepeat);
    repeat.least = least;
    repeat.most = most;
    repeat.children.push_back(std::move(atom));
    return repeat;
  }

  bool Count(std::uint32_t* least, std::uint32_t* most) {
    if (Take("*")) return *least = 0, true;
    if (Take("+")) return *least = 1, true;
    if (Take("?")) return *least = 0, *most = 1, true;
    if (Peek() != '{') return false;
    const char* const end = in_.data() + in_.size();
    const auto first = std::from_chars(in_.data() + at_ + 1, end, *least);
    if (first.ec != std::errc() || first.ptr == end) return false;
    const char* last = first.ptr;
    *most = *least;
    if (*last == ',') {
      ++last;
      *most = RegexNode::kNoLimit;
      if (last != end && *last != '}') {
        const auto second = std::from_chars(last, end, *most);
        if (second.ec != std::errc()) return false;
        last = second.ptr;
      }
    }
    if (last == end || *last != '}') return false;
    at_ = static_cast<std::size_t>(last - in_.data()) + 1;
    return true;
  }

  RegexNode Atom(int depth) {
    switch (Peek()) {
      case '(': return Group(depth);
      case '[': return Class();
      case '\\': return Escape();
      case '.': return ++at_, ClassOf(Complement({{U'\n', U'\n'}}));
      case '^': return ++at_, Plain(Kind::kBegin);
      case '$': return ++at_, Plain(Kind::kEnd);
      case '*':
      case '+':
      case '?':
      case '{': throw NotRead();
      default: return Text({text::NextChar(in_, &at_)});
    }
  }

  RegexNode Group(int depth) {
    Take("(");
    if (!Take("?:") && More() && Peek() == '?') throw NotRead();
    RegexNode inside = Either(depth + 1);
    if (!Take(")")) throw NotRead();
    return inside;
  }

  RegexNode Escape() {
    const char c = at_ + 1 < in_.size() ? in_[at_ + 1] : '\0';
    if (c == 'b' || c == 'B') return at_ += 2, Plain(c == 'b' ? Kind::kBorder : Kind::kNoBorder);
    if (c == 'A' || c == 'z') return at_ += 2, Plain(c == 'A' ? Kind::kBegin : Kind::kEnd);
    if (c != '\0' && std::string_view("dDwWsS").find(c) != std::string_view::npos)
      return at_ += 2, ClassOf(PerlClass(c));
    return Text({EscapedChar()});
  }

  char32_t EscapedChar() {
    ++at_;
    if (!More()) throw NotRead();
    const char c = in_[at_++];
    if (c != '_' && std::ispunct(static_cast<unsigned char>(c))) return static_cast<char32_t>(c);
    switch (c) {
      case 'n': return U'\n';
      case 't': return U'\t';
      case 'r': return U'\r';
      case 'f': return U'\f';
      case 'v': return U'\v';
      case 'a': return U'\a';
      default: throw NotRead();
    }
  }

  RegexNode Class() {
    Take("[");
    const bool negated = Take("^");
    std::vector<Range> ranges;
    for (bool first = true; More() && (first || Peek() != ']'); first = false) {
      if (in_.substr(at_, 2) == "[:") throw NotRead();
      if (Peek() == '\\' && at_ + 1 < in_.size() &&
          std::string_view("dDwWsS").find(in_[at_ + 1]) != std::string_view::npos) {
        for (const Range& range : PerlClass(in_[at_ + 1])) ranges.push_back(range);
        at_ += 2;
        continue;
      }
      const char32_t low = ClassChar();
      char32_t high = low;
      if (at_ + 1 < in_.size() && Peek() == '-' && in_[at_ + 1] != ']') {
        ++at_;
        high = ClassChar();
      }
      if (high < low) throw NotRead();
      ranges.push_back({low, high});
    }
    if (!Take("]")) throw NotRead();
    Normalise(&ranges);
    return ClassOf(negated ? Complement(ranges) : std::move(ranges));
  }

  char32_t ClassChar() { return Peek() == '\\' ? EscapedChar() : text::NextChar(in_, &at_); }

  const std::string_view in_;
  std::size_t at_ = 0;
};

// An upper bound for the instructions of RE2's program; a large number when repetitions are nested too deep.
std::size_t SizeOf(const RegexNode& node, std::size_t copies) {
  if (copies > kMaxCount) return kSmallSize;
  if (node.kind == Kind::kRepeat) copies *= std::max(node.most == RegexNode::kNoLimit ? node.least + 1 : node.most, 1u);
  std::size_t size = copies * (2 + 4 * node.text.size() + (node.ranges.empty() ? 0 : 20 + 12 * node.ranges.size()));
  for (const RegexNode& child : node.children) {
    if (size >= kSmallSize) break;
    size += SizeOf(child, copies);
  }
  return size;
}

}  // namespace

bool MatchesEmpty(const RegexNode& tree) {
  const auto& children = tree.children;
  switch (tree.kind) {
    case Kind::kText: return tree.text.empty();
    case Kind::kClass:
    case Kind::kBorder: return false;
    case Kind::kSequence: return std::all_of(children.begin(), children.end(), MatchesEmpty);
    case Kind::kEither: return std::any_of(children.begin(), children.end(), MatchesEmpty);
    case Kind::kRepeat: return tree.least == 0 || MatchesEmpty(children.front());
    case Kind::kBegin:
    case Kind::kEnd:
    case Kind::kNoBorder: return true;
  }
  return true;
}

bool IsSmall(const RegexNode& tree) { return SizeOf(tree, 1) < kSmallSize; }

std::optional<RegexNode> ParseRegex(std::string_view regex) {
  try {
    return Parser(regex).Run();
  } catch (const NotRead&) {
    return std::nullopt;
  }
}

}  // namespace custos::rules
