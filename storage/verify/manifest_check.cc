// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/manifest_check.h"

#include <algorithm>
#include <set>

#include "storage/format/note_key.h"
#include "storage/format/record.h"

namespace custos::storage {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kNamed = 5;  // numbers that one fault spells out

std::string Named(const Manifest& m) { return "manifest of " + m.source + " for " + FormatDay(m.day); }

// Numbers that the archive lacks although the manifest does not call them a gap.
std::string Gone(const Manifest& stated, const Manifest& found) {
  std::string text;
  std::size_t named = 0;
  for (const NumberRun& run : found.gaps.listed) {
    for (std::uint64_t number = run.first; number <= run.last && named < kNamed; ++number) {
      const bool known = std::any_of(stated.gaps.listed.begin(), stated.gaps.listed.end(),
                                     [&](const NumberRun& gap) { return gap.first <= number && number <= gap.last; });
      if (known) continue;
      text += (named++ == 0 ? "; gone: " : ", ") + std::to_string(number);
    }
  }
  return text;
}

}  // namespace

Status ManifestCheck::Read(EvidenceSource& source, const NoteVerifier* key, const std::vector<std::string>& more) {
  for (std::uint64_t from = 0;;) {
    const Result<std::vector<StoredManifest>> page = source.Manifests(from, kPage);
    if (!page) return page.error();
    if (page->empty()) break;
    for (const StoredManifest& stored : *page) Take(stored.note, stored.leaf, key);
    from = page->back().leaf + 1;
  }
  const Result<std::vector<std::string>> outside = source.ExternalManifests();
  if (!outside) return outside.error();
  for (const std::string& note : *outside) Take(note, std::nullopt, key);
  for (const std::string& note : more) Take(note, std::nullopt, key);

  // One that is filed speaks for its copies outside.
  std::set<std::string_view> filed;
  for (const Stated& stated : stated_) {
    if (stated.leaf) filed.insert(stated.text);
  }
  for (const Stated& stated : stated_) {
    if (!stated.leaf && !filed.insert(stated.text).second) continue;
    ranges_[{stated.manifest.first, stated.manifest.end}].stated.push_back(&stated);
  }
  CheckChain();
  return {};
}

// A manifest whose signature does not hold is named, and its statement compared all the same: with an archive whose key
// was replaced, it is the archive that is wrong.
void ManifestCheck::Take(const std::string& note, std::optional<std::uint64_t> leaf, const NoteVerifier* key) {
  const std::uint64_t position = leaf.value_or(0);
  const Result<NoteParts> parts = SplitNote(note);
  Result<Manifest> manifest = ParseManifest(parts ? parts->text : std::string_view());
  if (!manifest) return faults_.Add("manifest_invalid", position, "a kept manifest is no signed manifest");
  const Result<std::string> text =
      key != nullptr ? key->VerifyText(note) : Result<std::string>(std::string(parts->text));
  if (!text) faults_.Add("manifest_invalid", position, Named(*manifest) + ": " + text.error().message);
  stated_.push_back({std::move(*manifest), std::string(parts->text), leaf});
}

// What the store files must be whole: ranges follow each other, and every source names the one before.
void ManifestCheck::CheckChain() {
  std::map<std::string, const Stated*> newest;
  std::set<Key> ranges;
  for (const Stated& stated : stated_) {
    if (!stated.leaf) continue;
    const Manifest& m = stated.manifest;
    ranges.insert({m.first, m.end});
    const Stated* before = std::exchange(newest[m.source], &stated);
    std::optional<Manifest::Previous> expected;
    if (before != nullptr) expected = Manifest::Previous{*before->leaf, Sha256(before->text)};
    if (m.previous != expected) {
      faults_.Add("manifest_mismatch", *stated.leaf, Named(m) + " does not continue the one before");
    } else if (before != nullptr && before->manifest.sequence &&
               (!m.sequence || m.sequence->first != before->manifest.sequence->last + 1)) {
      faults_.Add("manifest_mismatch", *stated.leaf, Named(m) + " does not continue the numbers of the one before");
    }
  }
  std::uint64_t next = 0;
  for (const auto& [first, end] : ranges) {
    if (first != next) faults_.Add("manifest_mismatch", first, "ranges of manifests do not follow each other");
    next = end;
  }
}

