// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/offline_archive.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/format/bundle.h"
#include "storage/format/checkpoint.h"

namespace custos::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSegmentEnding = ".seg";

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::kNotFound, "evidence.file", path + " cannot be read"};
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return Error{ErrorKind::kUnavailable, "evidence.file", path + " cannot be read"};
  return bytes;
}

std::optional<std::uint64_t> Number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// Notes, each followed by an empty line. A note holds one empty line itself, before its signatures. Sizes grow from
// note to note; one that does not is filed under the size it should have passed, which the verifier then names.
std::vector<StoredCheckpoint> SplitCheckpoints(std::string_view text) {
  std::vector<StoredCheckpoint> checkpoints;
  while (!text.empty()) {
    const std::size_t signatures = text.find("\n\n");
    const std::size_t end = signatures == text.npos ? text.npos : text.find("\n\n", signatures + 2);
    const std::string_view note = text.substr(0, end == text.npos ? text.size() : end + 1);
    const Result<Checkpoint> claim = ParseClaim(note);
    const std::uint64_t least = checkpoints.empty() ? 1 : checkpoints.back().size + 1;
    checkpoints.push_back({std::max(least, claim ? claim->size : 0), std::string(note)});
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  return checkpoints;
}

}  // namespace

Result<OfflineArchive> OfflineArchive::Open(const std::string& directory) {
  OfflineArchive archive(directory);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory + "/bundles", error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kSegmentEnding)) continue;
    const auto first = Number(std::string_view(name).substr(0, name.size() - kSegmentEnding.size()));
    if (first) archive.segments_.push_back({*first, entry.path().string()});
  }
  if (error || !fs::exists(directory + "/head")) {
    return Error{ErrorKind::kNotFound, "evidence.no_copy", directory + " holds no copy of an archive"};
  }
  std::sort(archive.segments_.begin(), archive.segments_.end(),
            [](const Segment& a, const Segment& b) { return a.first < b.first; });
  const Result<std::string> notes = ReadFile(directory + "/checkpoints");
  if (notes) archive.checkpoints_ = SplitCheckpoints(*notes);
  for (const auto& entry : fs::directory_iterator(directory + "/manifests", error)) {
    const auto leaf = Number(entry.path().filename().string());
    if (leaf) archive.manifests_.emplace_back(*leaf, entry.path().string());
  }
  std::sort(archive.manifests_.begin(), archive.manifests_.end());
  return archive;
}

Result<std::string> OfflineArchive::PublicKey() { return ReadFile(directory_ + "/archive.pub"); }

Result<LogHead> OfflineArchive::Head() {
  Result<std::string> note = ReadFile(directory_ + "/head");
  if (!note) return note.error();
  const Result<Checkpoint> claim = ParseClaim(*note);
  if (!claim) return LogHead{0, EmptyRoot(), std::move(*note)};  // the verifier names the note
  return LogHead{claim->size, claim->root, std::move(*note)};
}

Status OfflineArchive::Load(std::size_t segment) {
  if (segment == loaded_) return {};
  Result<std::string> bytes = ReadFile(segments_[segment].path);
  if (!bytes) return bytes.error();
  bytes_ = std::move(*bytes);
  loaded_ = segment;
  filed_.clear();
  for (std::size_t offset = 0; offset < bytes_.size();) {
    const Result<BundleExtent> extent = ReadExtent(std::string_view(bytes_).substr(offset));
    // Filed by what the header says, but always growing: bundles keep the order of the file. What cannot be
    // delimited is handed on whole, as damaged.
    const std::uint64_t least = filed_.empty() ? segments_[segment].first : filed_.back().first + 1;
    const std::size_t size = extent ? extent->size : bytes_.size() - offset;
    filed_.push_back({extent ? std::max(extent->first, least) : least, offset, size});
    offset += size;
  }
  return {};
}

Result<std::vector<StoredBundle>> OfflineArchive::Bundles(std::uint64_t from, std::size_t max_bytes) {
  std::vector<StoredBundle> bundles;
  std::size_t bytes = 0;
  for (std::size_t segment = 0; segment < segments_.size(); ++segment) {
    if (segment + 1 < segments_.size() && segments_[segment + 1].first <= from) continue;
    if (Status status = Load(segment); !status) return status.error();
    for (const Filed& filed : filed_) {
      if (filed.first < from) continue;
      if (!bundles.empty() && bytes + filed.size > max_bytes) return bundles;
      bundles.push_back({filed.first, bytes_.substr(filed.offset, filed.size)});
      bytes += filed.size;
    }
  }
  return bundles;
}

Result<std::uint64_t> OfflineArchive::BundleAt(std::uint64_t index) {
  std::uint64_t best = 0;
  for (std::size_t segment = segments_.size(); segment-- > 0;) {
    if (segments_[segment].first > index) continue;
    if (Status status = Load(segment); !status) return status.error();
    for (const Filed& filed : filed_) {
      if (filed.first <= index) best = filed.first;
    }
    break;
  }
  return best;
}

Result<std::vector<StoredCheckpoint>> OfflineArchive::Checkpoints(std::uint64_t after, std::size_t limit) {
  std::vector<StoredCheckpoint> page;
  for (const StoredCheckpoint& checkpoint : checkpoints_) {
    if (checkpoint.size > after && page.size() < limit) page.push_back(checkpoint);
  }
  return page;
}

Result<std::vector<StoredManifest>> OfflineArchive::Manifests(std::uint64_t from, std::size_t limit) {
  std::vector<StoredManifest> page;
  for (const auto& [leaf, path] : manifests_) {
    if (leaf < from || page.size() == limit) continue;
    Result<std::string> note = ReadFile(path);
    if (!note) return note.error();
    page.push_back({leaf, std::move(*note)});
  }
  return page;
}

Result<std::vector<StoredTimestamp>> OfflineArchive::Timestamps() {
  std::vector<StoredTimestamp> timestamps;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory_ + "/timestamps", none)) {
    const std::string name = entry.path().filename().string();
    const auto size = Number(std::string_view(name).substr(0, name.find('-')));
    Result<std::string> response = ReadFile(entry.path().string());
    if (!response) return response.error();
    timestamps.push_back({size.value_or(0), std::move(*response)});
  }
  std::stable_sort(timestamps.begin(), timestamps.end(),
                   [](const StoredTimestamp& a, const StoredTimestamp& b) { return a.size < b.size; });
  return timestamps;
}

Result<std::optional<std::string>> OfflineArchive::StoredTile(TileId id) {
  const std::string path = directory_ + "/tiles/" + std::to_string(id.level) + "/" + std::to_string(id.index);
  if (!fs::exists(path)) return std::optional<std::string>();
  Result<std::string> bytes = ReadFile(path);
  if (!bytes) return bytes.error();
  return std::optional<std::string>(std::move(*bytes));
}

}  // namespace custos::storage
