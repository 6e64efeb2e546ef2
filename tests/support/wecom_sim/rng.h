// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace custos::wecom_sim {

/// A seeded generator that gives the same numbers on every machine and library (SplitMix64). Cheap to make, so every
/// message gets its own, keyed by what it belongs to. Not for security.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  /// A stream of its own for each combination of numbers, for example (seed, purpose, message).
  Rng(std::initializer_list<std::uint64_t> keys) : state_(0x9e3779b97f4a7c15u) {
    for (const std::uint64_t key : keys) state_ = Mix(state_ ^ Mix(key + 0x632be59bd9b4e019u));
  }

  std::uint64_t Next() { return Mix(state_ += 0x9e3779b97f4a7c15u); }

  /// Uniform in [0, bound); 0 when bound is 0.
  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(Fraction() * static_cast<double>(bound)); }

  /// Uniform in [low, high].
  std::int64_t Between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(Below(static_cast<std::size_t>(high - low + 1)));
  }

  /// Uniform in [0, 1).
  double Fraction() { return static_cast<double>(Next() >> 11) * 0x1.0p-53; }

  bool Chance(double probability) { return Fraction() < probability; }

  template <class Container>
  const auto& Pick(const Container& items) {
    return items[Below(items.size())];
  }

  std::string Bytes(std::size_t count) {
    std::string bytes(count, '\0');
    for (std::size_t i = 0; i < count; i += 8) {
      std::uint64_t word = Next();
      for (std::size_t k = i; k < count && k < i + 8; ++k, word >>= 8) bytes[k] = static_cast<char>(word);
    }
    return bytes;
  }

 private:
  static std::uint64_t Mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace custos::wecom_sim
