// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/sms_gateways.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "connectors/delivery.h"
#include "core/digest.h"
#include "core/log.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr TimeMs kFirstPause = 2'000;
constexpr TimeMs kLongestPause = 600'000;

std::string ChannelOf(const std::string& name) { return "sms:" + name; }

/// Takes as long for every wrong answer.
bool SameSecret(std::string_view a, std::string_view b) {
  const Digest first = Sha256(a);
  const Digest second = Sha256(b);
  unsigned difference = 0;
  for (std::size_t i = 0; i < first.size(); ++i) difference |= static_cast<unsigned>(first[i] ^ second[i]);
  return difference == 0;
}

std::string Encoded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    result += plain ? std::string(1, c) : "%" + HexEncode(std::string_view(&c, 1));
  }
  return result;
}

// Kannel replaces its own marks in a URL, so a percent sign of ours is doubled.
std::string ForKannel(const std::string& text) {
  std::string result;
  for (const char c : Encoded(text)) result += c == '%' ? std::string("%%") : std::string(1, c);
  return result;
}

TimeMs PauseAfter(std::uint32_t attempts) {
  return std::min(kFirstPause << std::min<std::uint32_t>(attempts, 12), kLongestPause);
}

std::string ItemOf(std::string_view query) {
  constexpr std::string_view kName = "item=";
  const std::size_t at = query.starts_with(kName) ? 0 : query.find("&item=");
  if (at == std::string_view::npos) return {};
  const std::string_view rest = query.substr(at + kName.size() + (at == 0 ? 0 : 1));
  return std::string(rest.substr(0, rest.find('&')));
}

}  // namespace

Result<std::unique_ptr<Connector>> SmsGateways::Add(const SmsGatewaySettings& settings) {
  auto made = kannel::Gateway::Create(
      {.name = settings.name,
       .region = settings.region,
       .line = settings.line,
       .employees = settings.employees,
       .box = {.host = settings.box_host, .port = settings.box_port, .box_id = settings.box_id}},
      clock_);
  if (!made) return Error{made.error().kind, made.error().code, "sms_gateway " + settings.name + ": unknown region"};
  gateways_[settings.name] = {settings, made->get()};
  return std::unique_ptr<Connector>(std::move(*made));
}

bool SmsGateways::MayCall(const std::string& name, std::string_view credentials) const {
  const auto found = gateways_.find(name);
  return found != gateways_.end() &&
         SameSecret(credentials, found->second.settings.login + ":" + found->second.settings.password);
}

// Whatever a report says, Kannel had the text: it need not be sent again.
Result<IntakeReceipt> SmsGateways::Take(const std::string& name, const server::machine::GatewayRequest& request) {
  Result<IntakeReceipt> receipt =
      gateways_.at(name).connector->Take({request.kind, request.query, request.content_type, request.body}, *sink_);
  if (!receipt || request.kind != "dlr") return receipt;
  const std::string text = ItemOf(request.query);
  storage::OutboxItem item;
  if (std::from_chars(text.data(), text.data() + text.size(), item.id).ec != std::errc()) return receipt;
  if (const Status sent = outbox_.Sent({item}, clock_.Now()); !sent) return sent.error();
  return receipt;
}

Result<Message> SmsGateways::Draft(const server::api::SmsOrder& order) {
  const auto found = gateways_.find(order.gateway);
  if (found == gateways_.end() || found->second.settings.send_url.empty()) {
    return Error{ErrorKind::kNotFound, "sms.no_gateway", "no gateway of this name sends texts"};
  }
  return found->second.connector->MessageOf({order.key, order.employee, order.number, order.text});
}

Result<server::api::SmsReceipt> SmsGateways::Send(const std::string& gateway, const Message& message) {
  Intake intake;
  intake.source = message.source;
  intake.fetched_at = clock_.Now();
  intake.messages.push_back(message);
  const Result<IntakeReceipt> receipt = custos::Deliver(*sink_, std::move(intake));
  if (!receipt) return receipt.error();
  storage::OutboxItem item;
  item.channel = ChannelOf(gateway);
  item.subject = message.key;
  item.title = message.to.front().id;
  item.body =
      json{{"text", message.text}, {"owner", message.from.id}, {"staff", message.from.kind == PartyKind::kStaff}}.dump(
          -1, ' ', false, json::error_handler_t::replace);
  item.created_at = clock_.Now();
  if (const Status put = outbox_.Put({item}); !put) return put.error();
  return server::api::SmsReceipt{.repeated = receipt->messages.front() == Taken::kDuplicate};
}

