// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/media_type.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "server/http/range.h"
#include "server/sound/amr.h"
#include "server/sound/voice_cache.h"

namespace custos::server::api {
namespace {

constexpr char kNotFound[] = "media.not_found";
constexpr char kAmr[] = "audio/amr";
constexpr std::size_t kMagicBytes = 16;
constexpr std::size_t kMostAmrBytes = std::size_t{16} << 20;
constexpr std::size_t kVoiceCacheBytes = std::size_t{96} << 20;

http::Response RangeNotSatisfiable(std::uint64_t size) {
  auto response = http::Problem(416, "request.range_not_satisfiable");
  response.SetHeader("Content-Range", "bytes */" + std::to_string(size));
  return response;
}

/// A file as it is sent: how long it is, what it is, and where its bytes come from.
struct Served {
  std::uint64_t size = 0;
  std::string type;
  std::function<std::string(std::uint64_t offset, std::size_t max)> read;
};

/// The file or its range, read in pieces while it is sent.
http::Response Stream(const Served& file, const http::ByteRange& range) {
  http::Response response;
  if (range.kind == http::ByteRange::Kind::kPart) {
    response.status = 206;
    response.SetHeader("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                            std::to_string(range.first + range.length - 1) + "/" +
                                            std::to_string(file.size));
  }
  if (range.length == 0) return response;
  response.bytes = std::make_shared<http::ByteSource>();
  response.bytes->length = range.length;
  response.bytes->read = [read = file.read, first = range.first](std::uint64_t offset, std::size_t max) {
    return read(first + offset, max);
  };
  return response;
}

Result<Served> AsStored(storage::MediaStore& store, const Digest& content) {
  const auto size = store.Size(content);
  if (!size) return size.error();
  const auto magic = store.Read(content, 0, kMagicBytes);
  if (!magic) return magic.error();
  return Served{*size, GuessMediaType(*magic), [&store, content](std::uint64_t offset, std::size_t max) {
                  auto piece = store.Read(content, offset, max);
                  return piece ? std::move(*piece) : std::string();
                }};
}

/// What a browser can play: AMR as WAV, other sounds as they are. kInvalid "media.not_voice", "media.too_long" and
/// what WavOfAmr says.
Result<Served> AsSound(storage::MediaStore& store, const Digest& content, sound::VoiceCache& voices) {
  Result<Served> stored = AsStored(store, content);
  if (!stored) return stored;
  if (!stored->type.starts_with("audio/")) {
    return Error{ErrorKind::kInvalid, "media.not_voice", "the file is no sound"};
  }
  if (stored->type != kAmr) return stored;
  if (stored->size > kMostAmrBytes) return Error{ErrorKind::kInvalid, "media.too_long", "too long to be played here"};
  const auto sound = voices.Of(content, [&]() -> Result<std::string> {
    const auto amr = store.Read(content, 0, stored->size);
    return amr ? sound::WavOfAmr(*amr) : Result<std::string>(amr.error());
  });
  if (!sound) return sound.error();
  return Served{(*sound)->size(), "audio/wav",
                [bytes = *sound](std::uint64_t offset, std::size_t max) { return bytes->substr(offset, max); }};
}

std::optional<bool> ParseForm(std::string_view word) { return word == "sound" ? std::optional(true) : std::nullopt; }

http::Response GetMedia(const Call& call, sound::VoiceCache& voices) {
  QueryReader query(call.request);
  const bool sound = query.Word<bool>("as", ParseForm).value_or(false);
  if (auto problem = query.Problem()) return *problem;
  const auto id = call.path.U64("id");
  const auto position = static_cast<std::uint32_t>(call.path.U64("position"));
  const std::string target = std::to_string(id) + "/" + std::to_string(position);
  if (auto refused = call.Record("media.read", target)) return *refused;
  const auto media = call.deps.reader.GetMedia(call.scope, id, position);
  if (!media) return FromError(media.error(), kNotFound);
  if (media->state == "gone") return http::Problem(404, "media.gone");
  if (!media->content) return http::Problem(409, "media.pending");
  const Result<Served> file =
      sound ? AsSound(call.deps.media, *media->content, voices) : AsStored(call.deps.media, *media->content);
  if (!file && file.error().kind == ErrorKind::kInvalid) return http::Problem(415, file.error().code);
  if (!file) return FromError(file.error(), kNotFound);
  const auto* asked = call.request.FindHeader("range");
  const auto range = http::ParseRange(asked == nullptr ? "" : *asked, file->size);
  if (range.kind == http::ByteRange::Kind::kUnsatisfiable) return RangeNotSatisfiable(file->size);
  auto response = Stream(*file, range);
  response.SetHeader("Content-Type", file->type);
  response.SetHeader("Content-Disposition", ContentDisposition(file->type, sound ? "" : media->name));
  response.SetHeader("Accept-Ranges", "bytes");
  response.SetHeader("Cache-Control", "private, no-store");
  return response;
}

}  // namespace

void AddMediaHandlers(Gate& gate) {
  const auto voices = std::make_shared<sound::VoiceCache>(kVoiceCacheBytes);
  gate.Add(http::Method::kGet, "/messages/{id:u64}/media/{position:u64}", "getMedia",
           [voices](const Call& call) { return GetMedia(call, *voices); });
}

}  // namespace custos::server::api
