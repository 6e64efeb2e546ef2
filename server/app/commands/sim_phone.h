// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace custos::app {

struct PhoneFlags {
  std::string data = "phone-sim";
  std::string url;
  std::string code;
  std::uint64_t records = 0;
  std::uint64_t recordings = 0;
  std::size_t file_bytes = 200'000;
  std::size_t chunk_bytes = 64 * 1024;
  std::size_t batch_records = 100;
  double rate = 0;
  std::int64_t skew_s = 0;
  std::uint32_t patience_s = 60;
  bool offline = false;
};

/// The options of `custos sim phone`.
void DeclarePhone(CLI::App& app, PhoneFlags& flags);

/// Enrols when there is a code, writes records down, sends what waits, and prints what the server said as JSON.
Status RunPhone(const PhoneFlags& flags);

}  // namespace custos::app
