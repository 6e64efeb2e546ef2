// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::server::sound {

/// Longest sound that is made of an AMR file, in bytes of WAV: an hour and a quarter of telephone quality.
constexpr std::size_t kMostWavBytes = std::size_t{72} << 20;

/// The sound of an AMR file (RFC 4867 section 5, one channel, narrow or wide band) as WAV, 16 bits, 8 or 16 kHz, which
/// every browser plays. Frames that were lost on the way are concealed; a file that ends within a frame gives what is
/// whole. kInvalid "media.not_amr" for anything else, "media.too_long" beyond kMostWavBytes.
Result<std::string> WavOfAmr(std::string_view amr);

}  // namespace custos::server::sound
