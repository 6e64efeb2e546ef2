// SPDX-License-Identifier: Apache-2.0
// A baseline JPEG in which every 8 × 8 block has one colour: only DC coefficients, so the encoder stays small.
#include <array>
#include <cstdlib>
#include <vector>

#include "tests/support/wecom_sim/media_factory.h"
#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {
namespace {

constexpr int kWidth = 320;
constexpr int kHeight = 240;
constexpr int kBlock = 8;
constexpr int kColumns = kWidth / kBlock;
constexpr int kRows = kHeight / kBlock;

/// The standard DC table of ITU-T T.81 annex K.3.1: code lengths of sizes 0 to 11.
constexpr std::array<int, 12> kDcLength = {2, 3, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9};
constexpr std::array<unsigned, 12> kDcCode = {0x0, 0x2, 0x3, 0x4, 0x5, 0x6, 0xe, 0x1e, 0x3e, 0x7e, 0xfe, 0x1fe};

class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}

  void Put(unsigned bits, int count) {
    for (int i = count - 1; i >= 0; --i) {
      byte_ = byte_ << 1 | (bits >> i & 1);
      if (++filled_ == 8) Flush();
    }
  }
  void Finish() {
    while (filled_ > 0) Put(1, 1);
  }

 private:
  void Flush() {
    out_ += static_cast<char>(byte_);
    if ((byte_ & 0xff) == 0xff) out_ += '\0';
    byte_ = 0;
    filled_ = 0;
  }

  std::string& out_;
  unsigned byte_ = 0;
  int filled_ = 0;
};

void PutBlock(BitWriter& bits, int level, int& previous) {
  const int difference = level - previous;
  previous = level;
  int size = 0;
  for (int left = std::abs(difference); left > 0; left >>= 1) ++size;
  bits.Put(kDcCode[static_cast<std::size_t>(size)], kDcLength[static_cast<std::size_t>(size)]);
  const int value = difference < 0 ? difference + (1 << size) - 1 : difference;
  bits.Put(static_cast<unsigned>(value), size);
  bits.Put(0, 1);  // end of block, the only code of our AC table
}

void PutSegment(std::string& out, int marker, const std::string& body) {
  const std::size_t size = body.size() + 2;
  out += '\xff';
  out += static_cast<char>(marker);
  out += static_cast<char>(size >> 8);
  out += static_cast<char>(size);
  out += body;
}

std::string Header() {
  std::string out = "\xff\xd8";
  PutSegment(out, 0xe0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14));
  PutSegment(out, 0xdb, std::string(1, '\0') + std::string(64, kBlock));  // a DC step of 8 is one grey level
  std::string frame = {8, kHeight >> 8, static_cast<char>(kHeight & 0xff), kWidth >> 8, kWidth & 0xff, 3};
  for (char component = 1; component <= 3; ++component) frame += std::string{component, 0x11, 0};
  PutSegment(out, 0xc0, frame);
  std::array<char, 16> counts{};
  for (const int length : kDcLength) ++counts[static_cast<std::size_t>(length - 1)];
  std::string dc(1, '\0');
  dc.append(counts.data(), counts.size());
  for (char size = 0; size < 12; ++size) dc += size;
  PutSegment(out, 0xc4, dc);
  PutSegment(out, 0xc4, std::string("\x10\x01", 2) + std::string(16, '\0'));
  PutSegment(out, 0xda, std::string("\3\1\0\2\0\3\0\0\x3f\0", 10));
  return out;
}

struct Colour {
  int y = 0;
  int cb = 0;
  int cr = 0;
};

Colour Mix(const Colour& a, const Colour& b, int part, int whole) {
  const auto mix = [&](int from, int to) { return from + (to - from) * part / whole; };
  return {mix(a.y, b.y), mix(a.cb, b.cb), mix(a.cr, b.cr)};
}

Colour Random(Rng& rng, int low, int high) {
  return {static_cast<int>(rng.Between(low, high)), static_cast<int>(rng.Between(-60, 60)),
          static_cast<int>(rng.Between(-60, 60))};
}

/// A graded background with a few boxes on it, as a stand-in for a product photograph.
std::vector<Colour> Paint(std::uint64_t seed) {
  Rng rng{seed, 0x4a};
  const Colour top = Random(rng, 10, 100);
  const Colour bottom = Random(rng, -90, 30);
  std::vector<Colour> picture;
  for (int i = 0; i < kColumns * kRows; ++i) picture.push_back(Mix(top, bottom, i / kColumns, kRows));
  for (int box = 0; box < 5; ++box) {
    const Colour colour = Random(rng, -80, 100);
    const auto left = rng.Between(1, kColumns - 10);
    const auto upper = rng.Between(1, kRows - 10);
    const auto right = left + rng.Between(3, 9);
    const auto lower = upper + rng.Between(3, 9);
    for (auto row = upper; row < lower; ++row) {
      for (auto column = left; column < right; ++column)
        picture[static_cast<std::size_t>(row * kColumns + column)] = colour;
    }
  }
  return picture;
}

}  // namespace

std::string MakeJpeg(std::uint64_t seed) {
  std::string out = Header();
  BitWriter bits(out);
  Colour last;
  for (const Colour& colour : Paint(seed)) {
    PutBlock(bits, colour.y, last.y);
    PutBlock(bits, colour.cb, last.cb);
    PutBlock(bits, colour.cr, last.cr);
  }
  bits.Finish();
  return out += "\xff\xd9";
}

}  // namespace custos::wecom_sim
