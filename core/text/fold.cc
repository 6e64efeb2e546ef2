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
    out_.text.clear();
    out_.pieces.clear();
    out_.text.reserve(in.size());
  }

  void Run() {
    std::size_t at = 0;
    while (at < in_.size()) {
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
  }

 private:
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
      c = FoldTable::PlainNumeral(c);
      CountNumeral(c, entry);
    }
    if ((options_ & kFoldRepeats) && Repeated(c, entry)) return;
    Append(c, begin_, end_);
    last_ = entry;
  }

  // A long row of numerals is a number, however its digits are written. The row so far becomes digits when it is long
  // enough, what follows at once.
  void CountNumeral(char32_t& c, std::uint32_t entry) {
    const int digit = (entry & FoldTable::kAlnum) && c <= U'9' ? static_cast<int>(c - U'0') : DigitOf(c);
    if (digit < 0) {
      numerals_ = 0;
      return;
    }
    if (++numerals_ == 1) {
      row_text_ = out_.text.size();
      row_piece_ = out_.pieces.size();
    }
    if (numerals_ < kRow) return;
    if (numerals_ == kRow) DigitsInRow();
    c = U'0' + static_cast<char32_t>(digit);
  }

  void DigitsInRow() {
    const std::string row = out_.text.substr(row_text_);
    out_.text.resize(row_text_);
    std::size_t piece = row_piece_;
    for (std::size_t at = 0; at < row.size();) {
      const char32_t c = NextChar(row, &at);
      if (with_map_) out_.pieces[piece++].at = static_cast<std::uint32_t>(out_.text.size());
      const int digit = DigitOf(c);
      AppendChar(digit < 0 ? c : U'0' + static_cast<char32_t>(digit), &out_.text);
    }
  }

  static int DigitOf(char32_t c) {
    constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
    if (c == U'幺') return 1;
    if (c == U'两') return 2;
    const auto at = kDigits.find(c);
    return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
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
    while ((static_cast<unsigned char>(out_.text.back()) & 0xC0) == 0x80) out_.text.pop_back();
    out_.text.pop_back();
    if (with_map_) out_.pieces.pop_back();
  }

  void Append(char32_t c, std::size_t begin, std::size_t end) {
    if (with_map_) {
      out_.pieces.push_back({static_cast<std::uint32_t>(out_.text.size()), static_cast<std::uint32_t>(begin),
                             static_cast<std::uint32_t>(end)});
    }
    AppendChar(c, &out_.text);
  }

  const FoldTable& table_;
  const std::string_view in_;
  const std::uint32_t options_;
  const bool with_map_;
  Folded& out_;
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
