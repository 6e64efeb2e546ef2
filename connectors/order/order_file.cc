// SPDX-License-Identifier: Apache-2.0
#include "connectors/order/order_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/order/parser.h"
#include "core/digest.h"

namespace custos::order {
namespace {

constexpr std::size_t kKeptOfRefused = std::size_t{64} << 10;

const std::vector<sheet::Words>& Known() {
  static const std::vector<sheet::Words> known = {
      {"number",
       {"number", "orderno", "ordernumber", "orderid", "order", "no", "id", "订单号", "订单编号", "单号", "编号",
        "订单id", "交易号", "合同号", "合同编号", "主订单编号", "子订单编号"}},
      {"ordered_at", {"orderedat", "orderdate", "ordertime",    "date",         "time",     "createdat", "paidat",
                      "下单时间",  "订单时间",  "订单创建时间", "下单日期",     "订单日期", "创建时间",  "成交时间",
                      "成交日期",  "付款时间",  "支付时间",     "订单付款时间", "签约日期", "日期",      "时间"}},
      {"amount",
       {"amount", "total", "totalamount", "price", "paid", "payment", "金额", "订单金额", "总金额", "实付金额",
        "实付款", "付款金额", "支付金额", "成交金额", "应付金额", "合计", "总价", "合同金额", "买家实际支付金额"}},
      {"currency", {"currency", "币种", "货币"}},
      {"status", {"status", "state", "orderstatus", "状态", "订单状态", "交易状态"}},
      {"name",
       {"name", "customer", "customername", "buyer", "buyername", "contactname", "姓名", "客户", "客户姓名", "客户名称",
        "买家", "买家姓名", "买家昵称", "收货人", "收件人", "收货人姓名", "联系人"}},
      {"phone",
       {"phone",    "mobile",     "tel",        "telephone",  "phonenumber", "mobilenumber", "buyerphone", "手机",
        "手机号",   "手机号码",   "电话",       "电话号码",   "联系电话",    "联系手机",     "联系方式",   "买家手机",
        "买家电话", "收货人手机", "收货人电话", "收件人电话", "收件人手机",  "客户电话",     "客户手机"}},
      {"email", {"email", "mail", "emailaddress", "邮箱", "电子邮箱", "买家邮箱"}},
      {"wechat", {"wechat", "wechatid", "weixin", "微信", "微信号"}},
      {"unionid", {"unionid"}},
      {"title",
       {"title", "product", "products", "item", "items", "goods", "subject", "商品", "商品名称", "商品标题", "产品",
        "产品名称", "宝贝标题", "标题", "项目", "项目名称", "课程", "服务"}},
      {"rep",
       {"rep", "sales", "salesperson", "seller", "owner", "employee", "销售", "销售员", "业务员", "销售人员", "负责人",
        "跟进人", "客户经理", "导购", "店员", "员工"}},
      {"note", {"note", "notes", "remark", "remarks", "comment", "备注", "订单备注", "买家留言", "留言", "说明"}},
  };
  return known;
}

class OrderRows final : public sheet::Kind {
 public:
  explicit OrderRows(std::unique_ptr<OrderParser> parser) : parser_(std::move(parser)) {}

  const std::vector<sheet::Words>& words() const override { return Known(); }
  bool IsMember(std::string_view name) const override {
    // What has parts of its own fits in no cell.
    return name != "lines" && name != "contact" && order::IsMember(name);
  }
  bool IsTime(std::string_view member) const override { return member == "ordered_at"; }
  bool IsJoined(std::string_view member) const override {
    return member.starts_with("phone") || member.starts_with("email") || member == "note";
  }
  Status CheckMembers(const std::vector<std::string>& members) const override {
    for (const char* needed : {"number", "ordered_at", "amount"}) {
      if (std::find(members.begin(), members.end(), needed) != members.end()) continue;
      return Error{
          ErrorKind::kInvalid, "records.columns_missing",
          "the first row must name the columns, among them number, time and amount: no " + std::string(needed)};
    }
    return {};
  }
  RecordResult Parse(std::string_view bytes, TimeMs now) const override { return parser_->Parse(bytes, now); }
  RecordResult Read(const nlohmann::json& object, std::string raw, TimeMs now) const override {
    return parser_->Read(object, std::move(raw), now);
  }
  ParkedMessage Refused(const RecordResult& result, std::string_view bytes) const override {
    ParkedMessage parked;
    parked.source = parser_->source();
    parked.key = "sha256:" + HexEncode(AsBytes(Sha256(bytes)));
    parked.reason = result.problem.code;
    parked.envelope = std::string(bytes.substr(0, kKeptOfRefused));
    return parked;
  }

 private:
  const std::unique_ptr<OrderParser> parser_;
};

Result<std::shared_ptr<const sheet::Kind>> MakeRows(const RecordOptions& options) {
  auto parser = OrderParser::Create({.source = options.source, .region = options.region, .zone = options.zone});
  if (!parser) return parser.error();
  return std::shared_ptr<const sheet::Kind>(std::make_shared<OrderRows>(std::move(*parser)));
}

}  // namespace

Result<std::unique_ptr<RecordParser>> MakeFileParser(const RecordOptions& options, const RecordPosition& from) {
  const auto rows = MakeRows(options);
  if (!rows) return rows.error();
  return sheet::MakeFileParser(*rows, options, from);
}

Result<sheet::Preview> PreviewTable(const RecordOptions& options, std::string_view bytes, bool whole,
                                    std::size_t shown) {
  const auto rows = MakeRows(options);
  if (!rows) return rows.error();
  return sheet::PreviewTable(*rows, options, bytes, whole, shown);
}

}  // namespace custos::order
