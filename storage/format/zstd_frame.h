// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::storage {

/// One zstd frame (RFC 8878) that holds these bytes and states their number.
Result<std::string> ZstdCompress(std::string_view bytes, int level);

/// The content of exactly one frame of exactly this size; kCorrupt otherwise. Allocates only after the frame's own
/// header agrees with `size`.
Result<std::string> ZstdDecompress(std::string_view frame, std::size_t size);

}  // namespace custos::storage
