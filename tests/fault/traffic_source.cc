// SPDX-License-Identifier: Apache-2.0
#include "tests/fault/traffic_source.h"

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>

namespace custos::testing {
namespace {

constexpr std::array kHarmless{"您好，请问需要了解哪一款产品？",
                               "好的，资料已经发给您了",
                               "明天下午三点可以吗",
                               "发票会随货一起寄出",
                               "收到，谢谢",
                               "我们周末也有人值班",
                               "这个型号目前有现货",
                               "合同条款第三条您再看一下",
                               "稍等，我查一下库存"};
constexpr std::array kRisky{"您直接把钱转到我个人微信吧，不用走公司账户", "加我私人微信聊，公司这个号有监控",
                            "你把我这个工作号删了吧，以后用小号联系", "客户名单我导出来卖给你，一条五块"};

std::vector<std::string> ReadCorpus(const std::filesystem::path& corpus, std::size_t count) {
  std::ifstream file(corpus);
  if (!file) throw std::runtime_error("cannot read the corpus " + corpus.string());
  std::vector<std::string> texts;
  for (std::string line; texts.size() < count && std::getline(file, line);) {
    const nlohmann::json row = nlohmann::json::parse(line, nullptr, false);
    if (row.is_object() && row.contains("text") && row["text"].is_string())
      texts.push_back(row["text"].get<std::string>());
  }
  if (texts.empty()) throw std::runtime_error("the corpus has no text fields: " + corpus.string());
  return texts;
}

}  // namespace

std::vector<std::string> LoadTexts(const std::filesystem::path& corpus, std::size_t count, std::uint64_t seed) {
  std::vector<std::string> texts;
  if (!corpus.empty()) texts = ReadCorpus(corpus, count);
  std::mt19937_64 random(seed);
  while (texts.size() < count) {
    if (random() % 40 == 0) {  // in pieces, often from one speaker
      texts.insert(texts.end(), {"您那份返", "点我算过了，现金给您"});
      continue;
    }
    const bool risky = random() % 40 == 0;
    texts.emplace_back(risky ? kRisky[random() % kRisky.size()] : kHarmless[random() % kHarmless.size()]);
  }
  texts.resize(count);
  return texts;
}

wecom_sim::PlainMessage MakeMessage(const wecom_sim::Company& company, const std::string& text, std::uint64_t number,
                                    TimeMs at) {
  const wecom_sim::SimRelation& pair = company.relations[(number / 7) % company.relations.size()];
  const bool from_staff = number / 2 % 2 == 0;
  const auto id = [](std::uint64_t n) { return "fault" + std::to_string(n) + "_external"; };
  nlohmann::json body{{"msgid", id(number)},
                      {"action", "send"},
                      {"from", from_staff ? pair.employee : pair.customer},
                      {"tolist", {from_staff ? pair.customer : pair.employee}},
                      {"roomid", ""},
                      {"msgtime", at},
                      {"msgtype", "text"},
                      {"text", {{"content", text}}}};
  if (number % 97 == 96) {
    body["action"] = "recall";
    body["msgtype"] = "revoke";
    body.erase("text");
    body["revoke"] = {{"pre_msgid", id(number - 10)}};
  }
  wecom_sim::PlainMessage message;
  message.msgid = id(number);
  message.time = at;
  message.json = body.dump();
  return message;
}

}  // namespace custos::testing
