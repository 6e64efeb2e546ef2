// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/export_evidence.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "storage/format/bundle.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBatchBytes = 8 << 20;
constexpr std::size_t kSegmentBytes = 64 << 20;
constexpr std::size_t kCheckpointPage = 1000;

Status WriteFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.flush();
  if (!file) return Error{ErrorKind::kUnavailable, "evidence.file", path + " cannot be written"};
  return {};
}

std::string Digits(std::uint64_t number) {
  char name[24];
  std::snprintf(name, sizeof(name), "%020" PRIu64, number);
  return name;
}

Status WriteBundles(EvidenceSource& source, const std::string& directory, std::uint64_t end,
                    const std::function<void(const VerifyProgress&)>& progress) {
  std::ofstream segment;
  std::size_t segment_bytes = kSegmentBytes;
  VerifyProgress done{.position = 0, .end = end, .bytes = 0};
  for (std::uint64_t next = 0; next < end;) {
    const Result<std::vector<StoredBundle>> bundles = source.Bundles(next, kBatchBytes);
    if (!bundles) return bundles.error();
    if (bundles->empty()) break;
    for (const StoredBundle& bundle : *bundles) {
      next = bundle.first + 1;
      if (bundle.first >= end) break;
      if (segment_bytes + bundle.bytes.size() > kSegmentBytes) {
        segment =
            std::ofstream(directory + "/bundles/" + Digits(bundle.first) + ".seg", std::ios::binary | std::ios::trunc);
        segment_bytes = 0;
      }
      segment.write(bundle.bytes.data(), static_cast<std::streamsize>(bundle.bytes.size()));
      segment_bytes += bundle.bytes.size();
      done.position = bundle.first;
      done.bytes += bundle.bytes.size();
    }
    if (!segment.flush()) return Error{ErrorKind::kUnavailable, "evidence.file", "the copy cannot be written"};
    if (progress) progress(done);
  }
  return {};
}

Status WriteTiles(EvidenceSource& source, const std::string& directory, std::uint64_t size) {
  std::uint32_t level = 1;
  for (std::uint64_t hashes = size / kTileWidth; hashes > 0; hashes /= kTileWidth, ++level) {
    const std::string folder = directory + "/tiles/" + std::to_string(level);
    fs::create_directories(folder);
    for (std::uint64_t index = 0; index * kTileWidth < hashes; ++index) {
      const Result<std::optional<std::string>> tile = source.StoredTile({level, index});
      if (!tile) return tile.error();
      if (!tile->has_value()) continue;  // the copy is as damaged as its source
      const std::uint64_t width = std::min(kTileWidth, hashes - index * kTileWidth);
      const std::string_view bytes = std::string_view(**tile).substr(0, width * sizeof(Digest));
      if (Status status = WriteFile(folder + "/" + std::to_string(index), bytes); !status) return status;
    }
  }
  return {};
}

Status WriteCheckpoints(EvidenceSource& source, const std::string& directory, std::uint64_t end) {
  std::string text;
  for (std::uint64_t after = 0;;) {
    const Result<std::vector<StoredCheckpoint>> page = source.Checkpoints(after, kCheckpointPage);
    if (!page) return page.error();
    if (page->empty()) break;
    for (const StoredCheckpoint& checkpoint : *page) {
      if (checkpoint.size <= end) text += checkpoint.note + "\n";
    }
    after = page->back().size;
  }
  return WriteFile(directory + "/checkpoints", text);
}

Status WriteManifests(EvidenceSource& source, const std::string& directory, std::uint64_t end) {
  fs::create_directories(directory + "/manifests");
  for (std::uint64_t from = 0;;) {
    const Result<std::vector<StoredManifest>> page = source.Manifests(from, kCheckpointPage);
    if (!page) return page.error();
    if (page->empty()) return {};
    for (const StoredManifest& manifest : *page) {
      if (manifest.leaf >= end) continue;
      const Status status = WriteFile(directory + "/manifests/" + Digits(manifest.leaf), manifest.note);
      if (!status) return status;
    }
    from = page->back().leaf + 1;
  }
}

Status WriteTimestamps(EvidenceSource& source, const std::string& directory) {
  const Result<std::vector<StoredTimestamp>> timestamps = source.Timestamps();
  if (!timestamps) return timestamps.error();
  fs::create_directories(directory + "/timestamps");
  std::uint64_t size = 0;
  int number = 0;
  for (const StoredTimestamp& timestamp : *timestamps) {
    number = timestamp.size == size ? number + 1 : 0;
    size = timestamp.size;
    const std::string path = directory + "/timestamps/" + Digits(size) + "-" + std::to_string(number);
    if (Status status = WriteFile(path, timestamp.response); !status) return status;
  }
  return {};
}

Status WriteCopy(EvidenceSource& source, const std::string& directory, const LogHead& head,
                 const std::function<void(const VerifyProgress&)>& progress) {
  const Result<std::string> key = source.PublicKey();
  if (!key) return key.error();
  std::string line = *key;
  if (!line.ends_with('\n')) line += '\n';
  fs::create_directories(directory + "/bundles");
  if (Status status = WriteFile(directory + "/archive.pub", line); !status) return status;
  if (Status status = WriteBundles(source, directory, head.size, progress); !status) return status;
  if (Status status = WriteTiles(source, directory, head.size); !status) return status;
  if (Status status = WriteCheckpoints(source, directory, head.size); !status) return status;
  if (Status status = WriteManifests(source, directory, head.size); !status) return status;
  if (Status status = WriteTimestamps(source, directory); !status) return status;
  return WriteFile(directory + "/head", head.note);  // last: a copy without it is not taken for one
}

}  // namespace

Result<std::uint64_t> ExportEvidence(EvidenceSource& source, const std::string& directory,
                                     const std::function<void(const VerifyProgress&)>& progress) {
  std::error_code error;
  if (fs::exists(directory, error) && !fs::is_empty(directory, error)) {
    return Error{ErrorKind::kConflict, "evidence.not_empty", directory + " is not empty"};
  }
  const Result<LogHead> head = source.Head();
  if (!head) return head.error();
  try {
    if (Status status = WriteCopy(source, directory, *head, progress); !status) return status.error();
  } catch (const fs::filesystem_error& failure) {
    return Error{ErrorKind::kUnavailable, "evidence.file", failure.what()};
  }
  return head->size;
}

}  // namespace custos::storage