void SmsGateways::Deliver() {
  for (auto& [name, gateway] : gateways_) {
    if (!gateway.settings.send_url.empty()) DeliverBy(gateway);
  }
}

void SmsGateways::DeliverBy(Gateway& gateway) {
  const auto due = outbox_.Due(ChannelOf(gateway.settings.name), clock_.Now(), gateway.settings.per_second);
  if (!due) return Log(LogLevel::kWarn, "texts to send could not be looked up", {{"code", due.error().code}});
  for (const storage::OutboxItem& item : *due) {
    if (!DeliverOne(gateway, item)) return;
  }
}

// Put off before it is handed over: what happened to it when we die meanwhile is told by a report, or by none.
bool SmsGateways::DeliverOne(const Gateway& gateway, const storage::OutboxItem& item) {
  const SmsGatewaySettings& settings = gateway.settings;
  const TimeMs unsure_until = clock_.Now() + TimeMs{settings.unsure_seconds} * 1000;
  if (!outbox_.PutOff({item}, unsure_until, "kannel.unsure")) return false;
  const json body = json::parse(item.body, nullptr, false);
  kannel::OutgoingSms sms{
      .from = settings.line, .to = "+" + item.title, .text = body.value("text", ""), .report_url = ""};
  if (item.title.size() < 7) sms.to = item.title;  // a short number has no country
  if (!settings.report_url.empty()) {
    const std::size_t host = settings.report_url.find("://") + 3;
    sms.report_url = settings.report_url.substr(0, host) + ForKannel(settings.login) + ":" +
                     ForKannel(settings.password) + "@" + settings.report_url.substr(host) + "/callback/kannel/" +
                     settings.name + "/dlr?item=" + std::to_string(item.id) + "&id=" + ForKannel(item.subject) +
                     "&from=" + ForKannel(body.value("owner", "")) +
                     "&staff=" + (body.value("staff", false) ? "1" : "0") + "&to=" + ForKannel(item.title) +
                     "&type=%d&time=%T&smsc=%i";
  }
  const Status sent = kannel::SendSms({settings.send_url, settings.send_user, settings.send_password}, sms);
  Status noted;
  if (sent) {
    noted = outbox_.Sent({item}, clock_.Now());
  } else if (sent.error().kind == ErrorKind::kInvalid) {
    noted = TellRefused(gateway, item);
  } else if (sent.error().code != "kannel.unsure") {  // each attempt has put it off twice by then
    noted = outbox_.PutOff({item}, clock_.Now() + PauseAfter(item.attempts / 2), sent.error().code);
  }
  if (!sent) {
    Log(LogLevel::kWarn, "a text was not taken by the gateway",
        {{"gateway", settings.name}, {"code", sent.error().code}, {"detail", sent.error().message}});
  }
  if (!noted) Log(LogLevel::kWarn, "the outbox could not be written", {{"code", noted.error().code}});
  gateway.connector->SetSendProblem(sent ? std::string() : sent.error().code);
  return sent.ok() || sent.error().kind == ErrorKind::kInvalid;
}

/// A text that the gateway will never take is not tried again; the archive says so.
Status SmsGateways::TellRefused(const Gateway& gateway, const storage::OutboxItem& item) {
  const json body = json::parse(item.body, nullptr, false);
  Intake intake;
  intake.source = gateway.connector->source();
  intake.fetched_at = clock_.Now();
  intake.messages.push_back(
      gateway.connector->RefusalOf(item.subject, body.value("owner", ""), body.value("staff", false), item.title));
  const Result<IntakeReceipt> receipt = custos::Deliver(*sink_, std::move(intake));
  if (!receipt) return receipt.error();
  return outbox_.Sent({item}, clock_.Now());
}

}  // namespace custos::app
