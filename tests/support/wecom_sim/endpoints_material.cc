// SPDX-License-Identifier: Apache-2.0
// Files that are uploaded to be sent within three days.
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "tests/support/wecom_sim/endpoints.h"

namespace custos::wecom_sim {
namespace {

constexpr int kNoMedia = 41005;
constexpr int kBadType = 40004;
constexpr int kBadSize = 40006;
constexpr std::size_t kSmallest = 6;

/// What stands between the quotes of `name="…"`.
std::string Quoted(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(std::string("; ") + std::string(name) + "=\"");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + name.size() + 4;
  return std::string(head.substr(begin, head.find('"', begin) - begin));
}

/// The field "media" of a form, by the boundary that the form begins with.
std::optional<SimMaterial> ReadForm(std::string_view form) {
  const std::size_t line = form.find("\r\n");
  const std::size_t head_end = form.find("\r\n\r\n");
  if (!form.starts_with("--") || line == std::string_view::npos || head_end == std::string_view::npos) return {};
  const std::string_view head = form.substr(line, head_end - line);
  const std::size_t end = form.rfind("\r\n" + std::string(form.substr(0, line)));
  if (Quoted(head, "name") != "media" || end == std::string_view::npos || end < head_end + 4) return {};
  SimMaterial material;
  material.file_name = Quoted(head, "filename");
  constexpr std::string_view kType = "Content-Type: ";
  if (const std::size_t at = head.find(kType); at != std::string_view::npos) {
    const std::size_t begin = at + kType.size();
    material.type = std::string(head.substr(begin, std::min(head.find("\r\n", begin), head.size()) - begin));
  }
  material.bytes = std::string(form.substr(head_end + 4, end - head_end - 4));
  return material;
}

std::size_t LargestOf(std::string_view kind) {
  if (kind == "image" || kind == "video") return std::size_t{10} << 20;
  if (kind == "voice") return std::size_t{2} << 20;
  return kind == "file" ? std::size_t{20} << 20 : 0;
}

bool Fits(const SimMaterial& material) {
  if (material.kind == "image") return material.type == "image/jpeg" || material.type == "image/png";
  return material.kind != "video" || material.type == "video/mp4";
}

}  // namespace

HttpReply UploadMaterialCall(const Call& call) {
  auto material = ReadForm(call.request.body);
  if (!material || material->file_name.empty()) return Failure(kNoMedia);
  material->kind = call.request.Query("type");
  material->at = call.now;
  const std::size_t largest = LargestOf(material->kind);
  if (largest == 0 || !Fits(*material)) return Failure(kBadType);
  if (material->bytes.size() < kSmallest || material->bytes.size() > largest) return Failure(kBadSize);
  const std::string kind = material->kind;
  const std::string id = call.corp.materials().Add(std::move(*material));
  return Ok({{"type", kind}, {"media_id", id}, {"created_at", std::to_string(call.now / 1000)}});
}

}  // namespace custos::wecom_sim
