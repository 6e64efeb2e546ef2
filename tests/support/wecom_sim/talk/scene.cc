// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk/scene.h"

#include <cstdio>
#include <optional>

namespace custos::wecom_sim {
namespace {

std::vector<std::string> Split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

Speaker VoiceOf(char letter) {
  if (letter == 'c') return Speaker::kCustomer;
  return letter == 'k' ? Speaker::kColleague : Speaker::kRep;
}

Turn ParseTurn(std::string_view line) {
  Turn turn;
  turn.voice = VoiceOf(line.front());
  const auto space = line.find(' ');
  turn.optional = line.substr(0, space).find('?') != std::string_view::npos;
  turn.risky = line.substr(0, space).find('!') != std::string_view::npos;
  turn.wordings = Split(line.substr(space + 1), '|');
  return turn;
}

std::string Digits(Rng& rng, int count) {
  std::string digits;
  for (int i = 0; i < count; ++i) digits += static_cast<char>('0' + rng.Below(10));
  return digits;
}

/// The check character of GB 11643.
char IdCheck(const std::string& body) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (body[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

char LuhnCheck(const std::string& body) {
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    int digit = body[body.size() - 1 - i] - '0';
    if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

/// Numbers that nobody has: a mobile prefix with a block of zeros, an ID card of region 99, a card issuer's zero block.
std::optional<std::string> Invented(const std::string& slot, Rng& rng) {
  if (slot == "phone") return "1380000" + Digits(rng, 4);
  if (slot == "idcard") {
    const std::string body =
        "990000199" + Digits(rng, 1) + "01" + "0" + std::to_string(rng.Between(1, 9)) + Digits(rng, 3);
    return body + IdCheck(body);
  }
  if (slot == "bankcard") {
    const std::string body = "622200000000" + Digits(rng, 6);
    return body + LuhnCheck(body);
  }
  if (slot == "wechat")
    return "sim_" + std::string(rng.Pick(std::vector<std::string>{"xl", "hao", "vip", "lz"})) + Digits(rng, 4);
  if (slot == "order") return "SO" + Digits(rng, 10);
  if (slot == "n") return std::to_string(rng.Between(2, 9));
  if (slot == "nn") return std::to_string(rng.Between(12, 60));
  if (slot == "floor") return std::to_string(rng.Between(2, 28));
  if (slot == "hour") return std::to_string(rng.Between(9, 18));
  if (slot == "percent") return std::to_string(rng.Between(3, 15));
  if (slot == "off") return std::to_string(rng.Between(2, 20) * 100);
  if (slot == "deposit") return std::to_string(rng.Between(1, 10) * 500);
  if (slot == "size") return std::to_string(rng.Between(60, 180));
  return std::nullopt;
}

}  // namespace

std::vector<Scene> ParseScenes(std::string_view text) {
  std::vector<Scene> scenes;
  for (const std::string& line : Split(text, '\n')) {
    if (line.size() < 3) continue;
    if (line[0] == '@') {
      const auto words = Split(line.substr(2), ' ');
      scenes.push_back({words.at(0), words.at(1), {}});
    } else {
      scenes.back().turns.push_back(ParseTurn(line));
    }
  }
  return scenes;
}

const std::vector<Scene>& AllScenes() {
  static const std::vector<Scene> scenes = [] {
    std::vector<Scene> all;
    for (const char* text : {kTradeScenes, kMoreTradeScenes, kCommonScenes, kOfficeScenes, kRiskScenes}) {
      for (Scene& scene : ParseScenes(text)) all.push_back(std::move(scene));
    }
    return all;
  }();
  return scenes;
}

const std::string& Slots::Value(const std::string& name) {
  const auto found = values_.find(name);
  if (found != values_.end()) return found->second;
  std::string value;
  if (auto invented = Invented(name, rng_)) {
    value = *std::move(invented);
  } else if (const auto& own = SlotWords(trade_, name); !own.empty()) {
    value = rng_.Pick(own);
  } else if (const auto& shared = SlotWords("any", name); !shared.empty()) {
    value = rng_.Pick(shared);
  }
  return values_[name] = std::move(value);
}

std::string Slots::Fill(std::string_view wording) {
  std::string out;
  while (!wording.empty()) {
    const auto open = wording.find('{');
    out += wording.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = wording.find('}', open);
    out += Value(std::string(wording.substr(open + 1, close - open - 1)));
    wording.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace custos::wecom_sim
