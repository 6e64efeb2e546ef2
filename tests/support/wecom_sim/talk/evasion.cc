// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {
namespace {

using Pair = std::pair<const char*, const char*>;

constexpr std::array<Pair, 18> kSameSound = {{{"微信", "薇信"},
                                              {"加我", "+我"},
                                              {"转账", "转帐"},
                                              {"支付宝", "芝付宝"},
                                              {"转给", "砖给"},
                                              {"私下", "私吓"},
                                              {"红包", "葒包"},
                                              {"回扣", "回kou"},
                                              {"返点", "反点"},
                                              {"银行卡", "银行咔"},
                                              {"客户", "克户"},
                                              {"名单", "名丹"},
                                              {"删掉", "珊掉"},
                                              {"聊天记录", "聊天纪录"},
                                              {"保本", "保夲"},
                                              {"跳槽", "跳漕"},
                                              {"监控", "jian控"},
                                              {"电话", "电huà"}}};

constexpr std::array<const char*, 8> kKeyWords = {"微信", "转账", "支付宝", "回扣", "返点", "名单", "保本", "私下"};
constexpr std::array<const char*, 5> kMarks = {"*", ".", " ", "-", "/"};

std::string Replace(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string SameSound(std::string text) {
  for (const auto& [plain, other] : kSameSound) text = Replace(std::move(text), plain, other);
  return text;
}

/// 微信 → 微*信
std::string Insert(std::string text, Rng& rng) {
  constexpr std::size_t kCharacter = 3;  // bytes of a Chinese character
  const std::string mark = rng.Pick(kMarks);
  for (const std::string_view word : kKeyWords) {
    std::string spread(word.substr(0, kCharacter));
    for (std::size_t at = kCharacter; at < word.size(); at += kCharacter)
      spread.append(mark).append(word.substr(at, kCharacter));
    text = Replace(std::move(text), word, spread);
  }
  return text;
}

std::string FullWidth(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c > ' ' && c < 0x7f) {
      const int code = 0xff01 + (c - '!');
      out += static_cast<char>(0xe0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string Evade(const std::string& text, Rng& rng) {
  switch (rng.Below(3)) {
    case 0: return SameSound(text);
    case 1: return Insert(text, rng);
    default: return FullWidth(text);
  }
}

}  // namespace custos::wecom_sim
