// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.h"
#include "core/result.h"
#include "storage/format/checkpoint.h"
#include "storage/format/content.h"
#include "storage/format/record.h"

namespace custos::storage {

// Proofs that need nothing but a public key to be checked, FORMAT.md section 10.

/// What a leaf is. Content may be left out: the record then stands alone.
struct ProvenLeaf {
  std::string record;  ///< canonical bytes
  std::optional<Salt> salt;
  std::string content;  ///< given only with the salt

  bool operator==(const ProvenLeaf&) const = default;
};

/// That a leaf stands at an index of the log that a checkpoint signs.
struct LeafProof {
  std::uint64_t index = 0;
  ProvenLeaf leaf;
  std::vector<Digest> path;  ///< nearest sibling first
  std::string checkpoint;    ///< signed note
};

/// The text form, c2sp.org/tlog-proof@v1.
std::string FormatLeafProof(const LeafProof& proof);
/// kCorrupt "evidence.malformed" for anything else. Nothing is checked.
Result<LeafProof> ParseLeafProof(std::string_view text);

/// What a proof says when it holds.
struct ProvenClaim {
  Record record;
  Checkpoint checkpoint;
};

/// kCorrupt when it does not hold: codes of NoteVerifier::ParseAndVerify, "evidence.malformed" for a record of another
/// format, "evidence.content_foreign" when the content is not what the record commits to, "evidence.not_included".
Result<ProvenClaim> CheckLeafProof(const LeafProof& proof, const NoteVerifier& key);

/// That a checkpoint continues an older one.
struct ConsistencyText {
  std::vector<Digest> path;
  std::string older;  ///< signed notes
  std::string newer;
};

std::string FormatConsistency(const ConsistencyText& proof);
Result<ConsistencyText> ParseConsistency(std::string_view text);
/// kCorrupt with the codes of ParseAndVerify, or "evidence.inconsistent".
Status CheckConsistency(const ConsistencyText& proof, const NoteVerifier& key);

}  // namespace custos::storage
