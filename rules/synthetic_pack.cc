// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "rules/rule_set.h"

namespace custos::rules {
namespace {

constexpr std::array<std::string_view, 24> kStart = {"代办", "内部", "私下", "额外", "提前", "暗中", "线下", "低价",
                                                     "高息", "挂靠", "转包", "预留", "虚开", "补签", "代签", "代持",
                                                     "截留", "挪用", "拆分", "隐瞒", "篡改", "倒卖", "套取", "冒用"};
constexpr std::array<std::string_view, 24> kMiddle = {"渠道", "名额", "指标", "批文", "配额", "合同", "票据", "凭证",
                                                      "单据", "印章", "底价", "标书", "样品", "库存", "尾货", "佣金",
                                                      "积分", "权限", "账套", "报表", "流水", "保证", "押金", "仓单"};
constexpr std::array<std::string_view, 24> kEnd = {"出让", "转卖", "抵扣", "兑现", "交割", "过户", "返还", "结算",
                                                   "作废", "续期", "盖戳", "平仓", "入股", "分账", "背书", "质押",
                                                   "贴现", "清退", "登账", "销毁", "置换", "拼单", "托管", "代销"};

std::string Uuid(std::size_t i) {
  std::string digits = std::to_string(i);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::string Rule(std::size_t i) {
  const std::string a(kStart[i % 24]), b(kMiddle[i / 24 % 24]), c(kEnd[i / 576 % 24]);
  std::string detection;
  if (i % 3 == 0) {
    detection = "  words: {text|contains: ['" + a + b + c + "', '" + b + a + c + "']}\n  condition: words\n";
  } else if (i % 3 == 1) {
    detection = "  gap: {text|pattern: '" + a + "~6(?:" + b + c + "|" + c + b + ")'}\n  condition: gap\n";
  } else {
    detection = "  first: {text|contains: ['" + a + b + "', '" + b + a + "']}\n  second: {text|contains: '" + c +
                "'}\n  not_this: {text|contains: ['不得" + a + "', '严禁" + b +
                "']}\n  condition: first and second and not not_this\n";
  }
  const std::string hit = i % 3 == 1 ? a + "了" + b + c : a + b + c;
  const std::string title = a + b + c;
  return "---\ntitle: {zh: '" + title + "', en: 'synthetic rule " + std::to_string(i) + "'}\nid: " + Uuid(i) +
         "\ncategory: synthetic\nlevel: low\nstatus: test\ndetection:\n" + detection + "tests:\n  - {text: '" + hit +
         "', expect: hit}\n  - {text: '今天下雨', expect: miss}\n";
}

}  // namespace

PackFiles SyntheticPack(std::size_t count) {
  PackFiles files;
  files["pack.yaml"] =
      "name: synthetic\nversion: 1.0.0\nengine: 1\nfold: [separators, numerals]\n"
      "categories:\n  synthetic: {zh: '人造', en: Synthetic}\n";
  constexpr std::size_t kPerFile = 500;
  for (std::size_t i = 0; i < count; ++i) {
    files["rules/part" + std::to_string(1000 + i / kPerFile) + ".yaml"] += Rule(i);
  }
  return files;
}

}  // namespace custos::rules
