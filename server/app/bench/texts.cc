// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/texts.h"

#include <zlib.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <random>
#include <string_view>

namespace custos::app {
namespace {

constexpr std::array kOpenings{"您好",     "早上好",   "张经理",       "打扰一下",
                               "刚才说的", "关于合同", "上次那个项目", "麻烦您"};
constexpr std::array kSubjects{"报价单",   "样品",     "第二批货",   "保修条款", "发票抬头", "安装时间",
                               "付款方式", "售后电话", "门店的地址", "活动价格", "课程安排", "库存数量"};
constexpr std::array kVerbs{"已经发到您邮箱了",   "我们明天上午确认",     "需要您再看一下",
                            "下周三之前可以到",   "按之前谈好的来",       "我帮您问一下仓库",
                            "这边还在走审批流程", "跟上个月一样没有变化", "可以走公司对公账户的"};
constexpr std::array kEndings{"，您看可以吗？", "，有问题随时联系我。", "，谢谢！", "。", "，辛苦了", "，稍后给您回复"};

std::vector<std::string> Generate(std::size_t count) {
  std::mt19937_64 random(7);
  const auto pick = [&](const auto& from) { return std::string(from[random() % from.size()]); };
  std::vector<std::string> texts(count);
  for (std::string& text : texts) {
    text = pick(kOpenings) + "，" + pick(kSubjects) + pick(kVerbs) + std::to_string(random() % 1000) + pick(kEndings);
  }
  return texts;
}

struct GzClose {
  void operator()(gzFile file) const { gzclose(file); }
};

// zlib reads a file that is not compressed as it is.
std::vector<std::string> ReadTexts(gzFile file, std::size_t count) {
  std::vector<std::string> texts;
  std::string line;
  std::array<char, 65536> buffer{};
  while (texts.size() < count && gzgets(file, buffer.data(), static_cast<int>(buffer.size())) != nullptr) {
    line += buffer.data();
    if (line.back() != '\n' && gzeof(file) == 0) continue;
    const nlohmann::json row = nlohmann::json::parse(line, nullptr, false);
    line.clear();
    if (row.is_object() && row.contains("text") && row["text"].is_string()) {
      texts.push_back(row["text"].get<std::string>());
    }
  }
  return texts;
}

}  // namespace

Result<std::vector<std::string>> BenchTexts(const std::filesystem::path& corpus, std::size_t count) {
  if (corpus.empty()) return Generate(count);
  const std::unique_ptr<gzFile_s, GzClose> file(gzopen(corpus.c_str(), "rb"));
  if (file == nullptr) return Error{ErrorKind::kNotFound, "bench.corpus", "cannot read " + corpus.string()};
  std::vector<std::string> texts = ReadTexts(file.get(), count);
  if (texts.empty()) {
    return Error{ErrorKind::kInvalid, "bench.corpus", "no line with a field text in " + corpus.string()};
  }
  for (std::size_t i = 0; texts.size() < count; ++i) texts.push_back(texts[i]);
  return texts;
}

}  // namespace custos::app
