// SPDX-License-Identifier: Apache-2.0
#include "core/text/fold_table.h"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <string_view>

namespace custos::text {
namespace {

constexpr char32_t kTableSize = 0x30000;  // BMP, emoji, letters-like symbols and the ideographs of planes 1 and 2

bool IsHan(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_UNIFIED_IDEOGRAPH) || c == 0x3007; }

bool IsMark(char32_t c) {
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
  return (mask & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0;
}

bool IsIgnorable(char32_t c) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || IsMark(c) ||
         u_charType(static_cast<UChar32>(c)) == U_FORMAT_CHAR;
}

// Sentence punctuation separates thoughts, and + % @ and money signs carry meaning; the rest only breaks words up.
bool IsInsertedSymbol(char32_t c) {
  constexpr std::u32string_view kMeaningful = U",，。!?！？;；:：、%％+￥¥$@…—";
  if (kMeaningful.find(c) != std::u32string_view::npos) return false;
  if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_EXTENDED_PICTOGRAPHIC)) return false;
  if (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_REGIONAL_INDICATOR)) return false;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_P_MASK | U_GC_SM_MASK | U_GC_SK_MASK | U_GC_SO_MASK)) != 0;
}

std::uint32_t FlagsOf(char32_t c) {
  if (c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029) return FoldTable::kLineEnd;
  if (u_isUWhiteSpace(static_cast<UChar32>(c)) || (c < 0x20)) return FoldTable::kSpace;
  if (IsHan(c)) return FoldTable::kHan;
  if ((c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9')) return FoldTable::kAlnum;
  return IsInsertedSymbol(c) ? FoldTable::kSymbol : 0;
}

icu::UnicodeString ToIcu(char32_t c) { return icu::UnicodeString(static_cast<UChar32>(c)); }

// Letters lose accents and tone marks (NFKD, marks dropped); other scripts keep their composed forms (NFKC).
std::u32string Compatible(char32_t c) {
  UErrorCode status = U_ZERO_ERROR;
  const auto script = ublock_getCode(static_cast<UChar32>(c));
  const bool hangul_or_kana =
      (c >= 0x3040 && c <= 0x30FF) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0xAC00 && c <= 0xD7AF);
  const auto* form = hangul_or_kana || script == UBLOCK_HANGUL_COMPATIBILITY_JAMO
                         ? icu::Normalizer2::getNFKCInstance(status)
                         : icu::Normalizer2::getNFKDInstance(status);
  icu::UnicodeString folded = form->normalize(ToIcu(c), status);
  folded.foldCase();
  std::u32string out;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const auto code = static_cast<char32_t>(folded.char32At(i));
    if (!IsIgnorable(code)) out.push_back(code);
  }
  return out;
}

// Pairs (from, to) that ICU leaves apart although people use them as one.
constexpr std::u32string_view kExtraVariants = U"妳你牠它祂他帐账帳账裏里裡里甚什麽么喫吃佔占箇个着着衹只隻只慾欲鉅巨";

}  // namespace

const FoldTable& FoldTable::Get() {
  static const FoldTable table;
  return table;
}

FoldTable::FoldTable() : entries_(kTableSize) {
  for (char32_t c = 0; c < kTableSize; ++c) {
    entries_[c] = c;
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    SetCompatibility(c);
  }
  SetSimplified();
  SetNumerals();
}

void FoldTable::SetCompatibility(char32_t c) {
  const bool plain_ideograph = (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x2F7FF);
  if (plain_ideograph) {
    entries_[c] = c | kHan;
    return;
  }
  if (!u_isdefined(static_cast<UChar32>(c))) return;
  if (IsIgnorable(c)) {
    entries_[c] = c | kDrop;
    return;
  }
  const std::uint32_t own = FlagsOf(c);
  if (own & (kSpace | kLineEnd)) {
    entries_[c] = (own & kSpace ? U' ' : U'\n') | own;
    return;
  }
  std::u32string target = Compatible(c);
  if (!target.empty() && target.front() == U' ' && target.size() > 1) target.erase(0, 1);  // spacing accents
  if (target.size() <= 1) {
    const char32_t to = target.empty() ? c : target.front();
    entries_[c] = to | FlagsOf(to);
    return;
  }
  entries_[c] = c | kExpand | (own & kSymbol);
  expansions_.emplace(c, std::move(target));
}

void FoldTable::SetSimplified() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> simplify(
      icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
  if (U_SUCCESS(status) && simplify) {
    for (char32_t begin = 0x3400; begin < 0xA000; begin += 0x100) {
      icu::UnicodeString block;  // separated by spaces, so that no phrase rule sees two neighbours
      for (char32_t c = begin; c < begin + 0x100; ++c) block.append(static_cast<UChar32>(c)).append(u' ');
      simplify->transliterate(block);
      if (block.length() != 0x200) continue;
      for (char32_t i = 0; i < 0x100; ++i) {
        entries_[begin + i] = static_cast<char32_t>(block.charAt(static_cast<int32_t>(2 * i))) | kHan;
      }
    }
  }
  for (std::size_t i = 0; i + 1 < kExtraVariants.size(); i += 2)
    entries_[kExtraVariants[i]] = kExtraVariants[i + 1] | kHan;
  // Compatibility ideographs, radicals and the like were folded to characters that may themselves be traditional.
  for (auto& entry : entries_) {
    if (!(entry & kHan)) continue;
    const char32_t target = entry & kTarget;
    if (target < entries_.size() && (entries_[target] & kHan)) entry = entries_[target];
  }
  for (auto& [from, targets] : expansions_) {
    for (auto& c : targets) {
      if (c < entries_.size() && (entries_[c] & kHan)) c = entries_[c] & kTarget;
    }
  }
}

void FoldTable::SetNumerals() {
  for (auto& entry : entries_) {
    if (entry & (kDrop | kExpand)) continue;
    const char32_t target = entry & kTarget;
    if (PlainNumeral(target) != target || Digit(target) >= 0) entry |= kNumeral;
  }
}

char32_t FoldTable::PlainNumeral(char32_t c) {
  constexpr std::u32string_view kFrom = U"〇壹贰貳叁肆伍陆柒捌玖拾佰仟弌弍弎";
  constexpr std::u32string_view kTo = U"零一二二三四五六七八九十百千一二三";
  const auto at = kFrom.find(c);
  return at == std::u32string_view::npos ? c : kTo[at];
}

int FoldTable::Digit(char32_t c) {
  constexpr std::u32string_view kDigits = U"零一二三四五六七八九";
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c == U'幺') return 1;
  if (c == U'两') return 2;
  const auto at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace custos::text
