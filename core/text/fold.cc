// SPDX-License-Identifier: Apache-2.0
#include "core/text/fold.h"

#include <algorithm>
#include <string_view>

#include "core/text/fold_table.h"
#include "core/text/utf8.h"

namespace custos::text {
namespace {

class Folder {
 public:
  Folder(std::string_view in, std::uint32_t options, bool with_map, Folded* out)
      : table_(FoldTable::Get()), in_(in), options_(options), with_map_(with_map), out_(*out) {
    out_.pieces.clear();
    out_.text.resize(in.size() + kRoom);
    to_ = out_.text.data();
    full_ = to_ + in.size();
  }

  void Run() {
    std::size_t at = 0;
    while ((at = TakeIdeographs(at)) < in_.size()) {
      begin_ = at;
      const char32_t c = NextChar(in_, &at);
      end_ = at;
      const std::uint32_t entry = table_[c];
      if (entry & FoldTable::kDrop) continue;
      if (entry & FoldTable::kExpand) {
        for (const char32_t part : table_.Expansion(c)) Take(table_[part]);
      } else {
        Take(entry);
      }
    }
    out_.text.resize(written());
  }

 private:
  // Most of a Chinese text: ideographs that no option changes. Returns where the first other character is. All that
  // the loop needs stands in registers, which is why this is much faster than going character by character.
  std::size_t TakeIdeographs(std::size_t from) {
    if (held_) return from;
    const auto* const begin = reinterpret_cast<const unsigned char*>(in_.data());
    const unsigned char* at = begin + from;
    const unsigned char* const end = begin + in_.size();
    char* to = to_;
    const char* const full = full_;
    std::uint32_t last = last_;
    char32_t row_of = row_of_;
    while (end - at >= 3 && to <= full) {
      // U+3000 … U+9FFF, which are three bytes each
      if (at[0] < 0xE3 || at[0] > 0xE9 || (at[1] & 0xC0) != 0x80 || (at[2] & 0xC0) != 0x80) break;
      const std::uint32_t entry = table_[(at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu)];
      const char32_t c = entry & FoldTable::kTarget;
      if (entry - c != FoldTable::kHan || c == row_of) break;
      if (with_map_) {
        const auto where = static_cast<std::uint32_t>(at - begin);
        out_.pieces.push_back({static_cast<std::uint32_t>(to - out_.text.data()), where, where + 3});
      }
      to = PutChar(c, to);
      row_of = c;
      last = entry;
      at += 3;
    }
    const auto stopped = static_cast<std::size_t>(at - begin);
    if (stopped == from) return from;
    to_ = to;
    last_ = last;
    row_of_ = row_of;
    times_ = 1;
    numerals_ = 0;
    return stopped;
  }

  void Take(std::uint32_t entry) {
    if (entry & (FoldTable::kSpace | FoldTable::kSymbol)) {
      Loose(entry);
    } else {
      Emit(entry & FoldTable::kTarget, entry);
    }
  }

  // A space or symbol: kept, dropped, or held back until the next character says which.
  void Loose(std::uint32_t entry) {
    const char32_t c = entry & FoldTable::kTarget;
    if (options_ & kFoldSearch) {
      if (entry & FoldTable::kSpace) {
        if (!held_) Hold(c);
      } else {
        Emit(c, entry);
      }
    } else if (!(options_ & kFoldSeparators)) {
      Emit(c, entry);
    } else if (JoinsAscii(c) && (last_ & FoldTable::kAlnum)) {
      Hold(c);
    }
  }

  // These stay between two ASCII characters: they belong to numbers, addresses and links.
  static bool JoinsAscii(char32_t c) { return c == U'.' || c == U'/'; }

  void Hold(char32_t c) {
    held_ = c;
    held_begin_ = begin_;
    held_end_ = end_;
  }

  void Release(std::uint32_t next) {
    const bool keep = (options_ & kFoldSearch) ? last_ != 0 && !((last_ | next) & FoldTable::kHan)
                                               : (last_ & next & FoldTable::kAlnum) != 0;
    if (keep) Append(held_, held_begin_, held_end_);
    held_ = 0;
  }

  void Emit(char32_t c, std::uint32_t entry) {
    if (held_) Release(entry);
    if (options_ & kFoldNumerals) {
      if (entry & FoldTable::kNumeral) {
        c = FoldTable::PlainNumeral(c);
        CountNumeral(c);
      } else {
        numerals_ = 0;
      }
    }
    if ((options_ & kFoldRepeats) && Repeated(c, entry)) return;
    Append(c, begin_, end_);
    last_ = entry;
  }

