// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/position_matcher.h"

#include <algorithm>
#include <array>

#include "core/text/utf8.h"

namespace custos::rules {
namespace {

constexpr int kMostWords = 16;
constexpr int kMaxSteps = 20'000;  // parts visited for one pattern and text: beyond, RE2 is no slower

bool IsWordChar(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9') || c == U'_';
}

}  // namespace

// A set of positions 0 … 64 W - 1.
template <int W>
struct PositionMatcher::Bits {
  std::array<std::uint64_t, W> w{};

  static Bits Load(const std::uint64_t* from) {
    Bits b;
    std::copy_n(from, W, b.w.begin());
    return b;
  }
  void Set(std::size_t i) { w[i / 64] |= 1ull << i % 64; }
  bool Any() const {
    std::uint64_t all = 0;
    for (const auto x : w) all |= x;
    return all != 0;
  }
  bool operator==(const Bits&) const = default;
  Bits operator&(const Bits& o) const {
    return Each(o, [](auto a, auto b) { return a & b; });
  }
  Bits operator|(const Bits& o) const {
    return Each(o, [](auto a, auto b) { return a | b; });
  }
  Bits Without(const Bits& o) const {
    return Each(o, [](auto a, auto b) { return a & ~b; });
  }
  Bits Next() const {  // every position one further
    Bits out;
    std::uint64_t carry = 0;
    for (int i = 0; i < W; ++i) {
      out.w[i] = w[i] << 1 | carry;
      carry = w[i] >> 63;
    }
    return out;
  }

 private:
  template <class Op>
  Bits Each(const Bits& o, Op op) const {
    Bits out;
    for (int i = 0; i < W; ++i) out.w[i] = op(w[i], o.w[i]);
    return out;
  }
};

// One pattern on one text.
template <int W>
class PositionMatcher::Run {
 public:
  using Set = Bits<W>;
  using Op = PositionProgram::Op;

  explicit Run(PositionMatcher& m) : m_(m), p_(*m.program_) {
    for (std::size_t i = 0; i <= m.chars_.size(); ++i) everywhere_.Set(i);
  }

  std::optional<bool> Found(std::uint32_t root) {
    const bool found = FromAnywhere(root).Any();
    if (steps_left_ < 0) return std::nullopt;
    return found;
  }

 private:
  Set FromAnywhere(std::uint32_t node) {
    if (m_.start_stamps_[node] != m_.now_) {
      const Set ends = Ends(node, everywhere_, true);
      if (steps_left_ < 0) return {};
      std::copy_n(ends.w.begin(), W, m_.starts_.begin() + static_cast<std::ptrdiff_t>(node) * W);
      m_.start_stamps_[node] = m_.now_;
      return ends;
    }
    return Set::Load(&m_.starts_[static_cast<std::size_t>(node) * W]);
  }

  // Where the part may end when it begins at one of `from`.
  Set Ends(std::uint32_t index, const Set& from, bool anywhere) {
    if (--steps_left_ < 0 || !from.Any()) return {};
    const PositionProgram::Node& node = p_.nodes_[index];
    switch (node.op) {
      case Op::kClass: return (from & ClassMask(node.a)).Next();
      case Op::kSpan: return Span(node, from);
      case Op::kTrie: return Words(p_.trie_[node.a], from);
      case Op::kSequence: return Sequence(node, from, anywhere);
      case Op::kEither: {
        Set all{};
        for (std::uint32_t i = 0; i < node.child_count; ++i) all = all | Child(node, i, from, anywhere);
        return all;
      }
      case Op::kRepeat: return Repeat(node, from);
      case Op::kBegin: {
        Set begin{};
        begin.Set(0);
        return from & begin;
      }
      case Op::kEnd: {
        Set end{};
        end.Set(m_.chars_.size());
        return from & end;
      }
      case Op::kBorder: return from & Borders();
      case Op::kNoBorder: return from.Without(Borders());
    }
    return {};
  }

  Set Child(const PositionProgram::Node& node, std::uint32_t i, const Set& from, bool anywhere) {
    const std::uint32_t child = p_.children_[node.first_child + i];
    return anywhere ? FromAnywhere(child) : Ends(child, from, false);
  }

  Set Sequence(const PositionProgram::Node& node, const Set& from, bool anywhere) {
    Set at = Child(node, 0, from, anywhere);
    for (std::uint32_t i = 1; i < node.child_count && at.Any(); ++i) at = Child(node, i, at, false);
    return at;
  }

  Set Words(const PositionProgram::TrieNode& node, const Set& from) {
    Set ends{};
    if (node.accepts) ends = from;
    const PositionProgram::TrieNode* const first = p_.trie_.data() + node.first_child;
    const PositionProgram::TrieNode* const last = first + node.child_count;
    const auto follow = [&](const PositionProgram::TrieNode& child) {
      const Set here = from & Set::Load(&m_.masks_[static_cast<std::size_t>(child.letter) * W]);
      if (here.Any()) ends = ends | Words(child, here.Next());
    };
    if (node.child_count < 4 * m_.present_.size()) {
      std::for_each(first, last, follow);
      return ends;
    }
    for (const auto letter : m_.present_) {  // a long list: look only for what the text has
      const auto child = std::lower_bound(
          first, last, letter, [](const PositionProgram::TrieNode& c, Alphabet::Letter l) { return c.letter < l; });
      if (child != last && child->letter == letter) follow(*child);
    }
    return ends;
  }

