// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "connectors/wecom/api_client.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

/// How the platform takes a file that is to be sent; developer.work.weixin.qq.com/document/path/90253.
enum class MaterialKind : std::uint8_t { kImage, kVideo, kFile };

std::string_view ToString(MaterialKind kind);  ///< image, video, file

/// JPEG and PNG up to 10 MiB are images, MP4 up to 10 MiB a video, anything else up to 20 MiB a file. kInvalid
/// "wecom.material_size" for what is larger, or has five bytes or less.
Result<MaterialKind> MaterialKindOf(std::string_view type, std::uint64_t size);

/// What stands with the platform for three days, for whoever of the company sends it.
struct Material {
  std::string media_id;
  TimeMs until = 0;
};

/// Uploads `file`, whose name is what receivers see. Errors as ApiClient.
Result<Material> UploadMaterial(ApiClient& api, MaterialKind kind, HttpPart file, const std::stop_token& stop);

}  // namespace custos::wecom
