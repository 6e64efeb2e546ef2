// SPDX-License-Identifier: Apache-2.0
#include "server/sound/amr.h"

#include <opencore-amrnb/interf_dec.h>
#include <opencore-amrwb/dec_if.h>

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace custos::server::sound {
namespace {

static_assert(std::endian::native == std::endian::little, "samples are written as they lie in memory");

constexpr std::string_view kNarrowMagic = "#!AMR\n";
constexpr std::string_view kWideMagic = "#!AMR-WB\n";
constexpr std::size_t kWavHead = 44;

// Bytes behind the head of a frame, by frame type (RFC 4867 section 4.1.2, 3GPP TS 26.101 and 26.201). Types that are
// not named here stand for nothing that can be skipped.
constexpr int kUnknown = -1;
constexpr std::array kNarrowBytes{12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, kUnknown, kUnknown, kUnknown, 0};
constexpr std::array kWideBytes{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, kUnknown, kUnknown, kUnknown, kUnknown, 0, 0};

class NarrowDecoder {
 public:
  static constexpr std::size_t kRate = 8'000;
  static constexpr auto& kBytes = kNarrowBytes;

  void Decode(const unsigned char* frame, std::int16_t* samples, bool bad) {
    Decoder_Interface_Decode(state_.get(), frame, samples, bad ? 1 : 0);
  }

 private:
  std::unique_ptr<void, decltype(&Decoder_Interface_exit)> state_{Decoder_Interface_init(), &Decoder_Interface_exit};
};

class WideDecoder {
 public:
  static constexpr std::size_t kRate = 16'000;
  static constexpr auto& kBytes = kWideBytes;

  void Decode(const unsigned char* frame, std::int16_t* samples, bool bad) {
    D_IF_decode(state_.get(), frame, samples, bad ? 1 : 0);
  }

 private:
  std::unique_ptr<void, decltype(&D_IF_exit)> state_{D_IF_init(), &D_IF_exit};
};

void PutLittleEndian(std::string& out, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
}

std::string WavHead(std::size_t rate, std::size_t data) {
  constexpr std::uint32_t kPcm = 1, kChannels = 1, kSampleBytes = 2;
  std::string head = "RIFF";
  PutLittleEndian(head, static_cast<std::uint32_t>(kWavHead - 8 + data), 4);
  head += "WAVEfmt ";
  PutLittleEndian(head, 16, 4);
  PutLittleEndian(head, kPcm, 2);
  PutLittleEndian(head, kChannels, 2);
  PutLittleEndian(head, static_cast<std::uint32_t>(rate), 4);
  PutLittleEndian(head, static_cast<std::uint32_t>(rate * kSampleBytes), 4);
  PutLittleEndian(head, kSampleBytes, 2);
  PutLittleEndian(head, kSampleBytes * 8, 2);
  head += "data";
  PutLittleEndian(head, static_cast<std::uint32_t>(data), 4);
  return head;
}

/// Where each whole frame begins.
template <class Decoder>
Result<std::vector<std::size_t>> Frames(std::string_view bytes) {
  std::vector<std::size_t> frames;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto head = static_cast<unsigned char>(bytes[at]);
    const int size = Decoder::kBytes[head >> 3 & 0x0F];
    if (size == kUnknown) return Error{ErrorKind::kInvalid, "media.not_amr", "a frame of an unknown kind"};
    if (at + 1 + static_cast<std::size_t>(size) > bytes.size()) break;
    frames.push_back(at);
    at += 1 + static_cast<std::size_t>(size);
  }
  return frames;
}

template <class Decoder>
Result<std::string> ToWav(std::string_view bytes) {
  constexpr std::size_t kSamples = Decoder::kRate / 50;  // a frame is 20 ms
  constexpr unsigned char kGood = 0x04;
  const Result<std::vector<std::size_t>> frames = Frames<Decoder>(bytes);
  if (!frames) return frames.error();
  const std::size_t data = frames->size() * kSamples * sizeof(std::int16_t);
  if (data > kMostWavBytes) return Error{ErrorKind::kInvalid, "media.too_long", "too long to be played here"};
  std::string wav = WavHead(Decoder::kRate, data);
  wav.reserve(kWavHead + data);
  Decoder decoder;
  std::array<std::int16_t, kSamples> samples{};
  for (const std::size_t at : *frames) {
    const auto* frame = reinterpret_cast<const unsigned char*>(bytes.data() + at);
    decoder.Decode(frame, samples.data(), (frame[0] & kGood) == 0);
    wav.append(reinterpret_cast<const char*>(samples.data()), sizeof samples);
  }
  return wav;
}

}  // namespace

Result<std::string> WavOfAmr(std::string_view amr) {
  if (amr.starts_with(kNarrowMagic)) return ToWav<NarrowDecoder>(amr.substr(kNarrowMagic.size()));
  if (amr.starts_with(kWideMagic)) return ToWav<WideDecoder>(amr.substr(kWideMagic.size()));
  return Error{ErrorKind::kInvalid, "media.not_amr", "no AMR file of one channel"};
}

}  // namespace custos::server::sound
