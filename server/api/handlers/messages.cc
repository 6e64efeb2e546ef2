// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/handlers.h"

namespace custos::server::api {
namespace {

constexpr char kNotFound[] = "message.not_found";

http::Response GetOriginal(const Call& call) {
  const auto id = call.path.U64("id");
  if (auto refused = call.Record("message.original", std::to_string(id))) return *refused;
  auto original = call.deps.reader.ReadOriginal(call.scope, id);
  if (!original) return FromError(original.error(), kNotFound);
  return http::Response::Json(200, std::move(*original));
}

}  // namespace

void AddMessageHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/messages/{id:u64}/original", "getOriginal", GetOriginal);
}

}  // namespace custos::server::api
