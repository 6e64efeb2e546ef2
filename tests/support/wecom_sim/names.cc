// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/names.h"

#include <array>

namespace custos::wecom_sim {
namespace {

struct Character {
  const char* hanzi;
  const char* pinyin;
};

constexpr std::array<Character, 40> kSurnames = {
    {{"王", "wang"},  {"李", "li"},    {"张", "zhang"}, {"刘", "liu"},  {"陈", "chen"}, {"杨", "yang"}, {"赵", "zhao"},
     {"黄", "huang"}, {"周", "zhou"},  {"吴", "wu"},    {"徐", "xu"},   {"孙", "sun"},  {"胡", "hu"},   {"朱", "zhu"},
     {"高", "gao"},   {"林", "lin"},   {"何", "he"},    {"郭", "guo"},  {"马", "ma"},   {"罗", "luo"},  {"梁", "liang"},
     {"宋", "song"},  {"郑", "zheng"}, {"谢", "xie"},   {"韩", "han"},  {"唐", "tang"}, {"冯", "feng"}, {"于", "yu"},
     {"董", "dong"},  {"萧", "xiao"},  {"程", "cheng"}, {"曹", "cao"},  {"袁", "yuan"}, {"邓", "deng"}, {"许", "xu"},
     {"傅", "fu"},    {"沈", "shen"},  {"曾", "zeng"},  {"彭", "peng"}, {"吕", "lv"}}};

constexpr std::array<Character, 48> kGiven = {
    {{"晓", "xiao"}, {"岚", "lan"},  {"子", "zi"},   {"涵", "han"},  {"雨", "yu"},   {"桐", "tong"},  {"思", "si"},
     {"远", "yuan"}, {"嘉", "jia"},  {"宁", "ning"}, {"文", "wen"},  {"博", "bo"},   {"佳", "jia"},   {"怡", "yi"},
     {"俊", "jun"},  {"杰", "jie"},  {"雪", "xue"},  {"婷", "ting"}, {"志", "zhi"},  {"强", "qiang"}, {"丽", "li"},
     {"敏", "min"},  {"海", "hai"},  {"波", "bo"},   {"静", "jing"}, {"秋", "qiu"},  {"明", "ming"},  {"轩", "xuan"},
     {"诗", "shi"},  {"琪", "qi"},   {"国", "guo"},  {"栋", "dong"}, {"春", "chun"}, {"燕", "yan"},   {"立", "li"},
     {"新", "xin"},  {"梦", "meng"}, {"洁", "jie"},  {"天", "tian"}, {"宇", "yu"},   {"浩", "hao"},   {"然", "ran"},
     {"若", "ruo"},  {"曦", "xi"},   {"建", "jian"}, {"平", "ping"}, {"安", "an"},   {"可", "ke"}}};

constexpr std::array<const char*, 28> kNicknames = {
    "平凡之路", "小鱼儿",   "春暖花开", "A阳光总在", "知足常乐", "Lily",     "Kevin",  "木子",  "一米阳光", "暖暖妈",
    "大橙子",   "静水流深", "Sunny🌻",   "追风少年",  "云淡风轻", "豆豆爸爸", "Amy",    "北岸",  "南风未起", "蓝天白云",
    "晴天",     "Jason",    "小幸运",   "自由飞翔",  "向日葵",   "糖糖",     "老友记", "慢生活"};

constexpr std::array<const char*, 4> kFamiliar = {"阿", "小", "老", "大"};

}  // namespace

PersonName MakeName(Rng& rng) {
  const Character& surname = rng.Pick(kSurnames);
  PersonName name{surname.hanzi, surname.hanzi, surname.pinyin};
  for (std::size_t count = rng.Chance(0.78) ? 2 : 1; count > 0; --count) {
    const Character& given = rng.Pick(kGiven);
    name.full += given.hanzi;
    name.pinyin += given.pinyin;
  }
  return name;
}

std::string MakeNickname(Rng& rng, const PersonName& name) {
  const double kind = rng.Fraction();
  if (kind < 0.45) return name.full;
  if (kind < 0.6) return rng.Pick(kFamiliar) + name.full.substr(name.full.size() - 3);
  if (kind < 0.7) return "A" + name.full + std::string(rng.Pick(std::array{"装饰", "建材", "商贸", "服饰", "餐饮"}));
  return rng.Pick(kNicknames) + std::string(rng.Chance(0.4) ? std::to_string(rng.Between(1, 99)) : "");
}

}  // namespace custos::wecom_sim
