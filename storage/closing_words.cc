// SPDX-License-Identifier: Apache-2.0
#include "storage/closing_words.h"

#include <algorithm>
#include <array>
#include <string>

namespace custos::storage {
namespace {

constexpr std::array<std::string_view, 44> kClosing = {
    "好",     "好的",   "好的好的", "好滴",   "好哒",     "好嘞",     "好吧",       "好呢",   "好的呢",
    "行",     "行的",   "可以",     "嗯",     "嗯嗯",     "嗯好",     "嗯好的",     "哦",     "哦哦",
    "噢",     "收到",   "收到谢谢", "明白",   "明白了",   "知道了",   "了解",       "了解了", "谢谢",
    "谢谢您", "谢谢你", "谢谢啦",   "多谢",   "感谢",     "好的谢谢", "辛苦了",     "不客气", "再见",
    "拜拜",   "ok",     "okay",     "thanks", "thankyou", "thx",      "好的谢谢您", "bye"};

struct Letter {
  char32_t code = 0;
  std::size_t size = 1;
};

/// Bytes that are no UTF-8 stand for themselves.
Letter Next(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size == 1 || size > text.size()) return {first, 1};
  char32_t code = first & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (byte(i) & 0x3FU);
  return {code, size};
}

bool IsMark(char32_t c) {
  if (c == U'?' || c == U'？') return false;
  if (c < 0x80) return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
  return c == 0xA0 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x2600 && c <= 0x27BF) || (c >= 0x3000 && c <= 0x303F) ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
         (c >= 0xFF3B && c <= 0xFF40) || (c >= 0xFF5B && c <= 0xFF65) || (c >= 0x1F000 && c <= 0x1FAFF);
}

}  // namespace

bool IsClosing(std::string_view text) {
  if (text.empty() || text.size() > kLongestClosing) return false;
  std::string folded;
  while (!text.empty()) {
    // Emoji of the platform: [微笑].
    if (text.front() == '[') {
      const std::size_t end = text.find(']');
      if (end != std::string_view::npos && end <= 24) {
        text.remove_prefix(end + 1);
        continue;
      }
    }
    const Letter letter = Next(text);
    if (!IsMark(letter.code)) {
      for (const char c : text.substr(0, letter.size)) {
        folded.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
      }
    }
    text.remove_prefix(letter.size);
  }
  return folded.empty() || std::find(kClosing.begin(), kClosing.end(), folded) != kClosing.end();
}

}  // namespace custos::storage
