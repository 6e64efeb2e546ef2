// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>
#include <string_view>

#include "rules/rule_set.h"

namespace custos::rules {
namespace {

// Every rule takes one word of each column.
using Vocabulary = std::array<std::array<std::string_view, 24>, 3>;

constexpr Vocabulary kRareWords = {
    {{"代办", "内部", "私下", "额外", "提前", "暗中", "线下", "低价", "高息", "挂靠", "转包", "预留",
      "虚开", "补签", "代签", "代持", "截留", "挪用", "拆分", "隐瞒", "篡改", "倒卖", "套取", "冒用"},
     {"渠道", "名额", "指标", "批文", "配额", "合同", "票据", "凭证", "单据", "印章", "底价", "标书",
      "样品", "库存", "尾货", "佣金", "积分", "权限", "账套", "报表", "流水", "保证", "押金", "仓单"},
     {"出让", "转卖", "抵扣", "兑现", "交割", "过户", "返还", "结算", "作废", "续期", "盖戳", "平仓",
      "入股", "分账", "背书", "质押", "贴现", "清退", "登账", "销毁", "置换", "拼单", "托管", "代销"}}};

constexpr Vocabulary kCommonWords = {
    {{"我们", "可以", "什么", "怎么", "多少", "时间", "问题", "电话", "微信", "公司", "客户", "价格",
      "今天", "现在", "您好", "请问", "知道", "需要", "看看", "联系", "手机", "地址", "订单", "快递"},
     {"一下", "没有", "就是", "这个", "那个", "已经", "还是", "不是", "因为", "如果", "但是", "觉得",
      "时候", "东西", "朋友", "喜欢", "收到", "退款", "转账", "付款", "支付", "银行", "账户", "优惠"},
     {"一个", "谢谢", "不好", "不能", "帮您", "申请", "处理", "查询", "发货", "购买", "活动", "服务",
      "信息", "号码", "密码", "登录", "开通", "办理", "还款", "借款", "额度", "利息", "保险", "理财"}}};

std::string Uuid(std::size_t i) {
  std::string digits = std::to_string(i);
  return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

// The word that stands `step` places after number i of a column.
std::string Word(const Vocabulary& words, std::size_t column, std::size_t i, std::size_t step) {
  return std::string(words[column][(i + step) % 24]);
}

std::string Alternatives(const Vocabulary& words, std::size_t column, std::size_t i) {
  // Which three come together changes from rule to rule.
  return "(?:" + Word(words, column, i, 0) + '|' + Word(words, column, i, 1 + i / 24 % 7) + '|' +
         Word(words, column, i, 9 + i / 168 % 11) + ')';
}

// Phrases of two or three words: none is common, whatever its words are.
std::string Phrases(const std::string& a, const std::string& b, const std::string& c) {
  return "  words: {text|contains: ['" + a + b + c + "', '" + b + a + c + "', '" + c + a + "']}\n  condition: words\n";
}

std::string Exception(const std::string& first, const std::string& second, const std::string& a, const std::string& b) {
  return "  first: {text|contains: [" + first + "]}\n  second: {text|contains: '" + second +
         "'}\n  not_this: {text|contains: ['不得" + a + "', '严禁" + b +
         "']}\n  condition: first and second and not not_this\n";
}

std::string Rule(std::size_t i, SyntheticWords kind) {
  const bool rare = kind == SyntheticWords::kRare;
  const Vocabulary& words = rare ? kRareWords : kCommonWords;
  const std::size_t x = i % 24, y = i / 24 % 24, z = i / 576 % 24;
  const std::string a = Word(words, 0, x, 0), b = Word(words, 1, y, 0), c = Word(words, 2, z, 0);
  std::string detection;
  if (i % 3 == 0) {
    detection = Phrases(a, b, c);
  } else if (i % 3 == 1) {
    detection = "  gap: {text|pattern: '" + Alternatives(words, 0, i) + "~8" + Alternatives(words, 1, i / 24) +
                (i % 2 ? "" : "~4" + c) + "'}\n  condition: gap\n";
  } else {
    detection = Exception(rare ? "'" + a + b + "', '" + b + a + "'" : "'" + a + "', '" + b + "'", c, a, b);
  }
  const std::string hit = i % 3 == 1 ? a + "了" + b + c : a + b + c;
  const std::string title = a + b + c;
  return "---\ntitle: {zh: '" + title + "', en: 'synthetic rule " + std::to_string(i) + "'}\nid: " + Uuid(i) +
         "\ncategory: synthetic\nlevel: low\nstatus: test\ndetection:\n" + detection + "tests:\n  - {text: '" + hit +
         "', expect: hit}\n  - {text: '今天下雨', expect: miss}\n";
}

}  // namespace

PackFiles SyntheticPack(std::size_t count, SyntheticWords words) {
  PackFiles files;
  files["pack.yaml"] =
      "name: synthetic\nversion: 1.0.0\nengine: 1\nfold: [separators, numerals]\n"
      "categories:\n  synthetic: {zh: '人造', en: Synthetic}\n";
  constexpr std::size_t kPerFile = 500;
  for (std::size_t i = 0; i < count; ++i) {
    files["rules/part" + std::to_string(1000 + i / kPerFile) + ".yaml"] += Rule(i, words);
  }
  return files;
}

}  // namespace custos::rules
