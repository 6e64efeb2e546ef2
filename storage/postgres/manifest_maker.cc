// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/manifest_maker.h"

#include <algorithm>

#include "core/log.h"
#include "storage/format/key_file.h"
#include "storage/postgres/postgres_evidence.h"

namespace custos::storage {
namespace {

constexpr std::size_t kReadBytes = 4 << 20;

constexpr char kEnd[] = "SELECT coalesce(max(end_leaf), 0), (SELECT tree_size FROM log_head) FROM manifest";
constexpr char kBundleAt[] = "SELECT coalesce(max(first_leaf), 0) FROM bundle WHERE first_leaf <= $1";
constexpr char kNewest[] =
    "SELECT DISTINCT ON (source) source, manifest_id, note FROM manifest ORDER BY source, manifest_id DESC";
constexpr char kAdd[] =
    "INSERT INTO manifest (manifest_id, source, first_leaf, end_leaf, made_at, note) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr char kAfter[] = "SELECT manifest_id, note FROM manifest WHERE manifest_id > $1 ORDER BY manifest_id";

std::int64_t Signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }

template <class T>
T Take(Result<T> result) {
  if (!result) throw db::Failure(result.error());
  return std::move(result).value();
}

std::string FileName(std::uint64_t leaf) {
  std::string digits = std::to_string(leaf);
  return std::string(20 - std::min<std::size_t>(20, digits.size()), '0') + digits;
}

/// The newest manifest of a source.
struct Newest {
  Manifest::Previous self;
  std::optional<std::uint64_t> last;
};

std::map<std::string, Newest> ReadNewest(db::Connection& connection, const NoteVerifier& key) {
  std::map<std::string, Newest> newest;
  const db::Rows rows = connection.Query(kNewest);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string text = Take(key.VerifyText(rows.View(i, 2)));
    const Manifest manifest = Take(ParseManifest(text));
    Newest& entry = newest[rows.Text(i, 0)];
    entry.self = {rows.Id(i, 1), Sha256(text)};
    if (manifest.sequence) entry.last = manifest.sequence->last;
  }
  return newest;
}

}  // namespace

Result<std::uint64_t> ManifestMaker::Make(std::int32_t zone_minutes, bool to_now) {
  const std::scoped_lock lock(mutex_);
  return db::Guard([&] {
    const TimeMs began = log_.clock().Now();
    std::uint64_t made = 0;
    for (bool more = true; more;) {
      std::optional<Day> day = NextDay(zone_minutes, to_now);
      if (!day) break;
      more = EndOfDay(day->day, zone_minutes) <= began;  // what is left of today is cut once
      made += Record(*day, zone_minutes);
    }
    WriteFiles();
    return made;
  });
}

// The first leaf without a manifest decides the day; its range ends before the first leaf of the day after.
std::optional<ManifestMaker::Day> ManifestMaker::NextDay(std::int32_t zone_minutes, bool to_now) {
  auto lease = pool_.Acquire();
  const db::Rows ends = lease->Query(kEnd);
  const std::uint64_t size = ends.Id(0, 1);
  Day day{.day = 0, .until = 0, .first = ends.Id(0, 0), .end = ends.Id(0, 0), .sources = {}};
  std::uint64_t next = lease->Query(kBundleAt, db::Params().Int(Signed(day.first))).Id(0, 0);
  const TimeMs now = log_.clock().Now();
  while (day.end < size) {
    const std::vector<StoredBundle> stored = ReadBundles(*lease, next, kReadBytes);
    if (stored.empty()) break;
    for (const StoredBundle& one : stored) {
      const Bundle bundle = Take(Bundle::Decode(one.bytes));
      for (std::uint64_t index = std::max(day.end, bundle.first()); index < std::min(size, bundle.end()); ++index) {
        const TimeMs at = bundle.leaves()[index - bundle.first()].at;
        if (index == day.first) {
          day.day = DayOf(at, zone_minutes);
          day.until = EndOfDay(day.day, zone_minutes);
          if (day.until > now && !to_now) return std::nullopt;
          day.until = std::min(day.until, now + 1);
        }
        if (at >= day.until) return day.end == day.first ? std::nullopt : std::optional(std::move(day));
        const Leaf leaf = Take(bundle.ReadLeaf(index));
        if (const auto source = SourceOf(leaf.record)) {
          day.sources[std::string(*source)].Add(index, leaf.record, leaf.hash);
        }
        day.end = index + 1;
      }
      next = bundle.end();
    }
  }
  return day.end == day.first ? std::nullopt : std::optional(std::move(day));
}

std::uint64_t ManifestMaker::Record(Day& day, std::int32_t zone_minutes) {
  std::uint64_t made = 0;
  const auto size = log_.Append([&](db::Connection& connection, BundleBuilder& builder) {
    if (connection.Query(kEnd).Id(0, 0) != day.first) return;  // another program was faster
    const NoteSigner& signer = log_.signer();
    std::map<std::string, Newest> newest = ReadNewest(connection, signer.verifier());
    for (const auto& [source, entry] : newest) day.sources.try_emplace(source);
    for (const auto& [source, tally] : day.sources) {
      Manifest manifest{.origin = signer.verifier().name(),
                        .source = source,
                        .day = day.day,
                        .zone_minutes = zone_minutes,
                        .until = day.until,
                        .first = day.first,
                        .end = day.end};
      const auto before = newest.find(source);
      if (before != newest.end()) manifest.previous = before->second.self;
      tally.Fill(manifest, before == newest.end() ? std::nullopt : before->second.last);
      const std::string text = FormatManifest(manifest);
      const std::uint64_t leaf = builder.Add(ManifestFields{text});
      connection.Query(kAdd, db::Params()
                                 .Int(Signed(leaf))
                                 .Text(source)
                                 .Int(Signed(day.first))
                                 .Int(Signed(day.end))
                                 .Int(builder.at())
                                 .Text(Take(signer.SignText(text))));
      ++made;
    }
  });
  if (!size) throw db::Failure(size.error());
  return made;
}

// All that the directory does not have yet: a crash between commit and file is made good by the next call.
void ManifestMaker::WriteFiles() {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  std::string newest;
  for (const auto& file : std::filesystem::directory_iterator(directory_, error)) {
    const std::string name = file.path().filename().string();
    if (name.size() == 20) newest = std::max(newest, name);
  }
  auto lease = pool_.Acquire();
  const std::int64_t after = newest.empty() ? -1 : std::strtoll(newest.c_str(), nullptr, 10);
  const db::Rows rows = lease->Query(kAfter, db::Params().Int(after));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string path = (directory_ / FileName(rows.Id(i, 0))).string();
    if (const Status written = WriteKeyFile(path, rows.View(i, 1), 0644); !written) {
      Log(LogLevel::kError, "a manifest could not be written beside the database", {{"code", written.error().code}});
      return;
    }
  }
}

}  // namespace custos::storage
