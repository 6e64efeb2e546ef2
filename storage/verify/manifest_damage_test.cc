// SPDX-License-Identifier: Apache-2.0
// What manifests find by themselves, and what is found about manifests.
#include <catch2/catch.hpp>

#include "storage/verify/memory_evidence_test.h"

namespace custos::storage {
namespace {

using testing::MemoryEvidence;

constexpr std::uint64_t kGone = 137;

// Three "days" of twenty commits each, ten messages a commit. `left_out` is never committed.
MemoryEvidence ArchiveOf(const NoteSigner& key, std::uint64_t left_out) {
  MemoryEvidence archive(key);
  archive.left_out = left_out;
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < 20; ++i) archive.Commit(10);
    archive.MakeManifests();
    archive.Checkpoint();
  }
  return archive;
}

NoteSigner Key() { return *NoteSigner::Generate("custos/test"); }

std::vector<std::string> NotesOf(const MemoryEvidence& archive) {
  std::vector<std::string> notes;
  for (const StoredManifest& manifest : archive.manifests) notes.push_back(manifest.note);
  return notes;
}

bool Names(const VerifyReport& report, const std::string& code, std::uint64_t position, const std::string& words = "") {
  for (const VerifyFault& fault : report.faults) {
    if (fault.code == code && fault.position == position && fault.detail.find(words) != std::string::npos) return true;
  }
  for (const VerifyFault& fault : report.faults) {
    UNSCOPED_INFO(fault.code << " at " << fault.position << ": " << fault.detail);
  }
  return false;
}

}  // namespace

TEST_CASE("an untouched archive agrees with its manifests and with copies kept elsewhere") {
  MemoryEvidence archive = ArchiveOf(Key(), 0);
  const VerifyReport report = *archive.Verify({.manifests = NotesOf(archive)});
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << ": " << fault.detail);
  CHECK(report.ok);
  CHECK(report.manifests == 6);  // the pages' source and the messages' source, three days
}

TEST_CASE("a message taken out of an archive that was made anew is found from the manifests alone") {
  const NoteSigner ours = Key();
  const std::vector<std::string> kept = NotesOf(ArchiveOf(ours, 0));
  SECTION("under another key") {
    MemoryEvidence forged = ArchiveOf(Key(), kGone);
    CHECK(forged.Verify()->ok);  // nothing inside contradicts itself
    const VerifyReport report = *forged.Verify({.manifests = kept});
    CHECK_FALSE(report.ok);
    CHECK(Names(report, "manifest_mismatch", 0, "states 200 messages, the archive has 199; gone: 137"));
  }
  SECTION("under the archive's own key") {
    MemoryEvidence forged = ArchiveOf(ours, kGone);
    CHECK(forged.Verify()->ok);
    CHECK(Names(*forged.Verify({.manifests = kept}), "manifest_mismatch", 0, "gone: 137"));
  }
  SECTION("be it any of them") {
    for (const std::uint64_t gone : {1, 2, 200, 201, 399, 600}) {
      MemoryEvidence forged = ArchiveOf(ours, gone);
      const VerifyReport report = *forged.Verify({.manifests = kept});
      INFO("without " << gone);
      CHECK_FALSE(report.ok);
      CHECK(report.faults.front().code == "manifest_mismatch");
    }
  }
}

TEST_CASE("a message changed in an archive that was made anew is found from the manifests alone") {
  const NoteSigner ours = Key();
  MemoryEvidence archive = ArchiveOf(ours, 0);
  const std::vector<std::string> kept = NotesOf(archive);
  MemoryEvidence forged(ours);
  for (const StoredBundle& stored : archive.bundles) {  // the same leaves under new salts
    const Bundle bundle = *Bundle::Decode(stored.bytes);
    BundleBuilder builder(bundle.first(), bundle.at(), Sha256("other salts"));
    for (std::uint64_t index = bundle.first(); index < bundle.end(); ++index) {
      const Leaf leaf = *bundle.ReadLeaf(index);
      if (leaf.kind != static_cast<std::uint8_t>(RecordKind::kMessage)) {
        builder.Add(DecodeRecord(leaf.record)->fields, leaf.content);
        continue;
      }
      Message message = *bundle.ReadMessage(index);
      if (message.seq == kGone) message.text = "没有说过";
      builder.AddMessage(message);
    }
    forged.Append(builder);
  }
  CHECK(Names(*forged.Verify({.rows = false, .manifests = kept}), "manifest_mismatch", 0, "other records"));
}

