// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/verify/countersign_check.h"
#include "storage/verify/memory_evidence_test.h"

namespace custos::storage {
namespace {

using testing::MemoryEvidence;

const Cosigner kOne = *Cosigner::Generate("witness.example/one");
const Cosigner kTwo = *Cosigner::Generate("witness.example/two");

void Sign(StoredCheckpoint& checkpoint, const Cosigner& witness) {
  const std::string text = MemoryEvidence::TextOf(checkpoint.note);
  checkpoint.note += *witness.SignatureLine(text, 1'760'000'000'000);
}

// Three checkpoints: two witnesses signed the first, one the second, nobody the third.
MemoryEvidence Witnessed() {
  MemoryEvidence archive;
  for (int i = 0; i < 3; ++i) {
    archive.Commit(10);
    archive.Checkpoint();
  }
  Sign(archive.checkpoints[0], kOne);
  Sign(archive.checkpoints[0], kTwo);
  Sign(archive.checkpoints[1], kOne);
  return archive;
}

VerifyReport Verify(MemoryEvidence& archive, std::size_t quorum, std::uint64_t to = 0) {
  VerifyOptions options;
  options.countersigned.witnesses = {kOne.verifier(), kTwo.verifier()};
  options.countersigned.quorum = quorum;
  options.to = to;
  return *archive.Verify(options);
}

bool Names(const VerifyReport& report, const std::string& code, std::uint64_t position) {
  for (const VerifyFault& fault : report.faults) {
    if (fault.code == code && fault.position == position) return true;
  }
  for (const VerifyFault& fault : report.faults) UNSCOPED_INFO(fault.code << " at " << fault.position);
  return false;
}

}  // namespace

TEST_CASE("a quorum of witnesses tells how far the log was seen by others") {
  MemoryEvidence archive = Witnessed();
  CHECK(Verify(archive, 1).ok);
  CHECK(Verify(archive, 1).witnessed == archive.checkpoints[1].size);
  CHECK(Verify(archive, 2).ok);
  CHECK(Verify(archive, 2).witnessed == archive.checkpoints[0].size);
}

TEST_CASE("a quorum that no checkpoint has is named, and so is a range beyond the last one that has") {
  MemoryEvidence archive = Witnessed();
  CHECK(Names(Verify(archive, 3), "witness_missing", 0));
  CHECK(Names(Verify(archive, 2, archive.checkpoints[1].size), "witness_missing", archive.checkpoints[0].size));
  CHECK(Verify(archive, 1, archive.checkpoints[1].size).ok);
}

TEST_CASE("one witness counts once, however often it signs") {
  MemoryEvidence archive = Witnessed();
  Sign(archive.checkpoints[1], kOne);
  CHECK(Verify(archive, 2).witnessed == archive.checkpoints[0].size);
}

TEST_CASE("a witness's line that was moved to another checkpoint is named") {
  MemoryEvidence archive = Witnessed();
  const std::string& signed_note = archive.checkpoints[1].note;
  archive.checkpoints[2].note += signed_note.substr(signed_note.rfind("\xE2\x80\x94"));
  CHECK(Names(Verify(archive, 1), "witness_invalid", archive.checkpoints[2].size));
}

TEST_CASE("a line of an unknown witness neither counts nor harms") {
  MemoryEvidence archive = Witnessed();
  Sign(archive.checkpoints[2], *Cosigner::Generate("witness.example/three"));
  const VerifyReport report = Verify(archive, 1);
  CHECK(report.ok);
  CHECK(report.witnessed == archive.checkpoints[1].size);
}

TEST_CASE("a timestamp that is asked for and not there is named") {
  MemoryEvidence archive = Witnessed();
  VerifyOptions options;
  options.countersigned.tsa_ca = "certificates";
  CHECK(Names(*archive.Verify(options), "timestamp_missing", 0));
}

}  // namespace custos::storage
