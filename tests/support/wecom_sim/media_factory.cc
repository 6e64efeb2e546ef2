// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/media_factory.h"

#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {
namespace {

constexpr std::uint32_t kPngSide = 96;
constexpr int kGifSide = 64;
constexpr std::uint32_t kMaxVoiceSeconds = 60;

void PutBig32(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void PutChunk(std::string& out, const std::string& type, const std::string& data) {
  PutBig32(out, static_cast<std::uint32_t>(data.size()));
  const std::string body = type + data;
  out += body;
  PutBig32(out, static_cast<std::uint32_t>(
                    crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

std::string Deflate(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(data.data()),
           static_cast<uLong>(data.size()));
  out.resize(size);
  return out;
}

/// Inside the face, its mouth or its eyes.
char FacePixel(int x, int y, int side) {
  const int dx = 2 * x - side;
  const int dy = 2 * y - side;
  const int radius = dx * dx + dy * dy;
  if (radius > side * side) return 0;
  const bool eye = dy < -side / 5 && dy > -side / 2 && std::abs(std::abs(dx) - side / 3) < side / 8;
  const bool mouth = dy > side / 6 && radius > side * side / 4 && radius < side * side * 2 / 5;
  return eye || mouth ? 2 : 1;
}

void PutBox(std::string& out, const std::string& type, const std::string& body) {
  PutBig32(out, static_cast<std::uint32_t>(body.size() + 8));
  out += type + body;
}

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string MakePng(std::uint64_t seed) {
  Rng rng{seed, 0x50};
  const std::string face = rng.Bytes(3);
  std::string rows;
  for (std::uint32_t y = 0; y < kPngSide; ++y) {
    rows += '\0';
    for (std::uint32_t x = 0; x < kPngSide; ++x) {
      const char pixel = FacePixel(static_cast<int>(x), static_cast<int>(y), kPngSide);
      rows += pixel == 0 ? std::string(3, '\xff') : pixel == 1 ? face : std::string(3, '\x20');
    }
  }
  std::string header;
  PutBig32(header, kPngSide);
  PutBig32(header, kPngSide);
  header += std::string("\x08\x02\0\0\0", 5);
  std::string out = "\x89PNG\r\n\x1a\n";
  PutChunk(out, "IHDR", header);
  PutChunk(out, "IDAT", Deflate(rows));
  PutChunk(out, "IEND", "");
  return out;
}

std::string MakeGif(std::uint64_t seed) {
  Rng rng{seed, 0x47};
  std::string out = "GIF89a";
  out += std::string{kGifSide, 0, kGifSide, 0, '\x81', 0, 0};
  out += "\xff\xff\xff" + rng.Bytes(3) + std::string("\x20\x20\x20\0\0\0", 6);
  out += std::string{',', 0, 0, 0, 0, kGifSide, 0, kGifSide, 0, 0, 7};
  // Codes stay eight bits wide because the table is cleared before it can grow, so a code is a byte.
  std::string codes;
  for (int i = 0; i < kGifSide * kGifSide; ++i) {
    if (i % 64 == 0) codes += '\x80';
    codes += FacePixel(i % kGifSide, i / kGifSide, kGifSide);
  }
  codes += '\x81';
  for (std::size_t at = 0; at < codes.size(); at += 255) {
    const std::string block = codes.substr(at, 255);
    out += static_cast<char>(block.size());
    out += block;
  }
  return out += std::string("\0;", 2);
}

std::string MakeAmr(std::uint64_t seed, std::uint32_t seconds) {
  Rng rng{seed, 0x41};
  std::string out = "#!AMR\n";
  const std::string parameters = rng.Bytes(2);
  for (std::uint32_t frame = 0; frame < 50 * std::min(seconds, kMaxVoiceSeconds); ++frame) {
    out += '\x04';  // 4.75 kbit/s, good quality: twelve bytes follow
    out += parameters + std::string(10, '\0');
  }
  return out;
}

std::string MakeMp4(std::uint64_t seed, std::size_t bytes) {
  std::string out;
  PutBox(out, "ftyp", std::string("isom\0\0\2\0isomiso2mp41", 20));
  PutBox(out, "mdat", MakeNoise(seed, bytes > out.size() + 8 ? bytes - out.size() - 8 : 0));
  return out;
}

std::string MakePdf(std::string_view line) {
  const std::string content = "BT /F1 18 Tf 60 760 Td (" + std::string(line) + ") Tj ET";
  const std::string objects[] = {
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
      "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
      "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream",
  };
  std::string out = "%PDF-1.4\n";
  std::string table = "xref\n0 5\n0000000000 65535 f \n";
  for (int i = 0; i < 4; ++i) {
    const std::string offset = std::to_string(out.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::string start = std::to_string(out.size());
  return out + table + "trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

std::string MakeNoise(std::uint64_t seed, std::size_t bytes) { return Rng{seed, 0x4e}.Bytes(bytes); }

std::optional<std::string> MakeNamedFile(std::string_view name) {
  const auto first = name.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const auto second = name.find(':', first + 1);
  const auto seed = Number(name.substr(first + 1, second == std::string_view::npos ? second : second - first - 1));
  const auto size =
      second == std::string_view::npos ? std::optional<std::uint64_t>(0) : Number(name.substr(second + 1));
  if (!seed || !size || *size > (64u << 20)) return std::nullopt;
  const std::string_view kind = name.substr(0, first);
  if (kind == "jpeg") return MakeJpeg(*seed);
  if (kind == "png") return MakePng(*seed);
  if (kind == "gif") return MakeGif(*seed);
  if (kind == "amr") return MakeAmr(*seed, static_cast<std::uint32_t>(*size));
  if (kind == "mp4") return MakeMp4(*seed, *size);
  if (kind == "pdf") return MakePdf("Demonstration document " + std::to_string(*seed));
  if (kind == "noise") return MakeNoise(*seed, *size);
  return std::nullopt;
}

}  // namespace custos::wecom_sim
