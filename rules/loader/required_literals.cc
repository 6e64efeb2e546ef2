// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/required_literals.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr std::size_t kMaxExact = 64;  // strings in a set that still grows by concatenation
constexpr std::size_t kMaxSet = 2000;
constexpr std::size_t kMaxClass = 40;
constexpr int kMaxDepth = 100;

// What is known about the strings a part of the expression matches.
struct Known {
  std::optional<LiteralSet> exact;     // all of them
  std::optional<LiteralSet> required;  // each holds one of these
};

Known Anything() { return {}; }
Known Exactly(std::string text) { return {LiteralSet{std::move(text)}, std::nullopt}; }

void Unique(LiteralSet* set) {
  std::sort(set->begin(), set->end());
  set->erase(std::unique(set->begin(), set->end()), set->end());
}

bool Usable(const LiteralSet& set) {
  return !set.empty() && set.size() <= kMaxSet &&
         std::none_of(set.begin(), set.end(), [](const std::string& s) { return s.empty(); });
}

void KeepBetter(const LiteralSet& candidate, std::optional<LiteralSet>* best) {
  if (Usable(candidate) && (!*best || ExpectedHits(candidate) < ExpectedHits(**best))) *best = candidate;
}

std::optional<LiteralSet> BestOf(const Known& known) {
  std::optional<LiteralSet> best = known.required;
  if (known.exact) KeepBetter(*known.exact, &best);
  return best;
}

class Analyser {
 public:
  explicit Analyser(std::string_view regex) : in_(regex) {}

  Known Run() {
    Known known = Alternation(0);
    return at_ == in_.size() && !gave_up_ ? known : Anything();
  }

 private:
  bool More() const { return at_ < in_.size() && !gave_up_; }
  char Peek() const { return in_[at_]; }

  Known Alternation(int depth) {
    if (depth > kMaxDepth) {
      gave_up_ = true;
      return Anything();
    }
    Known all = Concatenation(depth);
    while (More() && Peek() == '|') {
      ++at_;
      all = Either(std::move(all), Concatenation(depth));
    }
    return all;
  }

  static Known Either(Known a, Known b) {
    Known both;
    if (a.exact && b.exact && a.exact->size() + b.exact->size() <= kMaxSet) {
      both.exact = std::move(a.exact);
      both.exact->insert(both.exact->end(), b.exact->begin(), b.exact->end());
      Unique(&*both.exact);
      return both;
    }
    auto left = BestOf(a), right = BestOf(b);
    if (left && right && left->size() + right->size() <= kMaxSet) {
      left->insert(left->end(), right->begin(), right->end());
      Unique(&*left);
      both.required = std::move(left);
    }
    return both;
  }

  Known Concatenation(int depth) {
    LiteralSet run{""};  // every string the parts since the last unknown one can form
    bool whole = true;
    std::optional<LiteralSet> best;
    while (More() && Peek() != '|' && Peek() != ')') {
      const Known part = Repetition(depth);
      if (part.exact && run.size() * part.exact->size() <= kMaxExact) {
        run = Cross(run, *part.exact);
        continue;
      }
      whole = whole && part.exact && run == LiteralSet{""};
      KeepBetter(run, &best);
      if (part.required) KeepBetter(*part.required, &best);
      run = part.exact ? *part.exact : LiteralSet{""};
    }
    if (whole) return {std::move(run), std::nullopt};
    KeepBetter(run, &best);
    return {std::nullopt, std::move(best)};
  }

  static LiteralSet Cross(const LiteralSet& left, const LiteralSet& right) {
    LiteralSet out;
    for (const auto& a : left) {
      for (const auto& b : right) out.push_back(a + b);
    }
    Unique(&out);
    return out;
  }

  Known Repetition(int depth) {
    Known part = Atom(depth);
    while (More()) {
      int least = 1;
      bool once_at_most = false;
      if (Peek() == '*' || Peek() == '?' || Peek() == '+') {
        least = Peek() == '+' ? 1 : 0;
        once_at_most = Peek() == '?';
        ++at_;
      } else if (Peek() != '{' || !Counted(&least, &once_at_most)) {
        break;
      }
      if (More() && Peek() == '?') ++at_;  // not greedy
      part = Repeated(std::move(part), least, once_at_most);
    }
    return part;
  }

  static Known Repeated(Known part, int least, bool once_at_most) {
    if (least == 0) {
      if (!once_at_most || !part.exact) return Anything();
      part.exact->push_back("");
      Unique(&*part.exact);
      return {std::move(part.exact), std::nullopt};
    }
    if (once_at_most) return part;
    return {std::nullopt, BestOf(part)};
  }

