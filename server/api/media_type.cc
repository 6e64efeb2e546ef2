// SPDX-License-Identifier: Apache-2.0
#include "server/api/media_type.h"

#include <array>

namespace custos::server::api {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::string_view type;
};

constexpr std::array kMagics{
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Magic{0, "\xff\xd8\xff"sv, "image/jpeg"},
    Magic{0, "GIF8"sv, "image/gif"},
    Magic{8, "WEBP"sv, "image/webp"},
    Magic{0, "BM"sv, "image/bmp"},
    Magic{4, "ftyp"sv, "video/mp4"},
    Magic{0, "#!AMR"sv, "audio/amr"},
    Magic{0, "ID3"sv, "audio/mpeg"},
    Magic{0, "OggS"sv, "audio/ogg"},
    Magic{8, "WAVE"sv, "audio/wav"},
    Magic{0, "%PDF-"sv, "application/pdf"},
    Magic{0, "PK\x03\x04"sv, "application/zip"},
};

bool IsUnreserved(char c) {
  const bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return alnum || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string PercentEncode(const std::string& text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 15U]);
    }
  }
  return out;
}

}  // namespace

std::string GuessMediaType(std::string_view first_bytes) {
  for (const auto& magic : kMagics) {
    if (first_bytes.size() >= magic.at + magic.bytes.size() &&
        first_bytes.substr(magic.at, magic.bytes.size()) == magic.bytes) {
      return std::string(magic.type);
    }
  }
  return "application/octet-stream";
}

std::string ContentDisposition(const std::string& media_type, const std::string& name) {
  const std::string kind = media_type.starts_with("image/") ? "inline" : "attachment";
  return name.empty() ? kind : kind + "; filename*=UTF-8''" + PercentEncode(name);
}

}  // namespace custos::server::api