  // A long row of numerals is a number, however its digits are written. The row so far becomes digits when it is long
  // enough, what follows at once.
  void CountNumeral(char32_t& c) {
    const int digit = FoldTable::Digit(c);
    if (digit < 0) {
      numerals_ = 0;
      return;
    }
    if (++numerals_ == 1) {
      row_text_ = written();
      row_piece_ = out_.pieces.size();
    }
    if (numerals_ < kRow) return;
    if (numerals_ == kRow) DigitsInRow();
    c = U'0' + static_cast<char32_t>(digit);
  }

  void DigitsInRow() {
    const std::string row = out_.text.substr(row_text_, written() - row_text_);
    to_ = out_.text.data() + row_text_;
    std::size_t piece = row_piece_;
    for (std::size_t at = 0; at < row.size();) {
      const char32_t c = NextChar(row, &at);
      if (with_map_) out_.pieces[piece++].at = static_cast<std::uint32_t>(written());
      const int digit = FoldTable::Digit(c);
      to_ = PutChar(digit < 0 ? c : U'0' + static_cast<char32_t>(digit), to_);
    }
  }

  // Whether this is the third or a later ideograph of a row; then one of them stays, and stands for all.
  bool Repeated(char32_t c, std::uint32_t entry) {
    if (!(entry & FoldTable::kHan) || c != row_of_) {
      row_of_ = entry & FoldTable::kHan ? c : 0;
      times_ = 1;
      return false;
    }
    if (++times_ == 2) return false;
    if (times_ == 3) DropLast();
    if (with_map_) out_.pieces.back().end = static_cast<std::uint32_t>(end_);
    return true;
  }

  void DropLast() {
    while ((static_cast<unsigned char>(*--to_) & 0xC0) == 0x80) continue;
    if (with_map_) out_.pieces.pop_back();
  }

  void Append(char32_t c, std::size_t begin, std::size_t end) {
    if (with_map_) {
      out_.pieces.push_back(
          {static_cast<std::uint32_t>(written()), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
    }
    if (to_ > full_) [[unlikely]]
      Grow();
    to_ = PutChar(c, to_);
  }

  std::size_t written() const { return static_cast<std::size_t>(to_ - out_.text.data()); }

  // Only what stands for several characters, or for a broken byte, makes a text longer.
  void Grow() {
    const std::size_t size = written();
    out_.text.resize(2 * size + kRoom);
    to_ = out_.text.data() + size;
    full_ = out_.text.data() + out_.text.size() - kRoom;
  }

  const FoldTable& table_;
  const std::string_view in_;
  const std::uint32_t options_;
  const bool with_map_;
  Folded& out_;
  static constexpr std::size_t kRoom = 4;  // bytes of the longest character
  char* to_ = nullptr;                     // where the next character goes: out_.text is larger while it is written
  char* full_ = nullptr;                   // no room behind this
  std::size_t begin_ = 0, end_ = 0;
  static constexpr int kRow = 5;
  int numerals_ = 0;                          // how many numerals the text ends with
  std::size_t row_text_ = 0, row_piece_ = 0;  // where they begin
  char32_t row_of_ = 0;                       // the ideograph the text ends with
  int times_ = 0;                             // how often
  std::uint32_t last_ = 0;                    // entry of the last character written
  char32_t held_ = 0;
  std::size_t held_begin_ = 0, held_end_ = 0;
};

}  // namespace

Span Folded::Original(std::size_t begin, std::size_t end) const {
  const auto after = [&](std::size_t at) {
    return std::upper_bound(pieces.begin(), pieces.end(), at, [](std::size_t a, const Piece& p) { return a < p.at; });
  };
  if (pieces.empty()) return {};
  auto first = after(begin);
  if (first != pieces.begin()) --first;
  auto last = after(end > begin ? end - 1 : begin);
  if (last != pieces.begin()) --last;
  return {first->begin, std::max(first->end, last->end)};
}

void Fold(std::string_view utf8, std::uint32_t options, bool with_map, Folded* out) {
  Folder(utf8, options, with_map, out).Run();
}

Folded Fold(std::string_view utf8, std::uint32_t options, bool with_map) {
  Folded out;
  Fold(utf8, options, with_map, &out);
  return out;
}

}  // namespace custos::text
