// SPDX-License-Identifier: Apache-2.0
#include "connectors/lead/table_parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/sheet/columns.h"

namespace custos::lead {
namespace {

const std::vector<sheet::Words>& Known() {
  static const std::vector<sheet::Words> known = {
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

class LeadRows final : public sheet::Kind {
 public:
  explicit LeadRows(std::unique_ptr<LeadParser> parser) : parser_(std::move(parser)) {}

  const std::vector<sheet::Words>& words() const override { return Known(); }
  bool IsMember(std::string_view name) const override { return lead::IsMember(name); }
  bool IsTime(std::string_view member) const override { return member == "time"; }
  bool IsJoined(std::string_view member) const override {
    return member.starts_with("phone") || member.starts_with("email") || member == "note" || member == "interest";
  }
  Status CheckMembers(const std::vector<std::string>& members) const override {
    const bool contact = std::any_of(members.begin(), members.end(), [](const std::string& member) {
      return member.starts_with("phone") || member.starts_with("email") || member == "wechat" || member == "unionid";
    });
    if (contact) return {};
    return Error{ErrorKind::kInvalid, "records.columns_missing",
                 "the first row must name the columns, one of them a contact"};
  }
  RecordResult Parse(std::string_view bytes, TimeMs now) const override { return parser_->Parse(bytes, now); }
  RecordResult Read(const nlohmann::json& object, std::string raw, TimeMs now) const override {
    return parser_->Read(object, std::move(raw), now);
  }
  ParkedMessage Refused(const RecordResult& result, std::string_view bytes) const override {
    return Parked(parser_->source(), result, bytes);
  }

 private:
  const std::unique_ptr<LeadParser> parser_;
};

Result<std::shared_ptr<const sheet::Kind>> MakeRows(const RecordOptions& options) {
  auto parser =
      LeadParser::Create({.source = options.source, .region = options.region, .zone = options.zone, .pointers = {}});
  if (!parser) return parser.error();
  return std::shared_ptr<const sheet::Kind>(std::make_shared<LeadRows>(std::move(*parser)));
}

}  // namespace

Result<std::unique_ptr<RecordParser>> MakeFileParser(const RecordOptions& options, const RecordPosition& from) {
  const auto rows = MakeRows(options);
  if (!rows) return rows.error();
  return sheet::MakeFileParser(*rows, options, from);
}

nlohmann::json RowObject(const std::vector<std::string>& headings, const std::vector<std::string>& cells) {
  static const LeadRows kRows(nullptr);  // its words are asked, no row is read
  return sheet::ObjectOf(headings, cells, {}, kRows);
}

Result<sheet::Preview> PreviewTable(const RecordOptions& options, std::string_view bytes, bool whole,
                                    std::size_t shown) {
  const auto rows = MakeRows(options);
  if (!rows) return rows.error();
  return sheet::PreviewTable(*rows, options, bytes, whole, shown);
}

}  // namespace custos::lead
