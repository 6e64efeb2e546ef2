// SPDX-License-Identifier: Apache-2.0
#include "connectors/kannel/gateway.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/digest.h"
#include "core/wait.h"

namespace custos::kannel {
namespace {

using nlohmann::json;

std::string Dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::Create(GatewaySettings settings, const Clock& clock) {
  auto numbers = record::NumberReader::Create(settings.region);
  if (!numbers) return numbers.error();
  return std::unique_ptr<Gateway>(new Gateway(std::move(settings), std::move(*numbers), clock));
}

Party Gateway::Outside(std::string_view written) const {
  const record::Number number = numbers_->Read(written);
  if (number.kind == record::NumberKind::kWithheld) return {PartyKind::kUnknown, "withheld"};
  return {PartyKind::kExternal, number.id};
}

GatewayContext Gateway::Context() const {
  return {.source = source(),
          .employees = settings_.employees,
          .outside = [this](std::string_view number) { return Outside(number); },
          .now = clock_.Now()};
}

Result<IntakeReceipt> Gateway::Take(const GatewayCall& call, IntakeSink& sink) {
  const GatewayContext context = Context();
  const std::string bytes = ToBytes(call);
  RecordResult read = ParseCall(context, bytes);
  Intake intake;
  intake.source = context.source;
  intake.fetched_at = context.now;
  const TimeMs sent_at = read.message ? read.message->sent_at : 0;
  if (read.message) {
    intake.messages.push_back(std::move(*read.message));
  } else {
    ParkedMessage parked;
    parked.source = context.source;
    parked.key = "sha256:" + HexEncode(AsBytes(Sha256(bytes)));
    parked.reason = read.problem.code;
    parked.envelope = bytes;
    intake.parked.push_back(std::move(parked));
  }
  Result<IntakeReceipt> receipt = Deliver(sink, std::move(intake));
  const std::scoped_lock lock(mutex_);
  problem_ = receipt ? "" : receipt.error().code;
  if (!receipt) return receipt;
  ++taken_;
  last_success_at_ = context.now;
  last_message_at_ = std::max(last_message_at_, sent_at);
  return receipt;
}

Result<Message> Gateway::MessageOf(const SmsOrder& order) const {
  const record::Number number = numbers_->Read(order.number);
  if (number.kind != record::NumberKind::kOutside && number.kind != record::NumberKind::kService) {
    return Error{ErrorKind::kInvalid, "sms.number", "not a number that a text can be sent to"};
  }
  Message message;
  message.source = source();
  message.key = "out/" + order.key;
  message.channel = Channel::kSms;
  message.action = "send";
  message.type = "sms";
  message.from = order.employee.empty() ? OwnEnd(Context(), settings_.line) : Party{PartyKind::kStaff, order.employee};
  message.to = {{PartyKind::kExternal, number.id}};
  message.role = message.from.kind == PartyKind::kStaff ? Role::kRep : Role::kRobot;
  message.conversation_key = ConversationKey(message.from, message.to.front());
  message.sent_at = clock_.Now();
  message.text = order.text;
  message.detail =
      Dump({{"direction", "outbound"}, {"number", order.number}, {"line", settings_.line}, {"state", "queued"}});
  message.raw =
      Dump({{"key", order.key}, {"employee", order.employee}, {"number", order.number}, {"text", order.text}});
  return message;
}

Message Gateway::RefusalOf(const std::string& of, const std::string& owner, bool staff,
                           const std::string& number) const {
  Message message;
  message.source = source();
  message.key = "dlr/" + of + "/refused";
  message.channel = Channel::kEvent;
  message.action = "send";
  message.type = "sms_report";
  message.from = {staff ? PartyKind::kStaff : PartyKind::kRobot, owner};
  message.to = {{PartyKind::kExternal, number}};
  message.role = staff ? Role::kRep : Role::kRobot;
  message.conversation_key = ConversationKey(message.from, message.to.front());
  message.sent_at = clock_.Now();
  message.detail = Dump({{"message", of}, {"number", number}, {"state", "rejected"}, {"told_by", "server"}});
  message.raw = message.detail;
  return message;
}

void Gateway::SetSendProblem(std::string code) {
  const std::scoped_lock lock(mutex_);
  send_problem_ = std::move(code);
}

void Gateway::Run(std::string, IntakeSink& sink, std::stop_token stop) {
  if (settings_.box.host.empty()) {
    while (WaitFor(std::chrono::seconds(60), stop)) {
    }
    return;
  }
  const auto take = [&](const std::string& bytes) -> Status {
    const Result<IntakeReceipt> taken = Take({"box", "", "", bytes}, sink);
    return taken ? Status() : Status(taken.error());
  };
  const auto tell = [this](const std::string& problem) {
    const std::scoped_lock lock(mutex_);
    link_problem_ = problem;
  };
  BoxLink(settings_.box, clock_).Run(take, tell, stop);
}

Result<Intake> Gateway::Retry(const std::vector<ParkedMessage>& parked) {
  const GatewayContext context = Context();
  Intake intake;
  intake.source = context.source;
  intake.fetched_at = context.now;
  for (const ParkedMessage& one : parked) {
    RecordResult read = ParseCall(context, one.envelope);
    if (!read.message) continue;
    intake.messages.push_back(std::move(*read.message));
    intake.unparked.push_back({one.seq, one.key});
  }
  return intake;
}

Status Gateway::FetchMedia(const MediaRef&, MediaWriter&, std::stop_token) {
  return Error{ErrorKind::kNotFound, "sms.no_files", "texts of a gateway have no files"};
}

SourceStatus Gateway::status() const {
  SourceStatus status;
  status.source = source();
  status.kind = "sms_gateway";
  status.pushed = true;
  const std::scoped_lock lock(mutex_);
  status.state = link_problem_.empty() ? "running" : "backing_off";
  status.problem = !problem_.empty() ? problem_ : !link_problem_.empty() ? link_problem_ : send_problem_;
  status.last_success_at = last_success_at_;
  status.last_message_at = last_message_at_;
  status.fetched = taken_;
  return status;
}

}  // namespace custos::kannel
