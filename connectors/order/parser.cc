// SPDX-License-Identifier: Apache-2.0
#include "connectors/order/parser.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "connectors/json_object.h"
#include "connectors/order/order_reader.h"
#include "connectors/record/contact_text.h"

namespace custos::order {
namespace {

using nlohmann::json;

struct StatusWord {
  std::string_view status;
  std::string_view text;
};

constexpr StatusWord kStatusWords[] = {{"open", "open"},          {"open", "new"},
                                       {"open", "pending"},       {"open", "unpaid"},
                                       {"open", "待付款"},        {"open", "待支付"},
                                       {"open", "未付款"},        {"open", "未支付"},
                                       {"open", "新建"},          {"open", "待处理"},
                                       {"open", "待确认"},        {"open", "处理中"},
                                       {"open", "进行中"},        {"open", "已下单"},
                                       {"paid", "paid"},          {"paid", "shipped"},
                                       {"paid", "已付款"},        {"paid", "已支付"},
                                       {"paid", "待发货"},        {"paid", "已发货"},
                                       {"paid", "待收货"},        {"paid", "付款成功"},
                                       {"paid", "支付成功"},      {"paid", "买家已付款"},
                                       {"paid", "卖家已发货"},    {"done", "done"},
                                       {"done", "completed"},     {"done", "complete"},
                                       {"done", "closed won"},    {"done", "delivered"},
                                       {"done", "完成"},          {"done", "已完成"},
                                       {"done", "交易成功"},      {"done", "已成交"},
                                       {"done", "成交"},          {"done", "已签收"},
                                       {"done", "已收货"},        {"cancelled", "cancelled"},
                                       {"cancelled", "canceled"}, {"cancelled", "closed"},
                                       {"cancelled", "取消"},     {"cancelled", "已取消"},
                                       {"cancelled", "交易关闭"}, {"cancelled", "已关闭"},
                                       {"cancelled", "作废"},     {"cancelled", "已作废"},
                                       {"refunded", "refunded"},  {"refunded", "returned"},
                                       {"refunded", "退款"},      {"refunded", "已退款"},
                                       {"refunded", "退款成功"},  {"refunded", "退货"},
                                       {"refunded", "已退货"}};

constexpr std::array<std::string_view, 18> kMembers{"number",  "status", "ordered_at", "amount", "currency", "name",
                                                    "phone",   "phones", "email",      "emails", "wechat",   "unionid",
                                                    "contact", "title",  "lines",      "rep",    "note",     "fields"};

}  // namespace

bool IsMember(std::string_view name) { return std::find(kMembers.begin(), kMembers.end(), name) != kMembers.end(); }

std::string_view ReadStatus(std::string_view text) {
  const std::string word = record::Lower(record::Trim(text));
  for (const StatusWord& known : kStatusWords) {
    if (word == known.text) return known.status;
  }
  return {};
}

Result<std::unique_ptr<OrderParser>> OrderParser::Create(OrderOptions options) {
  auto numbers = record::NumberReader::Create(options.region);
  if (!numbers) return numbers.error();
  auto zone = record::Zone::Find(options.zone);
  if (!zone) return zone.error();
  return std::unique_ptr<OrderParser>(new OrderParser(std::move(options), std::move(*numbers), std::move(*zone)));
}

RecordResult OrderParser::Parse(std::string_view bytes, TimeMs now) const {
  RecordResult result;
  if (bytes.size() > kLargestOrder) {
    result.problem = {"order.too_large", ""};
    return result;
  }
  const std::optional<json> object = ParseJsonObject(bytes);
  if (!object) {
    result.problem = {"order.not_json", ""};
    return result;
  }
  return Read(*object, std::string(bytes), now);
}

RecordResult OrderParser::Read(const json& object, std::string raw, TimeMs now) const {
  RecordResult result;
  if (!object.is_object()) {
    result.problem = {"order.type", ""};
    return result;
  }
  OrderReader reader(object, *numbers_, *zone_, result.problem);
  result.id = reader.Number();
  const std::optional<TimeMs> time = reader.Time(now);
  json detail = reader.Detail();
  if (!result.problem.empty()) return result;
  detail["number"] = result.id;
  detail["ordered_at"] = *time;
  Message message;
  message.source = options_.source;
  message.key = result.id;
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "order";
  message.from = {PartyKind::kExternal, "order:" + result.id};
  message.role = Role::kCustomer;
  message.conversation_key = "order:" + result.id;
  message.conversation_kind = ConversationKind::kSingle;
  message.sent_at = *time;
  message.detail = JsonText(detail);
  message.raw = std::move(raw);
  result.message = std::move(message);
  return result;
}

}  // namespace custos::order
