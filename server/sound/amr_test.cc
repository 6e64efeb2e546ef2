// SPDX-License-Identifier: Apache-2.0
#include "server/sound/amr.h"

#include <opencore-amrnb/interf_enc.h>

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace custos::server::sound {
namespace {

constexpr std::size_t kFrame = 160;
constexpr double kPi = 3.14159265358979323846;

/// A second of a tone, as a telephone would record it.
std::string ToneAsAmr(double hertz) {
  std::string amr = "#!AMR\n";
  void* encoder = Encoder_Interface_init(0);
  std::array<std::int16_t, kFrame> samples{};
  std::array<unsigned char, 64> frame{};
  for (std::size_t n = 0; n < 50; ++n) {
    for (std::size_t i = 0; i < kFrame; ++i) {
      const double seconds = static_cast<double>(n * kFrame + i) / 8'000;
      samples[i] = static_cast<std::int16_t>(8'000 * std::sin(2 * kPi * hertz * seconds));
    }
    const int size = Encoder_Interface_Encode(encoder, MR122, samples.data(), frame.data(), 0);
    amr.append(reinterpret_cast<const char*>(frame.data()), static_cast<std::size_t>(size));
  }
  Encoder_Interface_exit(encoder);
  return amr;
}

std::uint32_t NumberAt(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

std::vector<std::int16_t> SamplesOf(const std::string& wav) {
  std::vector<std::int16_t> samples((wav.size() - 44) / 2);
  std::memcpy(samples.data(), wav.data() + 44, samples.size() * 2);
  return samples;
}

}  // namespace

TEST_CASE("A voice message becomes a WAV of the same sound") {
  const auto wav = WavOfAmr(ToneAsAmr(500));
  REQUIRE(wav.ok());
  CHECK(wav->substr(0, 4) == "RIFF");
  CHECK(wav->substr(8, 8) == "WAVEfmt ");
  CHECK(NumberAt(*wav, 4) == wav->size() - 8);
  CHECK(NumberAt(*wav, 24) == 8'000);
  CHECK(NumberAt(*wav, 40) == wav->size() - 44);
  const auto samples = SamplesOf(*wav);
  REQUIRE(samples.size() == 8'000);
  int crossings = 0;
  double energy = 0;
  for (std::size_t i = 4'000; i < samples.size(); ++i) {
    if ((samples[i] < 0) != (samples[i - 1] < 0)) ++crossings;
    energy += std::pow(samples[i], 2);
  }
  CHECK(crossings == Approx(500).margin(20));  // twice 500 Hz in half a second
  CHECK(std::sqrt(energy / 4'000) == Approx(8'000 / std::sqrt(2)).epsilon(0.25));
}

TEST_CASE("Wide band has twice the samples, and frames without data are silence of their length") {
  const auto wav = WavOfAmr("#!AMR-WB\n" + std::string(10, '\x7C'));
  REQUIRE(wav.ok());
  CHECK(NumberAt(*wav, 24) == 16'000);
  CHECK(SamplesOf(*wav).size() == 10 * 320);
  CHECK(SamplesOf(*WavOfAmr("#!AMR\n" + std::string(10, '\x7C'))).size() == 10 * 160);
}

TEST_CASE("A file that was cut off gives what is whole, a lost frame is concealed") {
  std::string amr = ToneAsAmr(500);
  CHECK(SamplesOf(*WavOfAmr(amr.substr(0, amr.size() - 5))).size() == 49 * kFrame);
  amr[6 + 25 * 32] &= static_cast<char>(~0x04);  // the 26th frame says that it is damaged
  CHECK(SamplesOf(*WavOfAmr(amr)).size() == 50 * kFrame);
  CHECK(SamplesOf(*WavOfAmr("#!AMR\n")).empty());
}

TEST_CASE("What is no voice message is refused") {
  CHECK(WavOfAmr("").error().code == "media.not_amr");
  CHECK(WavOfAmr("RIFF....WAVE").error().code == "media.not_amr");
  CHECK(WavOfAmr("#!AMR_MC1.0\n" + std::string(40, '\0')).error().code == "media.not_amr");
  CHECK(WavOfAmr("#!AMR\n\x64" + std::string(40, '\0')).error().code == "media.not_amr");  // frame type 12
  std::string endless = "#!AMR\n" + std::string(kMostWavBytes / 320 + 1, '\x7C');
  CHECK(WavOfAmr(endless).error().code == "media.too_long");
}

}  // namespace custos::server::sound
