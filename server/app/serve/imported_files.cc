// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/imported_files.h"

#include <charconv>
#include <chrono>

#include "connectors/record/android/android_parser.h"
#include "connectors/record/element_scanner.h"
#include "core/wait.h"

namespace custos::app {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
constexpr std::chrono::milliseconds kLongPause{3'600'000};

struct Place {
  std::string upload;
  std::uint64_t offset = 0;
  std::uint64_t part = 0;
};

bool ReadNumber(std::string_view text, std::uint64_t& into) {
  return !text.empty() &&
         std::from_chars(text.data(), text.data() + text.size(), into).ptr == text.data() + text.size();
}

bool ReadPlace(const std::string& locator, Place& place) {
  const std::size_t last = locator.rfind(':');
  if (last == std::string::npos || last == 0) return false;
  const std::size_t first = locator.rfind(':', last - 1);
  if (first == std::string::npos) return false;
  place.upload = locator.substr(0, first);
  const std::string_view text = locator;
  return ReadNumber(text.substr(first + 1, last - first - 1), place.offset) &&
         ReadNumber(text.substr(last + 1), place.part);
}

}  // namespace

void ImportedFiles::Run(std::string, IntakeSink&, std::stop_token stop) {
  while (WaitFor(kLongPause, stop)) {
  }
}

Result<Intake> ImportedFiles::Retry(const std::vector<ParkedMessage>&) { return Intake{}; }

Status ImportedFiles::FetchMedia(const MediaRef& media, MediaWriter& out, std::stop_token stop) {
  Place place;
  if (!ReadPlace(media.locator, place)) return Error{ErrorKind::kInvalid, "import.bad_locator", "no such place"};
  record::ElementScanner scanner({"mms"}, place.offset, 1);
  record::Element element;
  for (std::uint64_t at = place.offset; !scanner.Next(element);) {
    if (stop.stop_requested()) return Error{ErrorKind::kUnavailable, "import.stopping", "the server stops"};
    const Result<std::string> bytes = uploads_.Read(place.upload, at, kChunk);
    if (!bytes) return bytes.error();
    const bool passed_by = at - place.offset > record::ElementScanner::kLargestElement;
    if (bytes->empty() || passed_by)
      return Error{ErrorKind::kNotFound, "import.no_such_part", "the file has no such part"};
    at += bytes->size();
    scanner.Feed(*bytes);
  }
  const Result<std::string> part = android::PartOf(element.bytes, place.part);
  if (!part) return part.error();
  for (std::size_t at = 0; at < part->size(); at += kChunk) {
    if (const Status written = out.Write(std::string_view(*part).substr(at, kChunk)); !written) return written;
  }
  return {};
}

}  // namespace custos::app
