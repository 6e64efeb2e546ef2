// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

/// Numbers from first to last, both included.
struct NumberRun {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  bool operator==(const NumberRun&) const = default;
};

/// Runs of numbers, of which only the first kMaxManifestLines are written out.
struct NumberRuns {
  std::uint64_t numbers = 0;
  std::uint64_t runs = 0;
  std::vector<NumberRun> listed = {};

  bool operator==(const NumberRuns&) const = default;
};

/// A message that waits for its key or its parser, or no longer waits.
struct ParkedLine {
  std::uint64_t leaf = 0;  ///< of the parked record
  std::uint64_t seq = 0;
  std::string reason;  ///< stable code; empty among `freed`

  bool operator==(const ParkedLine&) const = default;
};

constexpr std::size_t kMaxManifestLines = 2000;

/// What one source brought in one range of leaves, FORMAT.md section 9.
struct Manifest {
  struct Previous {
    std::uint64_t leaf = 0;
    Digest text{};

    bool operator==(const Previous&) const = default;
  };

  std::string origin;  ///< "custos/<archive id>"
  std::string source;
  std::int64_t day = 0;           ///< days since 1970-01-01 in the zone
  std::int32_t zone_minutes = 0;  ///< east of UTC
  TimeMs until = 0;
  std::uint64_t first = 0;  ///< leaves: [first, end)
  std::uint64_t end = 0;
  std::optional<Previous> previous = {};
  std::uint64_t records = 0;
  std::uint64_t messages = 0;
  Digest root{};
  std::optional<NumberRun> sequence = {};  ///< last = first - 1 when no new number came; nullopt before any number
  NumberRuns gaps = {};
  NumberRuns late = {};
  std::uint64_t parked = 0;
  std::vector<ParkedLine> held = {};
  std::uint64_t settled = 0;
  std::vector<ParkedLine> freed = {};

  bool operator==(const Manifest&) const = default;
};

std::string FormatManifest(const Manifest& manifest);

/// From exactly such a text; kCorrupt "evidence.malformed" for anything else.
Result<Manifest> ParseManifest(std::string_view text);

/// Days since 1970-01-01 of a time in a zone, and the end of such a day in UTC.
std::int64_t DayOf(TimeMs at, std::int32_t zone_minutes);
TimeMs EndOfDay(std::int64_t day, std::int32_t zone_minutes);

std::string FormatDay(std::int64_t day);                       ///< "2026-01-31"
std::optional<std::int64_t> ParseDay(std::string_view text);   ///< the reverse; nullopt for no such day
std::string FormatZone(std::int32_t minutes);                  ///< "+08:00"
std::optional<std::int32_t> ParseZone(std::string_view text);  ///< up to 14:59 either way

}  // namespace custos::storage