TEST_CASE("messages of an unreadable bundle are named by their numbers") {
  MemoryEvidence archive = ArchiveOf(Key(), 0);
  archive.bundles[13].bytes[40] ^= 1;  // messages 131 to 140
  const VerifyReport report = *archive.Verify();
  CHECK(Names(report, "manifest_mismatch", 0, "the archive has 190; gone: 131, 132, 133, 134, 135"));
}

TEST_CASE("what is done to the manifests themselves is named") {
  MemoryEvidence archive = ArchiveOf(Key(), 0);
  const std::size_t third = 2;
  const std::uint64_t leaf = archive.manifests[third].leaf;
  const std::string text = MemoryEvidence::TextOf(archive.manifests[third].note);
  Manifest changed = *ParseManifest(text);
  SECTION("one is taken away") {
    archive.manifests.erase(archive.manifests.begin() + third);
    CHECK(Names(*archive.Verify(), "manifest_missing", leaf));
  }
  SECTION("all of a day are taken away") {
    archive.manifests.erase(archive.manifests.begin() + 2, archive.manifests.begin() + 4);
    const VerifyReport report = *archive.Verify();
    CHECK(Names(report, "manifest_missing", leaf));
    CHECK(Names(report, "manifest_mismatch", changed.end, "do not follow each other"));
  }
  SECTION("its text is changed without the key") {
    archive.manifests[third].note[text.find("messages 2") + 9] = '1';
    CHECK(Names(*archive.Verify(), "manifest_invalid", leaf));
  }
  SECTION("its text is changed and signed with the key") {
    changed.messages = 199;
    archive.manifests[third].note = *archive.signer.SignText(FormatManifest(changed));
    const VerifyReport report = *archive.Verify();
    CHECK(Names(report, "manifest_mismatch", leaf, "not that of the leaf"));
    CHECK(Names(report, "manifest_mismatch", changed.first));
  }
  SECTION("one is slipped in") {
    changed.source = "sms:new";
    archive.manifests.push_back({archive.head.size - 3, *archive.signer.SignText(FormatManifest(changed))});
    CHECK(Names(*archive.Verify(), "manifest_forged", archive.head.size - 3));
  }
  SECTION("it is no manifest at all") {
    archive.manifests[third].note = "nothing\n";
    CHECK(Names(*archive.Verify(), "manifest_invalid", leaf));
  }
}

TEST_CASE("a range of leaves is judged only by manifests whose leaves were all read") {
  MemoryEvidence archive = ArchiveOf(Key(), 0);
  archive.bundles[1].bytes[40] ^= 1;
  const VerifyReport report = *archive.Verify({.from = 300});
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << ": " << fault.detail);
  CHECK(report.ok);
  CHECK(report.manifests == 2 + 2);  // the last two days; the first one was not read as a whole
}

TEST_CASE("erasing content leaves manifests true") {
  MemoryEvidence archive = ArchiveOf(Key(), 0);
  const Bundle bundle = *Bundle::Decode(archive.bundles[3].bytes);
  const std::uint64_t message = bundle.first() + 1;
  archive.bundles[3].bytes = *bundle.Erase({message});
  BundleBuilder receipt(archive.log.size(), 1'700'000'000'000, Sha256("receipt"));
  receipt.Add(ErasureFields{message, message + 1, "request"}, EncodeStatement({1, "审核员", "到期"}));
  archive.Append(receipt);
  const VerifyReport report = *archive.Verify({.rows = false, .manifests = NotesOf(archive)});
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << ": " << fault.detail);
  CHECK(report.ok);
}

}  // namespace custos::storage
