// SPDX-License-Identifier: Apache-2.0
// Every kind of damage to evidence, tree and checkpoints, each found, named and placed.
#include <catch2/catch.hpp>

#include "storage/verify/bundle_damage_test.h"
#include "storage/verify/memory_evidence_test.h"

namespace custos::storage {
namespace {

using testing::EditBody;
using testing::MemoryEvidence;
using testing::Rearrange;
using testing::Rewritten;
using testing::SampleArchive;

// Bundle n of the sample holds leaves 13n … 13n+12: page, ten messages, alert, judgement.
constexpr std::uint64_t kLeaves = 13;

VerifyReport Verify(MemoryEvidence& archive, VerifyOptions options = {}) {
  Result<VerifyReport> report = archive.Verify(std::move(options));
  REQUIRE(report.ok());
  return std::move(*report);
}

void CheckFirst(MemoryEvidence& archive, const std::string& code, std::uint64_t position) {
  const VerifyReport report = Verify(archive);
  CHECK_FALSE(report.ok);
  REQUIRE_FALSE(report.faults.empty());
  INFO(report.faults[0].detail);
  CHECK(report.faults[0].code == code);
  CHECK(report.faults[0].position == position);
}

}  // namespace

TEST_CASE("an undamaged archive is clean") {
  MemoryEvidence archive = SampleArchive();
  for (const std::size_t batch : {std::size_t{1}, std::size_t{5000}, SIZE_MAX}) {
    archive.batch = batch;
    const VerifyReport report = Verify(archive);
    INFO((report.faults.empty() ? "" : report.faults[0].code + " " + report.faults[0].detail));
    CHECK(report.ok);
    CHECK(report.tree_size == 782);
    CHECK(report.messages == 600);
    CHECK(report.root == Base64Encode(AsBytes(archive.log.Root())));
  }
}

TEST_CASE("an empty archive is clean") {
  MemoryEvidence archive;
  CHECK(Verify(archive).ok);
}

TEST_CASE("a changed byte of a message's content is found at its leaf") {
  MemoryEvidence archive = SampleArchive();
  EditBody(archive.bundles[5], [](std::string& body) { body[body.find("样品编号 53")] ^= 1; });
  CheckFirst(archive, "content_changed", 5 * kLeaves + 3);
}

TEST_CASE("a changed byte of a record's public part is found at its leaf") {
  MemoryEvidence archive = SampleArchive();
  EditBody(archive.bundles[5], [](std::string& body) {
    const Digest envelope = testing::FullMessage(53).envelope;
    body[body.find(AsBytes(envelope)) + 4] ^= 1;
  });
  CheckFirst(archive, "record_changed", 5 * kLeaves + 3);
}

TEST_CASE("any changed byte of a stored bundle is found within it") {
  MemoryEvidence archive = SampleArchive();
  const std::string original = archive.bundles[7].bytes;
  for (std::size_t i = 0; i < original.size(); i += 3) {
    archive.bundles[7].bytes = original;
    archive.bundles[7].bytes[i] = static_cast<char>(original[i] ^ 0x10);
    const VerifyReport report = Verify(archive);
    INFO(i);
    REQUIRE_FALSE(report.ok);
    CHECK(report.faults[0].position >= 7 * kLeaves);
    CHECK(report.faults[0].position < 8 * kLeaves);
  }
}

TEST_CASE("a dropped bundle is named by the first leaf that is missing") {
  MemoryEvidence archive = SampleArchive();
  archive.bundles.erase(archive.bundles.begin() + 30);
  CheckFirst(archive, "record_missing", 30 * kLeaves);
  CHECK(Verify(archive).faults.size() == 1);  // rows of missing leaves are not judged
}

TEST_CASE("a record dropped inside a bundle is named") {
  MemoryEvidence archive = SampleArchive();
  Rearrange(archive.bundles[30], {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12});
  CheckFirst(archive, "record_missing", 30 * kLeaves + 4);
}

TEST_CASE("two records swapped inside a bundle are named") {
  MemoryEvidence archive = SampleArchive();
  Rearrange(archive.bundles[30], {0, 1, 2, 7, 4, 5, 6, 3, 8, 9, 10, 11, 12});
  CheckFirst(archive, "records_swapped", 30 * kLeaves + 3);
}

TEST_CASE("two swapped bundles are named") {
  MemoryEvidence archive = SampleArchive();
  std::swap(archive.bundles[20].bytes, archive.bundles[21].bytes);
  CheckFirst(archive, "records_swapped", 20 * kLeaves);
}

TEST_CASE("a record put in between is named") {
  MemoryEvidence archive = SampleArchive();
  Rearrange(archive.bundles[30], {0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  CheckFirst(archive, "record_forged", 30 * kLeaves + 3);
}

TEST_CASE("a bundle put in between is named") {
  MemoryEvidence archive = SampleArchive();
  StoredBundle forged = Rewritten(archive, 30);
  forged.first += 5;
  archive.bundles.insert(archive.bundles.begin() + 31, forged);
  CheckFirst(archive, "record_forged", 30 * kLeaves + 5);
}

TEST_CASE("a log cut off at its end is named by the first leaf that is missing") {
  MemoryEvidence archive = SampleArchive();
  archive.bundles.resize(55);
  CheckFirst(archive, "log_truncated", 55 * kLeaves);
}

TEST_CASE("a store rolled back with everything in it is found by the checkpoint outside") {
  MemoryEvidence archive = SampleArchive();
  MemoryEvidence older(std::move(*NoteSigner::Parse(archive.signer.skey())));
  for (int i = 0; i < 40; ++i) older.Commit(10);
  CHECK(Verify(older).ok);
  older.external = archive.external;
  CheckFirst(older, "log_truncated", 40 * kLeaves);
}

TEST_CASE("a bundle rewritten with all its own checks is placed within 256 leaves") {
  MemoryEvidence archive = SampleArchive();
  archive.bundles[30] = Rewritten(archive, 30);  // leaves 390 to 402
  const VerifyReport report = Verify(archive, {.rows = false});
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults[0].code == "record_changed");
  CHECK(report.faults[0].position == 256);
}

TEST_CASE("rewritten leaves with rewritten tiles still contradict the next checkpoint") {
  MemoryEvidence archive = SampleArchive();
  archive.bundles[30] = Rewritten(archive, 30);
  LogAppender log;
  for (const StoredBundle& stored : archive.bundles) {
    const std::vector<Digest> hashes = *Bundle::Decode(stored.bytes)->LeafHashes();
    for (const Digest& hash : hashes) log.Append(hash);
  }
  archive.tiles.clear();
  for (const Tile& tile : log.TakeChangedTiles()) archive.tiles[tile.id] = tile.bytes;
  archive.head.root = log.Root();
  const VerifyReport report = Verify(archive, {.rows = false});
  REQUIRE_FALSE(report.faults.empty());
  CHECK(report.faults[0].code == "checkpoint_mismatch");
  CHECK(report.faults[0].position == 30 * kLeaves);  // the last size that a checkpoint confirms
}

TEST_CASE("a changed tile is told apart from changed leaves") {
  MemoryEvidence archive = SampleArchive();
  archive.tiles[{1, 0}][40] ^= 1;  // the second chunk
  CheckFirst(archive, "tree_mismatch", 256);
  MemoryEvidence other = SampleArchive();
  other.tiles.clear();
  CheckFirst(other, "tree_mismatch", 0);
}

TEST_CASE("a changed stored root is found") {
  MemoryEvidence archive = SampleArchive();
  archive.head.root[0] ^= 1;
  CheckFirst(archive, "checkpoint_mismatch", 782);
}

TEST_CASE("a changed checkpoint is named by the size it is filed under") {
  MemoryEvidence archive = SampleArchive();
  archive.checkpoints[3].note[20] ^= 1;
  CheckFirst(archive, "checkpoint_invalid", 40 * kLeaves);
}

TEST_CASE("a checkpoint replaced by one of a shorter tree is named") {
  MemoryEvidence archive = SampleArchive();
  archive.checkpoints[3].note = archive.checkpoints[1].note;
  CheckFirst(archive, "checkpoint_mismatch", 40 * kLeaves);
}

TEST_CASE("a head replaced by one of a shorter tree leaves records beyond it") {
  MemoryEvidence archive = SampleArchive();
  const StoredCheckpoint older = archive.checkpoints[3];
  archive.checkpoints.resize(4);
  archive.external.reset();
  archive.head = {older.size, ParseClaim(older.note)->root, older.note};
  const VerifyReport report = Verify(archive, {.rows = false});
  REQUIRE_FALSE(report.faults.empty());
  CHECK(report.faults[0].code == "checkpoint_mismatch");
  CHECK(report.faults[0].position == 40 * kLeaves);
}

TEST_CASE("checkpoints of another key are refused when the key to trust is given") {
  MemoryEvidence archive = SampleArchive();
  const Result<NoteSigner> other = NoteSigner::Generate("custos/test");
  const VerifyReport report = Verify(archive, {.public_key = other->verifier().vkey()});
  REQUIRE_FALSE(report.faults.empty());
  CHECK(report.faults.back().code == "checkpoint_invalid");
}

TEST_CASE("erased content with a receipt is clean, without one it is named") {
  MemoryEvidence archive = SampleArchive();
  const Result<std::string> erased = Bundle::Decode(archive.bundles[10].bytes)->Erase({10 * kLeaves + 4});
  archive.bundles[10].bytes = *erased;
  std::erase_if(archive.messages, [](const MessageRow& row) { return row.id == 10 * kLeaves + 4; });
  CheckFirst(archive, "content_missing", 10 * kLeaves + 4);

  BundleBuilder builder(archive.log.size(), 1, Sha256("receipt"));
  builder.Add(ErasureFields{10 * kLeaves + 4, 10 * kLeaves + 5, "request"}, EncodeStatement({1, "u", "n"}));
  archive.Append(builder);
  CHECK(Verify(archive).ok);
}

TEST_CASE("a judgement that hides an alert is named") {
  MemoryEvidence archive = SampleArchive();
  BundleBuilder builder(archive.log.size(), 1, Sha256("judge"));
  builder.Add(AlertFields{1, "abuse", Severity::kLow, Digest{}}, EncodeFindings({}));
  builder.Add(JudgementFields{Digest{}, 0, 10, 1, JudgementResult({})});
  archive.Append(builder);
  const VerifyReport report = Verify(archive, {.rows = false});
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults[0].code == "judgement_mismatch");
  CHECK(report.faults[0].position == 783);
}

TEST_CASE("a range is verified against the head without reading what is before it") {
  MemoryEvidence archive = SampleArchive();
  CHECK(Verify(archive, {.from = 300, .to = 400}).ok);
  archive.bundles[3].bytes[20] ^= 1;  // outside the range
  CHECK(Verify(archive, {.from = 300, .to = 400}).ok);
  archive.bundles[30] = Rewritten(archive, 30);
  const VerifyReport report = Verify(archive, {.from = 300, .to = 400, .rows = false});
  REQUIRE(report.faults.size() == 1);
  CHECK(report.faults[0].code == "record_changed");
  CHECK(report.faults[0].position == 256);
}

TEST_CASE("a header that claims leaves far away ends the verification all the same") {
  MemoryEvidence archive = SampleArchive();
  archive.head.size = 1ULL << 62;
  CheckFirst(archive, "log_truncated", 782);
}

TEST_CASE("messages that no judgement covers are named by the first of them") {
  MemoryEvidence archive = SampleArchive();
  const std::uint64_t first = archive.log.size();
  BundleBuilder builder(first, 1'700'000'200'000, Sha256("seed"));
  std::vector<std::uint64_t> ids;
  for (std::uint64_t seq = 1001; seq <= 1004; ++seq) {
    const Message message = testing::FullMessage(seq);
    ids.push_back(builder.AddMessage(message));
    archive.messages.push_back({ids.back(), message.conversation(), message});
  }
  SECTION("none of them") { archive.Append(builder); }
  SECTION("all but the last") {
    builder.AddJudgement(Digest{}, first, first + 3);
    archive.Append(builder);
    ids.erase(ids.begin(), ids.begin() + 3);
  }
  const Result<VerifyReport> report = archive.Verify();
  REQUIRE(report.ok());
  REQUIRE(report->faults.size() == 1);
  CHECK(report->faults[0].code == "not_judged");
  CHECK(report->faults[0].position == ids.front());
}

TEST_CASE("a judgement that comes later covers messages of earlier commits") {
  MemoryEvidence archive = SampleArchive();
  const std::uint64_t first = archive.log.size();
  for (std::uint64_t seq = 1001; seq <= 1002; ++seq) {
    BundleBuilder builder(archive.log.size(), 1'700'000'200'000, Sha256(std::to_string(seq)));
    const Message message = testing::FullMessage(seq);
    archive.messages.push_back({builder.AddMessage(message), message.conversation(), message});
    archive.Append(builder);
  }
  BundleBuilder later(archive.log.size(), 1'700'000'300'000, Sha256("later"));
  later.AddJudgement(Digest{}, first, first + 2);
  archive.Append(later);
  const Result<VerifyReport> report = archive.Verify();
  REQUIRE(report.ok());
  CHECK(report->ok);
}

}  // namespace custos::storage
