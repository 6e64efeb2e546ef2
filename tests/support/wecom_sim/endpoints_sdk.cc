// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxLimit = 1000;

HttpReply SdkCode(int code) {
  HttpReply reply;
  reply.headers.emplace_back("X-Sim-Ret", std::to_string(code));
  return reply;
}

HttpReply WithAction(HttpReply reply, const std::string& action) {
  reply.headers.emplace_back("X-Sim-Action", action);
  return reply;
}

HttpReply ChatFailure(int errcode) {
  HttpReply reply = Failure(errcode);
  json body = json::parse(reply.body);
  body["chatdata"] = json::array();
  reply.body = body.dump();
  return reply;
}

/// Faults that replace the answer or act in the calling process; the others change the page itself.
std::optional<HttpReply> Replacement(const Fault& fault) {
  if (fault.act == "sdk_code") return SdkCode(static_cast<int>(fault.value));
  if (fault.act == "abort") return WithAction({}, "abort");
  if (fault.act == "errcode") {
    HttpReply reply = ChatFailure(static_cast<int>(fault.value));
    reply.headers.emplace_back("X-Sim-Injected", "1");
    return reply;
  }
  HttpReply reply;
  if (fault.act == "close") {
    reply.drop = true;
    return reply;
  }
  if (fault.act == "not_json") {
    reply.body = "<html><body>502 Bad Gateway</body></html>";
    return reply;
  }
  return std::nullopt;
}

/// Faults that leave the answer as it is but come with a side effect.
void AddSideEffect(const Fault& fault, HttpReply& reply) {
  if (fault.act == "delay") reply.delay = std::chrono::milliseconds(fault.value);
  if (fault.act == "hang" || fault.act == "grow") {
    reply = WithAction(std::move(reply), fault.act + ":" + std::to_string(fault.value));
  }
}

std::optional<Fault> DecryptFault(const Call& call, bool armed, std::uint64_t seq) {
  return armed ? call.faults.Take("decrypt", call.corp.settings().corp_id, "", seq) : std::nullopt;
}

/// The items of a page, each with the decrypt fault that befalls it.
std::vector<std::string> Items(const Call& call, const std::vector<PlainMessage>& messages) {
  const bool armed = call.faults.Armed("decrypt");
  std::vector<std::string> items;
  items.reserve(messages.size());
  for (const PlainMessage& message : messages) {
    std::string item = call.corp.envelopes().Item(message, DecryptFault(call, armed, message.seq));
    if (!item.empty()) items.push_back(std::move(item));
  }
  return items;
}

void Distort(const Fault& fault, std::vector<std::string>& items) {
  const std::size_t count =
      std::min<std::size_t>(items.size(), static_cast<std::size_t>(std::max<std::int64_t>(1, fault.value)));
  if (fault.act == "duplicate_items") {
    items.reserve(items.size() + count);
    for (std::size_t i = 0; i < count; ++i) items.push_back(items[i]);
  }
  // From the middle, so that the loss shows as a gap and not as a page that merely ends earlier.
  if (fault.act == "omit_items" && items.size() > count) {
    const auto from = items.begin() + static_cast<long>((items.size() - count) / 2);
    items.erase(from, from + static_cast<long>(count));
  }
}

std::string Join(const std::vector<std::string>& items) {
  std::size_t size = 64;
  for (const std::string& item : items) size += item.size() + 1;
  std::string page = R"({"errcode":0,"errmsg":"ok","chatdata":[)";
  page.reserve(size);
  for (const std::string& item : items) {
    if (page.back() != '[') page += ',';
    page += item;
  }
  return page += "]}";
}

HttpReply Page(const Call& call, const std::optional<Fault>& fault) {
  HttpReply reply;
  if (fault && fault->act == "repeat_page" && !call.corp.LastPage().empty()) {
    reply.body = call.corp.LastPage();
    return reply;
  }
  const auto limit = call.body.value("limit", std::uint64_t{0});
  if (limit == 0 || limit > kMaxLimit) return ChatFailure(40058);
  const TimeMs oldest = call.now - call.corp.settings().retention_ms;
  const auto messages = call.corp.traffic()->Page({call.body.value("seq", std::uint64_t{0}), limit, oldest, call.now});
  std::vector<std::string> items = Items(call, messages);
  if (fault) Distort(*fault, items);
  reply.body = Join(items);
  if (reply.body.size() > call.corp.settings().max_reply_bytes) return ChatFailure(301058);
  call.corp.CountItems(items.size());
  if (!items.empty()) call.corp.RememberPage(reply.body);
  return reply;
}

}  // namespace

HttpReply GetChatDataCall(const Call& call) {
  const bool admitted = call.corp.AdmitChatCall();
  const auto fault = call.faults.Take("chat", call.corp.settings().corp_id, call.request.path);
  if (fault) {
    if (auto reply = Replacement(*fault)) return *reply;
  }
  if (!call.corp.settings().archive_enabled) return ChatFailure(301053);
  if (!call.corp.Trusts(call.request.peer)) return ChatFailure(301042);
  if (!admitted) return ChatFailure(45009);
  HttpReply reply = Page(call, fault);
  if (fault) AddSideEffect(*fault, reply);
  return reply;
}

HttpReply GetMediaCall(const Call& call) {
  call.corp.CountMediaCall();
  const auto fault = call.faults.Take("media", call.corp.settings().corp_id, call.request.path);
  if (fault && fault->act == "errcode") return SdkCode(fault->value == 301048 ? 10010 : 10003);
  if (fault) {
    if (auto reply = Replacement(*fault)) return *reply;
  }
  const auto file = call.corp.media().Find(call.body.value("sdkfileid", ""));
  if (!file) return SdkCode(10005);
  const auto first = call.body.value("first", std::size_t{0});
  const auto last = call.body.value("last", std::size_t{0});
  if (first > file->size() || last < first) return SdkCode(10000);
  HttpReply reply;
  reply.content_type = "application/octet-stream";
  reply.body = file->substr(first, last - first + 1);
  reply.headers.emplace_back("X-Sim-Total", std::to_string(file->size()));
  if (!fault) return reply;
  if (fault->act == "truncate") reply.body.resize(reply.body.size() / 2);
  if (fault->act == "corrupt" && !reply.body.empty()) reply.body[reply.body.size() / 2] ^= 0x01;
  AddSideEffect(*fault, reply);
  return reply;
}

}  // namespace custos::wecom_sim