  Set Span(const PositionProgram::Node& node, const Set& from) {
    const Set allowed = ClassMask(node.a);
    Set at = from;
    for (std::uint32_t i = 0; i < node.least && at.Any(); ++i) at = (at & allowed).Next();
    Set all = at;
    for (std::uint32_t i = node.least; i < node.most; ++i) {
      at = (at & allowed).Next().Without(all);
      if (!at.Any()) break;
      all = all | at;
    }
    return all;
  }

  Set Repeat(const PositionProgram::Node& node, const Set& from) {
    Set at = from;
    for (std::uint32_t i = 0; i < node.least; ++i) {
      const Set next = Child(node, 0, at, false);
      if (next == at || !next.Any()) {
        at = next;
        break;
      }
      at = next;
    }
    Set all = at;
    for (std::uint32_t i = node.least; i < node.most && at.Any(); ++i) {
      at = Child(node, 0, at, false).Without(all);
      all = all | at;
    }
    return all;
  }

  Set ClassMask(std::uint32_t index) {
    std::uint64_t* const kept = &m_.class_masks_[static_cast<std::size_t>(index) * W];
    if (m_.class_stamps_[index] == m_.now_) return Set::Load(kept);
    const PositionProgram::Class& wanted = p_.classes_[index];
    Set mask{};
    if (!wanted.letters.empty()) {
      for (const auto letter : wanted.letters) {
        mask = mask | Set::Load(&m_.masks_[static_cast<std::size_t>(letter) * W]);
      }
      if (wanted.inverted) mask = everywhere_.Without(mask);
    } else {
      for (std::size_t i = 0; i < m_.chars_.size(); ++i) {
        const auto after = std::upper_bound(wanted.ranges.begin(), wanted.ranges.end(), m_.chars_[i],
                                            [](char32_t c, const auto& range) { return c < range.first; });
        if (after != wanted.ranges.begin() && m_.chars_[i] <= std::prev(after)->second) mask.Set(i);
      }
    }
    mask = mask.Without(End());
    std::copy_n(mask.w.begin(), W, kept);
    m_.class_stamps_[index] = m_.now_;
    return mask;
  }

  Set End() const {
    Set end{};
    end.Set(m_.chars_.size());
    return end;
  }

  Set Borders() const {
    Set borders{};
    bool before = false;
    for (std::size_t i = 0; i <= m_.chars_.size(); ++i) {
      const bool here = i < m_.chars_.size() && IsWordChar(m_.chars_[i]);
      if (here != before) borders.Set(i);
      before = here;
    }
    return borders;
  }

  PositionMatcher& m_;
  const PositionProgram& p_;
  Set everywhere_{};
  int steps_left_ = kMaxSteps;
};

void PositionMatcher::Reset(const PositionProgram& program, std::string_view text) {
  for (const auto letter : present_) {
    std::fill_n(masks_.begin() + static_cast<std::ptrdiff_t>(letter) * words_, words_, 0);
  }
  present_.clear();
  if (program_ != &program || ++now_ == 0) {  // stamps of another program mean nothing
    class_stamps_.clear();
    start_stamps_.clear();
    now_ = 1;
  }
  program_ = &program;
  text_ = text;
  ready_ = false;
}

void PositionMatcher::Prepare() {
  ready_ = true;
  chars_.clear();
  for (std::size_t at = 0; at < text_.size() && chars_.size() <= kMaxChars;)
    chars_.push_back(text::NextChar(text_, &at));
  words_ = chars_.size() < 64 ? 1 : chars_.size() < 256 ? 4 : chars_.size() <= kMaxChars ? kMostWords : 0;
  if (words_ == 0) return;
  const auto room = [&](std::vector<std::uint64_t>* v, std::size_t n) {
    if (v->size() < n * static_cast<std::size_t>(words_)) v->resize(n * static_cast<std::size_t>(words_), 0);
  };
  room(&masks_, program_->alphabet_.size());
  room(&class_masks_, program_->classes_.size());
  room(&starts_, program_->nodes_.size());
  class_stamps_.resize(program_->classes_.size(), 0);
  start_stamps_.resize(program_->nodes_.size(), 0);
  for (std::size_t i = 0; i < chars_.size(); ++i) {
    const Alphabet::Letter letter = program_->alphabet_.Of(chars_[i]);
    if (letter == 0) continue;
    std::uint64_t* const mask = &masks_[static_cast<std::size_t>(letter) * static_cast<std::size_t>(words_)];
    if (std::all_of(mask, mask + words_, [](std::uint64_t x) { return x == 0; })) present_.push_back(letter);
    mask[i / 64] |= 1ull << i % 64;
  }
}

std::optional<bool> PositionMatcher::Found(std::uint32_t root) {
  if (!ready_) Prepare();
  switch (words_) {
    case 1: return Run<1>(*this).Found(root);
    case 4: return Run<4>(*this).Found(root);
    case kMostWords: return Run<kMostWords>(*this).Found(root);
    default: return std::nullopt;
  }
}

}  // namespace custos::rules
