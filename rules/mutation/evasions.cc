// SPDX-License-Identifier: Apache-2.0
#include "rules/mutation/evasions.h"

#include <algorithm>
#include <iterator>

#include "core/text/disguise.h"
#include "core/text/syllables.h"
#include "core/text/utf8.h"
#include "rules/loader/character_parts.h"

namespace custos::rules {
namespace {

// Calls write(character, index, out) for every character.
template <class Write>
std::string Each(std::string_view text, Write&& write) {
  std::string out;
  std::size_t index = 0;
  for (std::size_t at = 0; at < text.size(); ++index) write(text::NextChar(text, &at), index, &out);
  return out;
}

bool IsIdeograph(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

std::string Between(std::string_view text, std::string_view what) {
  return Each(text, [&](char32_t c, std::size_t index, std::string* out) {
    if (index) *out += what;
    text::AppendChar(c, out);
  });
}

std::string FullWidth(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) {
    text::AppendChar(c > 0x20 && c < 0x7F ? c + 0xFEE0 : c, out);
  });
}

std::string Homophone(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) {
    const char32_t other = text::HomophoneOf(c);
    text::AppendChar(other ? other : c, out);
  });
}

std::string OneHomophone(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t index, std::string* out) {
    const char32_t other = index == 0 ? text::HomophoneOf(c) : 0;
    text::AppendChar(other ? other : c, out);
  });
}

void AppendPinyin(char32_t c, std::string* out) {
  const auto name = text::PinyinOf(c);
  if (name.empty()) {
    text::AppendChar(c, out);
  } else {
    *out += name;
  }
}

std::string Pinyin(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) { AppendPinyin(c, out); });
}

std::string OnePinyin(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t index, std::string* out) {
    if (index == 1) {
      AppendPinyin(c, out);
    } else {
      text::AppendChar(c, out);
    }
  });
}

std::string Initials(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) {
    const auto name = text::PinyinOf(c);
    if (!name.empty()) out->push_back(name.front());
  });
}

std::string Emoji(std::string_view text) {
  constexpr std::pair<char32_t, char32_t> kPictures[] = {
      {U'钱', U'💰'}, {U'卡', U'💳'},    {U'包', U'👜'},    {U'电', U'⚡'}, {U'机', U'📱'}, {U'酒', U'🍷'}, {U'死', U'💀'},
      {U'狗', U'🐶'}, {U'猪', U'🐷'},    {U'飞', U'✈'},    {U'单', U'📄'}, {U'信', U'✉'}, {U'心', U'❤'}, {U'加', U'➕'},
      {U'车', U'🚗'}, {U'房', U'🏠'},    {U'书', U'📖'},    {U'刀', U'🔪'}, {U'火', U'🔥'}, {U'水', U'💧'}, {U'茶', U'🍵'},
      {U'烟', U'🚬'}, {U'账', U'🧾'}, {U'删', U'🗑'}, {U'码', U'🐎'}, {U'款', U'💵'}, {U'礼', U'🎁'}, {U'家', U'🏠'}};
  return Each(text, [&](char32_t c, std::size_t, std::string* out) {
    const auto found =
        std::find_if(std::begin(kPictures), std::end(kPictures), [&](const auto& pair) { return pair.first == c; });
    text::AppendChar(found == std::end(kPictures) ? c : found->second, out);
  });
}

std::string Symbols(std::string_view text) { return Between(text, "*"); }
std::string Spaces(std::string_view text) { return Between(text, " "); }
std::string ZeroWidth(std::string_view text) { return Between(text, "\xE2\x80\x8B"); }

std::string Repeats(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) {
    for (int i = IsIdeograph(c) ? 0 : 2; i < 3; ++i) text::AppendChar(c, out);
  });
}

std::string Numerals(std::string_view text) {
  constexpr std::u32string_view kFormal = U"零壹贰叁肆伍陆柒捌玖";
  constexpr std::u32string_view kPlain = U"零一二三四五六七八九";
  return Each(text, [&](char32_t c, std::size_t, std::string* out) {
    const auto at = kPlain.find(c);
    if (c >= U'1' && c <= U'9') {
      text::AppendChar(U'①' + (c - U'1'), out);
    } else {
      text::AppendChar(at == std::u32string_view::npos ? c : kFormal[at], out);
    }
  });
}

std::string Parts(std::string_view text) {
  return Each(text, [](char32_t c, std::size_t, std::string* out) {
    std::string character;
    text::AppendChar(c, &character);
    const auto ways = PartsOf(character);
    *out += ways.empty() ? character : ways.front();
  });
}

std::string Traditional(std::string_view text) { return text::ToTraditional(text); }

}  // namespace

const std::vector<Evasion>& Evasions() {
  static const std::vector<Evasion> evasions = {
      {"fullwidth", false, FullWidth},
      {"traditional", false, Traditional},
      {"symbols", false, Symbols},
      {"spaces", false, Spaces},
      {"zero_width", false, ZeroWidth},
      {"repeats", true, Repeats},
      {"numerals", false, Numerals},
      {"homophone", true, Homophone},
      {"one_homophone", true, OneHomophone},
      {"pinyin", true, Pinyin},
      {"one_pinyin", true, OnePinyin},
      {"initials", true, Initials},
      {"emoji", true, Emoji},
      {"parts", true, Parts},
  };
  return evasions;
}

}  // namespace custos::rules
