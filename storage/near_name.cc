// SPDX-License-Identifier: Apache-2.0
#include "storage/near_name.h"

#include <array>

#include "core/text/fold.h"
#include "core/text/syllables.h"
#include "core/text/utf8.h"

namespace custos::storage {
namespace {

/// Longest first: the first that fits is taken off, and then the next.
constexpr std::array<std::string_view, 26> kForms{
    "股份有限公司", "有限责任公司", "集团有限公司", "有限合伙企业", "有限公司",     "分公司",   "子公司",
    "总公司",       "股份公司",     "公司",         "集团",         "股份",         "有限合伙", "合伙企业",
    "个体工商户",   "工作室",       "经营部",       "corporation",  "incorporated", "limited",  "company",
    "co.,ltd",      "corp",         "inc",          "ltd",          " co",
};

/// Provinces and cities that companies carry in front; each also with 省, 市 or 自治区.
constexpr std::array<std::string_view, 70> kPlaces{
    "中国", "北京", "上海",   "天津", "重庆",   "河北", "山西", "辽宁", "吉林",   "黑龙江", "江苏", "浙江",
    "安徽", "福建", "江西",   "山东", "河南",   "湖北", "湖南", "广东", "海南",   "四川",   "贵州", "云南",
    "陕西", "甘肃", "青海",   "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆",   "香港",   "澳门", "广州",
    "深圳", "杭州", "南京",   "苏州", "成都",   "武汉", "西安", "长沙", "郑州",   "青岛",   "济南", "宁波",
    "厦门", "福州", "合肥",   "无锡", "东莞",   "佛山", "大连", "沈阳", "哈尔滨", "长春",   "昆明", "贵阳",
    "南昌", "南宁", "石家庄", "太原", "兰州",   "温州", "常州", "珠海", "惠州",   "嘉兴",
};
constexpr std::array<std::string_view, 5> kPlaceForms{"自治区", "特别行政区", "省", "市", "区"};

std::string Folded(std::string_view text) { return text::Fold(text, text::kFoldSeparators, false).text; }

std::size_t Characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) text::NextChar(text, &at);
  return count;
}

/// Round brackets with what is in them; folding has made the wide ones narrow.
std::string WithoutBrackets(std::string_view text) {
  std::string kept;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) kept += c;
    if (c == ')' && depth > 0) --depth;
  }
  return kept;
}

/// Takes off the end; never all of it.
bool TakeForm(std::string& name) {
  while (!name.empty() && (name.back() == '.' || name.back() == ',' || name.back() == ' ')) name.pop_back();
  for (const std::string_view form : kForms) {
    if (name.size() > form.size() && name.ends_with(form)) {
      name.resize(name.size() - form.size());
      return true;
    }
  }
  return false;
}

/// A branch is its company.
void DropBranch(std::string& name) {
  constexpr std::string_view kBranch = "分公司", kCompany = "公司";
  if (!name.ends_with(kBranch)) return;
  const std::size_t end = name.find(kCompany) + kCompany.size();
  if (end < name.size()) name.resize(end);
}

/// Takes off the front, as long as two characters stay.
bool TakePlace(std::string& name) {
  for (const std::string_view place : kPlaces) {
    if (!name.starts_with(place)) continue;
    std::string rest = name.substr(place.size());
    for (const std::string_view form : kPlaceForms) {
      if (rest.starts_with(form) && Characters(rest) > Characters(form) + 1) {
        rest.erase(0, form.size());
        break;
      }
    }
    if (Characters(rest) < 2) return false;
    name = std::move(rest);
    return true;
  }
  return false;
}

}  // namespace

std::string CompanyCore(std::string_view company) {
  const std::string whole = text::Fold(company, text::kFoldSearch, false).text;
  std::string name = WithoutBrackets(whole);
  DropBranch(name);
  while (TakeForm(name)) {
  }
  while (TakePlace(name)) {
  }
  std::string core = Folded(name);
  return Characters(core) >= 2 ? core : Folded(whole);
}

std::string SoundOf(std::string_view name) {
  const std::string folded = Folded(name);
  std::string sound;
  for (std::size_t at = 0; at < folded.size();) {
    const char32_t c = text::NextChar(folded, &at);
    const text::Syllable syllable = text::SyllableOf(c);
    if (syllable != text::kNoSyllable) {
      sound += '~' + std::to_string(syllable);
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 0x2FFF) {
      text::AppendChar(c, &sound);
    }
  }
  return sound;
}

std::vector<NearKey> NearKeysOf(std::string_view name, std::string_view company) {
  std::vector<NearKey> keys;
  const std::string core = company.empty() ? std::string() : CompanyCore(company);
  const std::string company_sound = SoundOf(core);
  if (!core.empty()) keys.push_back({NearKind::kCompany, core});
  if (!company_sound.empty()) keys.push_back({NearKind::kCompanySound, company_sound});
  const std::string person = SoundOf(name);
  if (!person.empty() && !company_sound.empty()) keys.push_back({NearKind::kPerson, person + '|' + company_sound});
  if (const std::string folded = Folded(name); Characters(folded) >= 2) keys.push_back({NearKind::kName, folded});
  return keys;
}

}  // namespace custos::storage