  // Reads {n}, {n,} or {n,m}; false when the brace is an ordinary character.
  bool Counted(int* least, bool* once_at_most) {
    const auto close = in_.find('}', at_);
    if (close == std::string_view::npos) return false;
    const std::string_view body = in_.substr(at_ + 1, close - at_ - 1);
    int most = 0;
    auto [end, error] = std::from_chars(body.data(), body.data() + body.size(), *least);
    if (error != std::errc()) return false;
    if (end == body.data() + body.size()) {
      most = *least;
    } else if (*end != ',') {
      return false;
    } else if (end + 1 == body.data() + body.size()) {
      most = 1000;
    } else {
      const auto rest = std::from_chars(end + 1, body.data() + body.size(), most);
      if (rest.ec != std::errc() || rest.ptr != body.data() + body.size()) return false;
    }
    *once_at_most = most <= 1;
    at_ = close + 1;
    return true;
  }

  Known Atom(int depth) {
    const char c = Peek();
    if (c == '(') return Group(depth);
    if (c == '[') return Class();
    if (c == '\\') return Escape();
    if (c == '.') {
      ++at_;
      return Anything();
    }
    if (c == '^' || c == '$') {
      ++at_;
      return Exactly("");
    }
    return Exactly(Character());
  }

  std::string Character() {
    const std::size_t begin = at_;
    text::NextChar(in_, &at_);
    return std::string(in_.substr(begin, at_ - begin));
  }

  Known Group(int depth) {
    ++at_;
    if (More() && Peek() == '?') {
      if (in_.substr(at_, 2) == "?:") {
        at_ += 2;
      } else if (in_.substr(at_, 3) == "?P<") {
        at_ = std::min(in_.find('>', at_), in_.size() - 1) + 1;
      } else {
        gave_up_ = true;  // flags may change what letters mean
        return Anything();
      }
    }
    Known inside = Alternation(depth + 1);
    if (More() && Peek() == ')') {
      ++at_;
    } else {
      gave_up_ = true;
    }
    return inside;
  }

  Known Escape() {
    ++at_;
    if (!More()) {
      gave_up_ = true;
      return Anything();
    }
    const char c = Peek();
    if (static_cast<unsigned char>(c) >= 0x80 || std::ispunct(static_cast<unsigned char>(c)))
      return Exactly(Character());
    ++at_;
    if (c == 'b' || c == 'B' || c == 'A' || c == 'z') return Exactly("");
    if (c == 'n') return Exactly("\n");
    if (c == 'd' || c == 'D' || c == 'w' || c == 'W' || c == 's' || c == 'S') return Anything();
    gave_up_ = true;  // \p, \x, \Q …: rare in rules, not worth reading
    return Anything();
  }

  Known Class() {
    ++at_;
    const bool negated = More() && Peek() == '^';
    if (negated) ++at_;
    LiteralSet members;
    bool simple = !negated;
    for (bool first = true; More() && (first || Peek() != ']'); first = false) {
      if (Peek() == '\\') {
        const Known member = Escape();
        simple = simple && member.exact;
        if (member.exact) members.push_back(member.exact->front());
      } else if (in_.substr(at_, 2) == "[:") {
        at_ = std::min(in_.find(":]", at_), in_.size() - 2) + 2;
        simple = false;
      } else {
        if (Peek() == '-' && !first && at_ + 1 < in_.size() && in_[at_ + 1] != ']') simple = false;
        members.push_back(Character());
      }
    }
    if (More()) ++at_;
    Unique(&members);
    if (!simple || members.size() > kMaxClass) return Anything();
    return {std::move(members), std::nullopt};
  }

  const std::string_view in_;
  std::size_t at_ = 0;
  bool gave_up_ = false;
};

double CharacterFrequency(char32_t c) {
  constexpr std::u32string_view kVeryCommon =
      U"的是我不一了有你在人个这们好么就吗可以到要会来说大那下上没看想都吧也呢能还给去";
  constexpr std::u32string_view kCommon =
      U"多天时间请问公司客户电话微信钱发点后面今明月号先生小姐您家里出现开用什怎样什么对得过自己事情把买卖价格单为做年"
      U"中国老师手机同学号加联系方式转账付款";
  if (c < 0x80) return 0.02;
  if (kVeryCommon.find(c) != std::u32string_view::npos) return 0.015;
  if (kCommon.find(c) != std::u32string_view::npos) return 0.004;
  return 0.0008;
}

}  // namespace

double ExpectedHits(const LiteralSet& set) {
  double sum = 0;
  for (const auto& word : set) {
    double product = 1;
    for (std::size_t at = 0; at < word.size();) product *= 3 * CharacterFrequency(text::NextChar(word, &at));
    sum += product;
  }
  return sum;
}

std::optional<LiteralSet> RequiredLiterals(std::string_view regex) { return BestOf(Analyser(regex).Run()); }

}  // namespace custos::rules
