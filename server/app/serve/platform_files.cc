// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/platform_files.h"

#include <algorithm>

#include "connectors/wecom/company_api.h"

namespace custos::app {
namespace {

constexpr TimeMs kSpare = 3'600'000;  ///< whoever has it sends it within this
constexpr std::size_t kMost = 10'000;
constexpr std::size_t kPiece = std::size_t{1} << 20;

}  // namespace

PlatformFiles::PlatformFiles(const std::vector<WecomCompany>& companies, Sources& sources, storage::MediaStore& media,
                             const Clock& clock)
    : media_(media), clock_(clock) {
  const auto company =
      std::find_if(companies.begin(), companies.end(), [](const WecomCompany& one) { return one.agent_id != 0; });
  if (company != companies.end()) api_ = &sources.company(company->name)->api().contacts();
}

std::shared_ptr<PlatformFiles::Standing> PlatformFiles::Of(const Key& key) {
  const std::scoped_lock lock(mutex_);
  if (standing_.size() >= kMost) standing_.clear();
  std::shared_ptr<Standing>& one = standing_[key];
  if (one == nullptr) one = std::make_shared<Standing>();
  return one;
}

Result<std::string> PlatformFiles::Read(const storage::ScriptFile& file) {
  std::string bytes;
  while (bytes.size() < file.size) {
    const auto piece = media_.Read(file.content, bytes.size(), kPiece);
    if (!piece) return piece.error();
    if (piece->empty()) return Error{ErrorKind::kCorrupt, "media.short", "a stored file is shorter than it was"};
    bytes += *piece;
  }
  return bytes;
}

Result<server::api::PlatformFile> PlatformFiles::Prepare(const storage::ScriptFile& file) {
  if (api_ == nullptr) return Error{ErrorKind::kNotFound, "wecom.no_desk", "no company names its application"};
  const auto kind = wecom::MaterialKindOf(file.type, file.size);
  if (!kind) return Error{ErrorKind::kInvalid, "script.file_size", kind.error().message};
  const std::shared_ptr<Standing> standing = Of({file.content, file.name});
  const std::scoped_lock lock(standing->mutex);
  if (clock_.Now() + kSpare >= standing->material.until) {
    auto bytes = Read(file);
    if (!bytes) return bytes.error();
    auto uploaded = wecom::UploadMaterial(*api_, *kind, {"", file.name, file.type, std::move(*bytes)}, {});
    if (!uploaded) return uploaded.error();
    standing->material = std::move(*uploaded);
  }
  return server::api::PlatformFile{std::string(wecom::ToString(*kind)), standing->material.media_id,
                                   standing->material.until};
}

}  // namespace custos::app
