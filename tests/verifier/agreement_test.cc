// SPDX-License-Identifier: Apache-2.0
// Two verifiers that share no code read the same copies, good ones and one for each kind of damage, and must agree.
#include <stdio.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "storage/verify/bundle_damage_test.h"
#include "storage/verify/export_evidence.h"
#include "storage/verify/offline_archive.h"
#include "tests/support/process.h"

namespace custos {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using storage::testing::EditBody;
using storage::testing::MemoryEvidence;
using storage::testing::Rearrange;
using storage::testing::Rewritten;
using storage::testing::SampleArchive;

constexpr std::uint64_t kLeaves = 13;  // of a bundle of the sample

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

void Edit(const fs::path& path, const std::function<void(std::string&)>& edit) {
  std::string bytes = ReadFile(path);
  edit(bytes);
  WriteFile(path, bytes);
}

void Replace(const fs::path& path, const std::string& what, const std::string& by) {
  Edit(path, [&](std::string& bytes) { bytes.replace(bytes.find(what), what.size(), by); });
}

fs::path Segment(const fs::path& copy, std::uint64_t first) {
  std::string name = std::to_string(first);
  return copy / "bundles" / (std::string(20 - name.size(), '0') + name + ".seg");
}

/// Where the bundles of a segment begin, and its end.
std::vector<std::size_t> Borders(const fs::path& segment) {
  const std::string bytes = ReadFile(segment);
  std::vector<std::size_t> borders{0};
  while (borders.back() < bytes.size()) {
    borders.push_back(borders.back() + storage::ReadExtent(std::string_view(bytes).substr(borders.back()))->size);
  }
  return borders;
}

/// Everything that is read of the bundles in the bytes; nothing when they cannot be read.
std::optional<std::string> Unpacked(std::string_view bytes) {
  std::string all;
  while (!bytes.empty()) {
    std::size_t used = 0;
    const auto bundle = storage::Bundle::Decode(bytes, &used);
    if (!bundle) return std::nullopt;
    const auto hashes = bundle->LeafHashes();
    if (!hashes) return std::nullopt;
    all += std::to_string(bundle->first()) + " " + std::to_string(bundle->at());
    for (std::size_t i = 0; i < hashes->size(); ++i) {
      all += " " + HexEncode(AsBytes((*hashes)[i])) + " " + std::to_string(bundle->leaves()[i].check);
    }
    bytes.remove_prefix(used);
  }
  return all;
}

/// Flips one bit. Some bits of a zstd frame mean nothing (RFC 8878 has unused and reserved ones, and padding): a flip
/// after which everything reads as before is no damage, and another one is chosen.
void FlipBit(std::string& bytes, bool segment, std::mt19937& random) {
  const auto before = segment ? Unpacked(bytes) : std::nullopt;
  for (;;) {
    // The empty line at the end is no part of any note.
    char& byte = bytes[random() % (bytes.size() - 1)];
    const auto bit = static_cast<char>(1 << random() % 8);
    byte ^= bit;
    if (!segment || Unpacked(bytes) != before) return;
    byte ^= bit;
  }
}

/// Cuts the one segment of a small copy into files of 20 bundles, as a large archive has several.
void Split(const fs::path& copy) {
  const fs::path whole = Segment(copy, 0);
  const std::string bytes = ReadFile(whole);
  const std::vector<std::size_t> borders = Borders(whole);
  for (std::size_t n = 0; n + 1 < borders.size(); n += 20) {
    const std::size_t end = borders[std::min(n + 20, borders.size() - 1)];
    const std::string part = bytes.substr(borders[n], end - borders[n]);
    WriteFile(Segment(copy, storage::ReadExtent(part)->first), part);
  }
}

/// What a verifier says of a copy.
struct Verdict {
  std::optional<std::uint64_t> first_bad;  ///< none: clean
  std::uint64_t messages = 0;
  std::string root;
};

Verdict Ours(const fs::path& copy, const std::string& key) {
  Result<storage::OfflineArchive> archive = storage::OfflineArchive::Open(copy.string());
  REQUIRE(archive.ok());
  const SystemClock clock;
  const Result<storage::VerifyReport> report = storage::Verifier(*archive, clock, {.public_key = key}).Run();
  REQUIRE(report.ok());
  Verdict verdict{.first_bad = {}, .messages = report->messages, .root = report->root};
  if (!report->ok) verdict.first_bad = report->faults.at(0).position;
  return verdict;
}

/// A line of the second verifier for each copy.
std::vector<json> Theirs(const std::vector<fs::path>& copies, const std::string& key) {
  std::string command = "/usr/bin/python3 '" CUSTOS_SECOND_VERIFIER "'";
  if (!key.empty()) command += " --key '" + key + "'";
  for (const fs::path& copy : copies) command += " '" + copy.string() + "'";
  FILE* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  char buffer[65536];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) out.append(buffer, n);
  ::pclose(pipe);
  std::vector<json> reports;
  for (std::size_t begin = 0, end = 0; (end = out.find('\n', begin)) != out.npos; begin = end + 1) {
    reports.push_back(json::parse(out.substr(begin, end - begin)));
  }
  INFO("needs python3-zstandard and python3-cryptography");
  REQUIRE(reports.size() == copies.size());
  return reports;
}