void ManifestCheck::Move(std::uint64_t index) {
  while (!ranges_.empty() && ranges_.begin()->first.second <= index) {
    Close(ranges_.begin()->first, ranges_.begin()->second);
    ranges_.erase(ranges_.begin());
  }
}

void ManifestCheck::Add(const Leaf& leaf) {
  Move(leaf.index);
  next_ = leaf.index + 1;
  if (leaf.kind == static_cast<std::uint8_t>(RecordKind::kManifest)) {
    const Result<Record> record = DecodeRecord(leaf.record);
    if (record) leaves_.emplace_back(leaf.index, std::get<ManifestFields>(record->fields).text);
    return;
  }
  const std::optional<std::string_view> source = SourceOf(leaf.record);
  if (!source) return;
  for (auto& [key, range] : ranges_) {
    if (key.first > leaf.index) break;
    if (key.second <= leaf.index) continue;  // behind one that ends later
    auto found = range.sources.find(*source);
    if (found == range.sources.end()) found = range.sources.emplace(std::string(*source), ManifestTally()).first;
    found->second.Add(leaf.index, leaf.record, leaf.hash);
  }
}

std::uint64_t ManifestCheck::FirstOpen() const {
  for (const auto& [key, range] : ranges_) {
    if (key.first < next_ && !range.skipped) return key.first;
  }
  return UINT64_MAX;
}

void ManifestCheck::SkipTo(std::uint64_t index, bool skipped) {
  for (auto& [key, range] : ranges_) {
    if (skipped && key.first < index && key.second > next_) range.skipped = true;
  }
  next_ = index;
  Move(index);
}

void ManifestCheck::Close(const Key& key, Range& range) {
  if (range.skipped) return;
  std::set<std::string_view> filed;
  for (const Stated* stated : range.stated) {
    ++checked_;
    if (stated->leaf) filed.insert(stated->manifest.source);
    const auto tally = range.sources.find(stated->manifest.source);
    Compare(*stated, tally == range.sources.end() ? ManifestTally() : tally->second);
  }
  if (filed.empty()) return;
  for (const auto& [source, tally] : range.sources) {
    if (!filed.contains(source)) {
      faults_.Add("manifest_missing", key.first, "records of " + source + " without a manifest for their range");
    }
  }
}

void ManifestCheck::Compare(const Stated& stated, const ManifestTally& tally) {
  const Manifest& m = stated.manifest;
  Manifest found = m;
  tally.Fill(found, m.sequence ? std::optional(m.sequence->first - 1) : std::nullopt);
  if (found == m) return;
  std::string detail = Named(m);
  if (found.messages != m.messages) {
    detail += " states " + std::to_string(m.messages) + " messages, the archive has " + std::to_string(found.messages);
  } else if (found.root != m.root) {
    detail += ": the archive has other records";
  } else {
    detail += ": its totals or lists do not follow from the records";
  }
  faults_.Add("manifest_mismatch", m.first, detail + Gone(m, found));
}

void ManifestCheck::Finish(std::uint64_t end, bool whole) {
  SkipTo(std::max(end, next_), false);
  for (auto& [key, range] : ranges_) {  // ranges that reach beyond the log
    if (!range.skipped && whole) Close(key, range);
  }
  std::map<std::uint64_t, const Stated*> filed;
  for (const Stated& stated : stated_) {
    if (stated.leaf) filed[*stated.leaf] = &stated;
  }
  for (const auto& [leaf, text] : leaves_) {
    const auto stated = filed.find(leaf);
    if (stated == filed.end()) {
      faults_.Add("manifest_missing", leaf, "the manifest of this leaf is not kept");
      continue;
    }
    if (stated->second->text != text)
      faults_.Add("manifest_mismatch", leaf, "the kept manifest is not that of the leaf");
    filed.erase(stated);
  }
  if (!whole) return;
  for (const auto& [leaf, stated] : filed) {
    faults_.Add("manifest_forged", leaf, Named(stated->manifest) + " is no leaf of the log");
  }
}

}  // namespace custos::storage
