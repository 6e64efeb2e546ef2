// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead/columns.h"

#include <toml++/toml.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "connectors/lead/parser.h"

namespace custos::lead {
namespace {

using nlohmann::json;

struct Words {
  const char* member;
  std::vector<std::string_view> names;
};

// In lower case, without spaces, dashes and what stands in brackets.
const std::vector<Words>& Known() {
  static const std::vector<Words> known = {
      {"id", {"id", "编号", "线索编号", "线索id", "序号id", "leadid", "recordid", "记录id"}},
      {"time",
       {"time", "date", "created", "createdat", "createdtime", "createtime", "submittedat", "submittime", "时间",
        "日期", "创建时间", "提交时间", "线索时间", "留资时间", "登记时间", "录入时间"}},
      {"name",
       {"name", "fullname", "customer", "customername", "contact", "contactname", "leadname", "姓名", "名字", "名称",
        "客户", "客户姓名", "客户名称", "联系人", "联系人姓名", "称呼"}},
      {"phone", {"phone",     "phones",      "mobile",       "mobilephone", "cell",     "cellphone", "tel",
                 "telephone", "phonenumber", "mobilenumber", "number",      "手机",     "手机号",    "手机号码",
                 "电话",      "电话号码",    "联系电话",     "联系方式",    "联系手机", "座机",      "固定电话",
                 "备用电话",  "备用手机",    "手机1",        "手机2",       "电话1",    "电话2"}},
      {"email", {"email", "emails", "mail", "emailaddress", "邮箱", "电子邮箱", "邮件", "电子邮件"}},
      {"wechat", {"wechat", "wechatid", "weixin", "wx", "wxid", "微信", "微信号", "微信id"}},
      {"unionid", {"unionid"}},
      {"company",
       {"company", "companyname", "organisation", "organization", "employer", "公司", "公司名称", "单位", "企业",
        "企业名称", "单位名称"}},
      {"source", {"source", "leadsource", "origin", "来源", "线索来源", "客户来源", "数据来源"}},
      {"channel", {"channel", "medium", "utmmedium", "渠道", "来源渠道", "推广渠道", "媒体"}},
      {"campaign", {"campaign", "utmcampaign", "活动", "推广计划", "广告计划", "活动名称"}},
      {"region",
       {"region", "city", "province", "area", "location", "地区", "区域", "城市", "省份", "省市", "所在地",
        "所在地区"}},
      {"interest",
       {"interest", "product", "products", "intention", "need", "意向", "意向产品", "产品", "需求", "咨询产品",
        "意向车型", "意向课程"}},
      {"note",
       {"note", "notes", "remark", "remarks", "comment", "comments", "message", "memo", "备注", "留言", "说明", "描述",
        "附言"}},
  };
  return known;
}

std::string Plain(std::string_view heading) {
  std::string plain;
  int depth = 0;
  for (std::size_t i = 0; i < heading.size(); ++i) {
    const std::string_view rest = heading.substr(i);
    if (rest.front() == '(' || rest.starts_with("（") || rest.front() == '[') ++depth;
    const bool closes = rest.front() == ')' || rest.starts_with("）") || rest.front() == ']';
    const bool wide =
        rest.starts_with("（") || rest.starts_with("）") || rest.starts_with("　") || rest.starts_with("：");
    const char c = rest.front();
    const bool mark = wide || std::string_view(" \t\r\n-_.:*()[]'\"").find(c) != std::string_view::npos;
    if (depth == 0 && !mark) plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (closes && depth > 0) --depth;
    if (wide) i += 2;
  }
  return plain;
}

Error Wrong(const std::string& what) { return {ErrorKind::kInvalid, "records.mapping", "mapping: " + what}; }

Result<Columns> FromPairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Columns columns;
  for (const auto& [heading, member] : pairs) {
    if (!member.empty() && !IsMember(member)) return Wrong("leads have no member " + member);
    columns.emplace(heading, member);
  }
  return columns;
}

Result<Columns> FromJson(const std::string& text) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object() || object.size() != 1 || !object.contains("columns") || !object["columns"].is_object()) {
    return Wrong("an object with the member columns is expected");
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& [heading, member] : object["columns"].items()) {
    if (!member.is_string()) return Wrong("columns are texts by heading");
    pairs.emplace_back(heading, member.get<std::string>());
  }
  return FromPairs(pairs);
}

Result<Columns> FromToml(const std::string& text) {
  try {
    const toml::table root = toml::parse(text);
    const toml::table* const table = root["columns"].as_table();
    if (table == nullptr || root.size() != 1) return Wrong("a table [columns] is expected, and nothing else");
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& [heading, member] : *table) {
      const auto value = member.value_exact<std::string>();
      if (!value) return Wrong("columns are texts by heading");
      pairs.emplace_back(heading.str(), *value);
    }
    return FromPairs(pairs);
  } catch (const toml::parse_error& error) {
    std::ostringstream line;
    line << error.description() << " (line " << error.source().begin.line << ")";
    return Wrong(line.str());
  }
}

/// Several columns may hold one member: contacts and remarks are joined, of others the first counts.
void Put(json& object, const std::string& member, const std::string& cell) {
  if (!object.contains(member)) {
    object[member] = cell;
  } else if (member == "phone" || member == "phones" || member == "email" || member == "emails") {
    object[member] = object[member].get<std::string>() + "\n" + cell;
  } else if (member == "note" || member == "interest") {
    object[member] = object[member].get<std::string>() + "\n" + cell;
  }
}

}  // namespace

Result<Columns> ReadColumns(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return Columns{};
  return text[first] == '{' ? FromJson(text) : FromToml(text);
}

std::string ProposeColumn(std::string_view heading) {
  const std::string plain = Plain(heading);
  for (const Words& words : Known()) {
    if (std::find(words.names.begin(), words.names.end(), plain) != words.names.end()) return words.member;
  }
  return "fields";
}

json ObjectOf(const std::vector<std::string>& headings, const std::vector<std::string>& cells, const Columns& columns) {
  json object = json::object();
  for (std::size_t i = 0; i < headings.size() && i < cells.size(); ++i) {
    if (headings[i].empty() || cells[i].empty()) continue;
    const auto chosen = columns.find(headings[i]);
    const std::string member = chosen == columns.end() ? ProposeColumn(headings[i]) : chosen->second;
    if (member == "fields") {
      object["fields"][headings[i]] = cells[i];
    } else if (!member.empty()) {
      Put(object, member, cells[i]);
    }
  }
  return object;
}

}  // namespace custos::lead
