// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace custos {

using Digest = std::array<std::uint8_t, 32>;

/// SHA-256 (FIPS 180-4) of the parts in order, as if they were one string.
Digest Sha256(std::initializer_list<std::string_view> parts);
Digest Sha256(std::string_view bytes);

/// MD5 in lower-case hex: only to compare with checksums that a platform sends, never for security.
std::string Md5Hex(std::string_view bytes);

std::string HexEncode(std::string_view bytes);
std::optional<std::string> HexDecode(std::string_view hex);

/// RFC 4648 base64 with padding. Decode accepts no line breaks and no foreign characters.
std::string Base64Encode(std::string_view bytes);
std::optional<std::string> Base64Decode(std::string_view text);

/// Bytes from the operating system's random source, fit for keys and salts.
std::string RandomBytes(std::size_t count);

inline std::string_view AsBytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

/// A 32-byte string as a digest; nullopt for any other length.
std::optional<Digest> DigestFromBytes(std::string_view bytes);

}  // namespace custos
