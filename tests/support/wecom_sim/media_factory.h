// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace custos::wecom_sim {

/// Small files of the kinds that people send, the same bytes for the same seed. Pictures are valid and show something;
/// voice decodes to near silence; videos carry the right header but no pictures.
std::string MakeJpeg(std::uint64_t seed);  ///< 320 × 240
std::string MakePng(std::uint64_t seed);   ///< 96 × 96
std::string MakeGif(std::uint64_t seed);   ///< 64 × 64
std::string MakeAmr(std::uint64_t seed, std::uint32_t seconds);
std::string MakeMp4(std::uint64_t seed, std::size_t bytes);
std::string MakePdf(std::string_view line);                    ///< one page, one line of ASCII
std::string MakeNoise(std::uint64_t seed, std::size_t bytes);  ///< for files whose content does not matter

/// The file of a name like "jpeg:17" or "amr:17:9" ("KIND:SEED[:SECONDS or BYTES]"): what MediaLibrary's maker gives.
std::optional<std::string> MakeNamedFile(std::string_view name);

}  // namespace custos::wecom_sim