/// Copies of archives, damaged one way each, until both verifiers have spoken.
class Copies {
 public:
  using FileDamage = std::function<void(const fs::path&)>;

  /// `expected` is the first bad position; none for a copy that is clean.
  void Add(const std::string& name, MemoryEvidence& archive, std::optional<std::uint64_t> expected,
           const FileDamage& damage = {}) {
    const fs::path copy = AddDamaged(name, archive, damage);
    expected_.back() = {true, expected};
  }

  /// For damage of which only is known that it is damage.
  fs::path AddDamaged(const std::string& name, MemoryEvidence& archive, const FileDamage& damage) {
    const fs::path copy = directory_.path() / std::to_string(copies_.size());
    REQUIRE(storage::ExportEvidence(archive, copy.string(), {}).ok());
    Split(copy);
    if (damage) damage(copy);
    copies_.push_back(copy);
    names_.push_back(name);
    expected_.emplace_back(false, std::nullopt);
    return copy;
  }

  void Compare(const std::string& key = {}) const {
    const std::vector<json> theirs = Theirs(copies_, key);
    for (std::size_t n = 0; n < copies_.size(); ++n) {
      const Verdict ours = Ours(copies_[n], key);
      INFO(names_[n] << "\nthe second verifier: " << theirs[n].dump());
      CHECK(theirs[n].at("first_bad") == (ours.first_bad ? json(*ours.first_bad) : json()));
      CHECK(theirs[n].at("ok") == !ours.first_bad.has_value());
      if (expected_[n].first) {
        CHECK(ours.first_bad == expected_[n].second);
      } else {
        CHECK(ours.first_bad.has_value());
      }
      if (ours.first_bad) continue;
      CHECK(theirs[n].at("messages") == ours.messages);
      CHECK(theirs[n].at("root") == ours.root);
    }
  }

 private:
  testing::TempDir directory_;
  std::vector<fs::path> copies_;
  std::vector<std::string> names_;
  std::vector<std::pair<bool, std::optional<std::uint64_t>>> expected_;
};

}  // namespace

TEST_CASE("both verifiers find good archives clean and compute the same root") {
  Copies copies;
  MemoryEvidence sample = SampleArchive();
  copies.Add("the sample", sample, {});
  MemoryEvidence empty;
  copies.Add("an empty archive", empty, {});
  MemoryEvidence erased = SampleArchive();
  erased.bundles[10].bytes = *storage::Bundle::Decode(erased.bundles[10].bytes)->Erase({10 * kLeaves + 4});
  copies.Add("content erased without a receipt", erased, 10 * kLeaves + 4);
  storage::BundleBuilder receipt(erased.log.size(), 1, Sha256("receipt"));
  receipt.Add(storage::ErasureFields{10 * kLeaves + 4, 10 * kLeaves + 5, "request"},
              storage::EncodeStatement({1, "u", "n"}));
  erased.Append(receipt);
  copies.Add("content erased with a receipt", erased, {});
  copies.Compare();
}

