// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <utility>

#include "server/api/handlers/handlers.h"
#include "server/api/handlers/pack_input.h"
#include "server/api/json_text.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using packet::PacketOrder;
using packet::Subject;

constexpr std::size_t kMostReason = 500;
constexpr std::size_t kMostQuestion = 400;

TimeMs ReadTime(Body& body, const std::string& name) {
  const auto text = body.Text(name, 1, 40, false);
  if (!text) return 0;
  const auto time = ParseTime(*text);
  if (!time) body.Fail(name);
  return time.value_or(0);
}

PacketOrder ReadOrder(Body& body) {
  PacketOrder order;
  const auto about = packet::ParseSubject(body.Text("about", 1, 20, true).value_or(""));
  if (!about) body.Fail("about");
  order.subject = about.value_or(Subject::kMessage);
  order.reason = body.Text("reason", 1, kMostReason, true).value_or("");
  order.from = ReadTime(body, "from");
  order.until = ReadTime(body, "until");
  if (order.until != 0 && order.until <= order.from) body.Fail("until");
  if (order.subject == Subject::kSearch) {
    order.asked = order.query.text = body.Text("q", 1, kMostQuestion, true).value_or("");
    order.query.from = order.from;
    order.query.until = order.until;
    order.query.oldest_first = true;
    return order;
  }
  if (order.subject == Subject::kConversation) {
    const auto conversation = ConversationId::Parse(body.Text("id", 32, 32, true).value_or(""));
    if (!conversation) body.Fail("id");
    order.conversation = conversation.value_or(ConversationId{});
    return order;
  }
  order.id = ReadId(body, "id", true).value_or(0);
  return order;
}

http::Response PacketError(const Error& error) {
  if (error.code == "packet.too_large" || error.code == "packet.empty") return http::Problem(400, error.code);
  if (error.code == "packet.no_page") return http::Problem(503, error.code);
  return FromError(error, "packet.not_found");
}

/// The file lives as long as the answer is being sent.
http::Response Download(packet::Packet made) {
  http::Response response;
  response.bytes = std::make_shared<http::ByteSource>();
  response.bytes->length = made.file->size();
  response.SetHeader("Content-Type", "application/zip");
  response.SetHeader("Content-Disposition", "attachment; filename=\"" + made.file_name + "\"");
  response.SetHeader("Cache-Control", "private, no-store");
  response.bytes->read = [file = std::shared_ptr<packet::ScratchFile>(std::move(made.file))](
                             std::uint64_t offset, std::size_t max) { return file->Read(offset, max); };
  return response;
}

http::Response CreateEvidencePacket(const Call& call) {
  Body body(call.request, {"about", "id", "q", "from", "until", "reason"});
  PacketOrder order = ReadOrder(body);
  if (body.problem) return *body.problem;
  order.login = call.user.login;
  order.name = call.user.display_name;
  const std::string target = std::string(ToString(order.subject)) + "/" + body.Text("id", 1, 40, false).value_or("");
  if (auto refused = call.Record("evidence.packet", target, *body.value)) return *refused;
  Result<packet::Packet> made = call.deps.packets.Make(call.scope, order);
  if (!made) return PacketError(made.error());
  return Download(std::move(*made));
}

}  // namespace

void AddPacketHandlers(Gate& gate) {
  gate.Add(http::Method::kPost, "/evidence/packets", "createEvidencePacket", CreateEvidencePacket);
}

}  // namespace custos::server::api
