// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace custos::server::http {

/// What a Range header asks of a file of known size.
struct ByteRange {
  enum class Kind {
    kWhole,  ///< no range, or one we do not serve: more than one, or another unit
    kPart,
    kUnsatisfiable,  ///< 416
  };
  Kind kind = Kind::kWhole;
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

/// RFC 9110 section 14.2 for a single byte range; several ranges count as none.
ByteRange ParseRange(std::string_view header, std::uint64_t size);

}  // namespace custos::server::http