TEST_CASE("both verifiers follow tiles of two levels") {
  MemoryEvidence large;
  while (large.log.size() < 66'000) large.Commit(1000);
  large.Checkpoint();
  Copies copies;
  copies.Add("good", large, {});
  copies.Add("tile of level 2", large, 0,
             [](const fs::path& copy) { Edit(copy / "tiles/2/0", [](std::string& tile) { tile[3] ^= 1; }); });
  copies.Compare();
}

TEST_CASE("both verifiers name the same first bad leaf of damaged bundles") {
  Copies copies;
  const auto add = [&](const char* name, std::uint64_t position, const std::function<void(MemoryEvidence&)>& damage) {
    MemoryEvidence archive = SampleArchive();
    damage(archive);
    copies.Add(name, archive, position);
  };
  add("content changed", 5 * kLeaves + 3, [](MemoryEvidence& archive) {
    EditBody(archive.bundles[5], [](std::string& body) { body[body.find("样品编号 53")] ^= 1; });
  });
  add("record changed", 5 * kLeaves + 3, [](MemoryEvidence& archive) {
    EditBody(archive.bundles[5],
             [](std::string& body) { body[body.find(AsBytes(storage::testing::FullMessage(53).envelope)) + 4] ^= 1; });
  });
  add("record taken out of a bundle", 30 * kLeaves + 4, [](MemoryEvidence& archive) {
    Rearrange(archive.bundles[30], {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12});
  });
  add("records swapped in a bundle", 30 * kLeaves + 3, [](MemoryEvidence& archive) {
    Rearrange(archive.bundles[30], {0, 1, 2, 7, 4, 5, 6, 3, 8, 9, 10, 11, 12});
  });
  add("record put into a bundle", 30 * kLeaves + 3, [](MemoryEvidence& archive) {
    Rearrange(archive.bundles[30], {0, 1, 2, 7, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  });
  add("bundle dropped", 30 * kLeaves,
      [](MemoryEvidence& archive) { archive.bundles.erase(archive.bundles.begin() + 30); });
  add("bundles swapped", 20 * kLeaves,
      [](MemoryEvidence& archive) { std::swap(archive.bundles[20].bytes, archive.bundles[21].bytes); });
  add("end cut off", 55 * kLeaves, [](MemoryEvidence& archive) { archive.bundles.resize(55); });
  add("bundle rewritten with all its own checks", 256,
      [](MemoryEvidence& archive) { archive.bundles[30] = Rewritten(archive, 30); });
  add("bundle and tiles rewritten", 30 * kLeaves, [](MemoryEvidence& archive) {
    archive.bundles[30] = Rewritten(archive, 30);
    storage::LogAppender log;
    for (const storage::StoredBundle& stored : archive.bundles) {
      const std::vector<Digest> hashes = *storage::Bundle::Decode(stored.bytes)->LeafHashes();
      for (const Digest& hash : hashes) log.Append(hash);
    }
    archive.tiles.clear();
    for (const storage::Tile& tile : log.TakeChangedTiles()) archive.tiles[tile.id] = tile.bytes;
  });
  add("a judgement that hides an alert", 783, [](MemoryEvidence& archive) {
    storage::BundleBuilder builder(archive.log.size(), 1, Sha256("judge"));
    builder.Add(storage::AlertFields{1, "abuse", Severity::kLow, Digest{}}, storage::EncodeFindings({}));
    builder.Add(storage::JudgementFields{Digest{}, 0, 10, 1, storage::JudgementResult({})});
    archive.Append(builder);
  });
  add("messages that nobody judged", 783, [](MemoryEvidence& archive) {
    storage::BundleBuilder builder(archive.log.size(), 1, Sha256("unjudged"));
    for (std::uint64_t seq = 1001; seq <= 1003; ++seq) builder.AddMessage(storage::testing::FullMessage(seq));
    builder.AddJudgement(Digest{}, 782, 783);
    archive.Append(builder);
  });
  add("a decision about an alert to come", 782, [](MemoryEvidence& archive) {
    storage::BundleBuilder builder(archive.log.size(), 1, Sha256("decision"));
    builder.Add(storage::DecisionFields{900, storage::AlertState::kNew, storage::AlertState::kViolation, false},
                storage::EncodeStatement({1, "u", "n"}));
    archive.Append(builder);
  });
  copies.Compare();
}

TEST_CASE("both verifiers name the same first bad position of damaged files") {
  MemoryEvidence sample = SampleArchive();
  Copies copies;
  copies.Add("head's size changed", sample, 780,
             [](const fs::path& copy) { Replace(copy / "head", "\n782\n", "\n780\n"); });
  copies.Add("head's signature changed", sample, 782,
             [](const fs::path& copy) { Edit(copy / "head", [](std::string& note) { note[note.size() - 40] ^= 1; }); });
  copies.Add("head put back", sample, 780, [](const fs::path& copy) {
    const std::string notes = ReadFile(copy / "checkpoints");
    WriteFile(copy / "head", notes.substr(notes.rfind("custos/test\n"), notes.npos));
    Edit(copy / "head", [](std::string& note) { note.pop_back(); });
  });
  copies.Add("head emptied", sample, 0, [](const fs::path& copy) { WriteFile(copy / "head", ""); });
  copies.Add("checkpoint changed", sample, 391,
             [](const fs::path& copy) { Replace(copy / "checkpoints", "\n390\n", "\n391\n"); });
  copies.Add("checkpoint's signature changed", sample, 260, [](const fs::path& copy) {
    Edit(copy / "checkpoints", [](std::string& notes) { notes[notes.find("\n390\n") - 30] ^= 1; });
  });
  copies.Add("checkpoints removed", sample, {}, [](const fs::path& copy) { WriteFile(copy / "checkpoints", ""); });
  copies.Add("tile changed", sample, 256,
             [](const fs::path& copy) { Edit(copy / "tiles/1/0", [](std::string& tile) { tile[40] ^= 1; }); });
  copies.Add("tile removed", sample, 0, [](const fs::path& copy) { fs::remove(copy / "tiles/1/0"); });
  copies.Add("tile cut short", sample, 512, [](const fs::path& copy) { fs::resize_file(copy / "tiles/1/0", 70); });
  copies.Add("file of bundles removed", sample, 260,
             [](const fs::path& copy) { fs::remove(Segment(copy, 20 * kLeaves)); });
  copies.Add("last file of bundles removed", sample, 780,
             [](const fs::path& copy) { fs::remove(Segment(copy, 60 * kLeaves)); });
  copies.Add("file cut between bundles", sample, 35 * kLeaves, [](const fs::path& copy) {
    const fs::path segment = Segment(copy, 20 * kLeaves);
    fs::resize_file(segment, Borders(segment)[15]);
  });
  copies.Add("file cut inside a bundle", sample, 35 * kLeaves, [](const fs::path& copy) {
    const fs::path segment = Segment(copy, 20 * kLeaves);
    fs::resize_file(segment, Borders(segment)[15] + 100);
  });
  copies.Add("bundle stored twice", sample, 20 * kLeaves + 1, [](const fs::path& copy) {
    const fs::path segment = Segment(copy, 20 * kLeaves);
    Edit(segment, [&](std::string& bytes) { bytes.insert(0, bytes.substr(0, Borders(segment)[1])); });
  });
  copies.Add("a file under another index", sample, 261,
             [](const fs::path& copy) { fs::rename(Segment(copy, 20 * kLeaves), Segment(copy, 20 * kLeaves + 1)); });
  copies.Add("key of another archive", sample, 130, [](const fs::path& copy) {
    WriteFile(copy / "archive.pub", storage::NoteSigner::Generate("custos/other")->verifier().vkey() + "\n");
  });
  copies.Add("key that is none", sample, 0,
             [](const fs::path& copy) { Edit(copy / "archive.pub", [](std::string& key) { key[25] ^= 1; }); });
  copies.Compare();
}

TEST_CASE("both verifiers agree on every byte changed at random") {
  MemoryEvidence sample = SampleArchive();
  std::mt19937 random(20);
  Copies copies;
  for (int n = 0; n < 120; ++n) {
    copies.AddDamaged("random change " + std::to_string(n), sample, [&](const fs::path& copy) {
      // The larger a file, the more often; each kind of file at least sometimes.
      const std::vector<fs::path> files{Segment(copy, 0),
                                        Segment(copy, 20 * kLeaves),
                                        Segment(copy, 40 * kLeaves),
                                        Segment(copy, 60 * kLeaves),
                                        copy / "checkpoints",
                                        copy / "head",
                                        copy / "tiles/1/0",
                                        copy / "archive.pub"};
      const std::size_t which = random() % files.size();
      Edit(files[which], [&](std::string& bytes) { FlipBit(bytes, which < 4, random); });
    });
  }
  copies.Compare();
}

TEST_CASE("both verifiers hold manifests against the archive") {
  Copies copies;
  const auto add = [&](const char* name, std::optional<std::uint64_t> position,
                       const std::function<void(MemoryEvidence&)>& damage) {
    MemoryEvidence archive;
    for (int day = 0; day < 3; ++day) {
      for (int i = 0; i < 20; ++i) archive.Commit(10);
      archive.MakeManifests();  // two sources: leaves 260 and 261, 522 and 523, 784 and 785; ranges from 0, 260 and 522
      archive.Checkpoint();
    }
    damage(archive);
    copies.Add(name, archive, position);
  };
  const auto resign = [](MemoryEvidence& archive, std::size_t n, const std::string& what, const std::string& by) {
    std::string text = MemoryEvidence::TextOf(archive.manifests[n].note);
    text.replace(text.find(what), what.size(), by);
    archive.manifests[n].note = *archive.signer.SignText(text);
  };
  add("good manifests", {}, [](MemoryEvidence&) {});
  add("a bundle of a range cut out", 260,
      [](MemoryEvidence& archive) { archive.bundles.erase(archive.bundles.begin() + 30); });
  add("a manifest taken away", 260,
      [](MemoryEvidence& archive) { archive.manifests.erase(archive.manifests.begin() + 2); });
  add("all of a day taken away", 522, [](MemoryEvidence& archive) {
    archive.manifests.erase(archive.manifests.begin() + 2, archive.manifests.begin() + 4);
  });
  add("a manifest changed without the key", 784, [](MemoryEvidence& archive) {
    std::string& note = archive.manifests[4].note;
    note[note.find("day ") + 4] = '2';
  });
  add("a manifest changed with the key", 260,
      [&](MemoryEvidence& archive) { resign(archive, 3, "messages ", "messages 9"); });
  add("a manifest that is none", 0, [](MemoryEvidence& archive) { archive.manifests[1].note = "nothing\n"; });
  copies.Compare();
}

TEST_CASE("an archive made anew by somebody else is refused by both when the key to trust is given") {
  MemoryEvidence sample = SampleArchive();
  MemoryEvidence forged = SampleArchive();  // the same content, a key of its own under the same name
  Copies copies;
  copies.Add("of this key", sample, {});
  copies.AddDamaged("forged", forged, {});
  copies.Compare(sample.signer.verifier().vkey());
}

}  // namespace custos
