// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/media_type.h"
#include "server/http/problem.h"
#include "server/http/range.h"

namespace custos::server::api {
namespace {

constexpr char kNotFound[] = "media.not_found";
constexpr std::size_t kMagicBytes = 16;

http::Response RangeNotSatisfiable(std::uint64_t size) {
  auto response = http::Problem(416, "request.range_not_satisfiable");
  response.SetHeader("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

/// The file or its range, read in pieces while it is sent.
http::Response Stream(storage::MediaStore& store, const Digest& content, const http::ByteRange& range,
                      std::uint64_t size) {
  http::Response response;
  if (range.kind == http::ByteRange::Kind::kPart) {
    response.status = 206;
    response.SetHeader("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                            std::to_string(range.first + range.length - 1) + "/" +
                                            std::to_string(size));
  }
  if (range.length == 0) return response;
  response.bytes = std::make_shared<http::ByteSource>();
  response.bytes->length = range.length;
  response.bytes->read = [&store, content, first = range.first](std::uint64_t offset, std::size_t max) {
    auto piece = store.Read(content, first + offset, max);
    return piece ? std::move(*piece) : std::string();
  };
  return response;
}

http::Response GetMedia(const Call& call) {
  const auto id = call.path.U64("id");
  const auto position = static_cast<std::uint32_t>(call.path.U64("position"));
  const std::string target = std::to_string(id) + "/" + std::to_string(position);
  if (auto refused = call.Record("media.read", target)) return *refused;
  const auto media = call.deps.reader.GetMedia(call.scope, id, position);
  if (!media) return FromError(media.error(), kNotFound);
  if (media->state == "gone") return http::Problem(404, "media.gone");
  if (!media->content) return http::Problem(409, "media.pending");
  const auto size = call.deps.media.Size(*media->content);
  if (!size) return FromError(size.error(), kNotFound);
  const auto* asked = call.request.FindHeader("range");
  const auto range = http::ParseRange(asked == nullptr ? "" : *asked, *size);
  if (range.kind == http::ByteRange::Kind::kUnsatisfiable) return RangeNotSatisfiable(*size);
  const auto magic = call.deps.media.Read(*media->content, 0, kMagicBytes);
  if (!magic) return FromError(magic.error(), kNotFound);
  const std::string type = GuessMediaType(*magic);
  auto response = Stream(call.deps.media, *media->content, range, *size);
  response.SetHeader("Content-Type", type);
  response.SetHeader("Content-Disposition", ContentDisposition(type, media->name));
  response.SetHeader("Accept-Ranges", "bytes");
  response.SetHeader("Cache-Control", "private, no-store");
  return response;
}

}  // namespace

void AddMediaHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/messages/{id:u64}/media/{position:u64}", "getMedia", GetMedia);
}

}  // namespace custos::server::api
