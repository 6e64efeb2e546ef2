// SPDX-License-Identifier: Apache-2.0
// Files in pieces: announce, send chunks at the offset that the last answer told, done with the last byte.
#include <charconv>
#include <nlohmann/json.hpp>

#include "connectors/json_fields.h"
#include "connectors/json_object.h"
#include "server/http/problem.h"
#include "server/machine/machine.h"

namespace custos::server::machine {
namespace {

using nlohmann::json;

constexpr std::int64_t kLargest = 4LL << 30;

json Present(const storage::Upload& upload) {
  return {{"id", upload.id},
          {"purpose", upload.spec.purpose},
          {"name", upload.spec.name},
          {"size", upload.spec.size},
          {"sha256", HexEncode(AsBytes(upload.spec.sha256))},
          {"received", upload.received},
          {"complete", upload.complete},
          {"expires_at", upload.expires_at},
          {"chunk_bytes", kMaxChunk}};
}

http::Response Answer(int status, const storage::Upload& upload) {
  return http::Response::Json(status, JsonText(Present(upload)));
}

/// What accounts, devices and sources may upload.
std::vector<std::string_view> PurposesOf(const Sender& sender) {
  if (sender.kind == Sender::Kind::kUser) return {"import"};
  return {"recording", "screenshot", "file"};
}

http::Response CreateUpload(const MachineServices& services, const Sender& sender, const http::Request& request) {
  const std::optional<json> body = ParseJsonObject(request.body);
  if (!body) return http::Problem(400, "request.invalid", {{"field", "body"}});
  RecordProblem problem;
  JsonFields fields(*body, "", problem);
  storage::UploadSpec spec;
  spec.owner = sender.Owner();
  spec.purpose = fields.Word("purpose", PurposesOf(sender));
  spec.name = fields.Text("name", 0, 255, false);
  spec.size = static_cast<std::uint64_t>(fields.Whole("size", 1, kLargest).value_or(0));
  const auto digest = HexDecode(fields.Text("sha256", 64, 64));
  if (!digest || digest->size() != spec.sha256.size()) fields.Refuse("sha256");
  fields.NothingElse();
  if (!problem.empty()) return http::Problem(400, "request.invalid", {{"field", problem.pointer}});
  spec.sha256 = DigestFromBytes(*digest).value_or(Digest{});
  const auto made = services.uploads.Create(spec);
  return made ? Answer(201, *made) : FromError(made.error());
}

/// The upload when it is the sender's; everybody else's does not exist.
Result<storage::Upload> Own(const MachineServices& services, const Sender& sender, const std::string& id) {
  auto found = services.uploads.Find(id);
  if (!found) return found.error();
  if (!found->has_value() || (*found)->spec.owner != sender.Owner()) {
    return Error{ErrorKind::kNotFound, "upload.not_found", "no such upload"};
  }
  return std::move(**found);
}

std::optional<std::uint64_t> OffsetOf(const http::Request& request) {
  const std::string* text = request.FindQuery("offset");
  std::uint64_t offset = 0;
  if (text == nullptr || text->empty()) return std::nullopt;
  const auto end = text->data() + text->size();
  const auto parsed = std::from_chars(text->data(), end, offset);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return offset;
}

/// A conflict tells where to go on.
http::Response Conflict(const MachineServices& services, const std::string& id, const Error& error) {
  const auto found = services.uploads.Find(id);
  if (!found || !found->has_value()) return FromError(error);
  return http::Problem(409, error.code, {{"received", std::to_string((*found)->received)}});
}

http::Response PutChunk(const MachineServices& services, const Sender& sender, const std::string& id,
                        const http::Request& request) {
  const auto offset = OffsetOf(request);
  if (!offset) return http::Problem(400, "request.invalid", {{"field", "offset"}});
  const auto own = Own(services, sender, id);
  if (!own) return FromError(own.error());
  if (own->complete && *offset == own->spec.size && request.body.empty()) return Answer(200, *own);
  auto upload = services.uploads.Append(id, *offset, request.body);
  if (!upload && upload.error().kind == ErrorKind::kConflict) return Conflict(services, id, upload.error());
  if (upload && upload->received == upload->spec.size) upload = services.uploads.Finish(id);
  return upload ? Answer(200, *upload) : FromError(upload.error());
}

http::Response GetUpload(const MachineServices& services, const Sender& sender, const std::string& id) {
  const auto own = Own(services, sender, id);
  return own ? Answer(200, *own) : FromError(own.error());
}

http::Response DeleteUpload(const MachineServices& services, const Sender& sender, const std::string& id) {
  const auto own = Own(services, sender, id);
  if (!own) return FromError(own.error());
  // A message may wait for what a device or a source sent: that goes by itself.
  if (own->complete && sender.kind != Sender::Kind::kUser) return http::Problem(409, "upload.complete");
  const Status removed = services.uploads.Remove(id);
  return removed ? http::Response::Empty(204) : FromError(removed.error());
}

}  // namespace

void AddUploadRoutes(const MachineServices& services, http::Router& router) {
  using Handler = std::function<http::Response(const Sender&, const http::Request&, const http::PathParams&)>;
  const auto add = [&](http::Method method, const std::string& path, const std::string& operation, Handler handler,
                       std::size_t body_limit) {
    router.Add(
        {method, "/api/v1" + path, operation,
         [&services, handler = std::move(handler)](const http::Request& request, const http::PathParams& params) {
           const Identified identified = Identify(services, request);
           return identified.sender ? handler(*identified.sender, request, params) : identified.refusal;
         },
         body_limit});
  };
  add(
      http::Method::kPost, "/uploads", "createUpload",
      [&services](const Sender& sender, const http::Request& request, const http::PathParams&) {
        return CreateUpload(services, sender, request);
      },
      16 * 1024);
  add(
      http::Method::kGet, "/uploads/{id:hex32}", "getUpload",
      [&services](const Sender& sender, const http::Request&, const http::PathParams& path) {
        return GetUpload(services, sender, path.Text("id"));
      },
      0);
  add(
      http::Method::kPut, "/uploads/{id:hex32}", "putChunk",
      [&services](const Sender& sender, const http::Request& request, const http::PathParams& path) {
        return PutChunk(services, sender, path.Text("id"), request);
      },
      kMaxChunk);
  add(
      http::Method::kDelete, "/uploads/{id:hex32}", "deleteUpload",
      [&services](const Sender& sender, const http::Request&, const http::PathParams& path) {
        return DeleteUpload(services, sender, path.Text("id"));
      },
      0);
}

}  // namespace custos::server::machine
