// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace custos::storage {

/// Appends bits to a string, least significant first; the last byte is filled with zeros.
class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}
  ~BitWriter() {
    if (used_ > 0) out_.push_back(static_cast<char>(buffer_));
  }
  BitWriter(const BitWriter&) = delete;
  BitWriter& operator=(const BitWriter&) = delete;

  /// At most 32 bits at a time.
  void Put(std::uint64_t value, unsigned bits) {
    buffer_ |= value << used_;
    used_ += bits;
    for (; used_ >= 8; used_ -= 8, buffer_ >>= 8) out_.push_back(static_cast<char>(buffer_));
  }

  /// Quotient in unary, remainder in `shift` bits.
  void PutRice(std::uint64_t value, unsigned shift) {
    for (std::uint64_t quotient = value >> shift; quotient > 0; --quotient) Put(1, 1);
    Put(0, 1);
    Put(value & ((1ULL << shift) - 1), shift);
  }

 private:
  std::string& out_;
  std::uint64_t buffer_ = 0;
  unsigned used_ = 0;
};

/// Reads what BitWriter wrote. Behind the end everything is zero and ok() false.
class BitReader {
 public:
  explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t Take(unsigned bits) {
    Fill();
    if (bits > have_) return ok_ = false, 0;
    const std::uint64_t value = buffer_ & ((1ULL << bits) - 1);
    Drop(bits);
    return value;
  }

  std::uint64_t TakeRice(unsigned shift) {
    std::uint64_t quotient = 0;
    for (;;) {
      Fill();
      const unsigned ones = static_cast<unsigned>(std::countr_one(buffer_));
      if (ones < have_) {
        quotient += ones;
        Drop(ones + 1);
        break;
      }
      if (have_ == 0) return ok_ = false, 0;
      quotient += have_;
      Drop(have_);
    }
    return quotient << shift | Take(shift);
  }

  bool ok() const { return ok_; }
  /// Whole bytes that were looked at so far, the one that is open included.
  std::size_t used() const { return at_ - have_ / 8; }

 private:
  void Fill() {
    while (have_ <= 48 && at_ < bytes_.size()) {
      buffer_ |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes_[at_++])) << have_;
      have_ += 8;
    }
  }
  void Drop(unsigned bits) {
    buffer_ >>= bits;
    have_ -= bits;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint64_t buffer_ = 0;
  unsigned have_ = 0;
  bool ok_ = true;
};

/// The parameter that suits `count` sorted numbers below `range`.
inline unsigned RiceShift(std::uint64_t range, std::uint64_t count) {
  const std::uint64_t mean = range / count;
  return mean < 2 ? 0 : static_cast<unsigned>(std::bit_width(mean)) - 1;
}

}  // namespace custos::storage
