// SPDX-License-Identifier: Apache-2.0
#include "storage/format/proof.h"

#include <algorithm>

#include "storage/format/merkle.h"
#include "storage/format/note_key.h"
#include "storage/format/wire.h"

namespace custos::storage {
namespace {

constexpr std::string_view kLeafHeader = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kConsistencyHeader = "custos/consistency/1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr std::uint8_t kExtraVersion = 1;
constexpr std::size_t kMaxPath = 64;

std::string EncodeLeaf(const ProvenLeaf& leaf) {
  std::string out;
  PutByte(out, kExtraVersion);
  PutBytes(out, leaf.record);
  PutByte(out, leaf.salt ? 1 : 0);
  if (leaf.salt) {
    out.append(reinterpret_cast<const char*>(leaf.salt->data()), leaf.salt->size());
    PutBytes(out, leaf.content);
  }
  return out;
}

Result<ProvenLeaf> DecodeLeaf(std::string_view bytes) {
  WireReader in(bytes);
  ProvenLeaf leaf;
  if (in.Byte() != kExtraVersion) return Malformed("proof");
  leaf.record = in.String();
  if (in.Byte(1) != 0) {
    leaf.salt.emplace();
    const std::string_view salt = in.Take(leaf.salt->size());
    std::copy(salt.begin(), salt.end(), reinterpret_cast<char*>(leaf.salt->data()));
    leaf.content = in.String();
  }
  if (!in.Finished()) return Malformed("proof");
  return leaf;
}

void PutPath(std::string& out, const std::vector<Digest>& path) {
  for (const Digest& hash : path) out += Base64Encode(AsBytes(hash)) + "\n";
  out += "\n";
}

// Hash lines and the empty line behind them.
Result<std::vector<Digest>> TakePath(std::string_view& text) {
  std::vector<Digest> path;
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (line.empty()) return path;
    const auto hash = DigestFromBytes(StrictBase64(line).value_or(""));
    if (!hash || path.size() == kMaxPath) break;
    path.push_back(*hash);
  }
  return Malformed("proof");
}

}  // namespace

std::string FormatLeafProof(const LeafProof& proof) {
  std::string out = std::string(kLeafHeader) + "\n" + std::string(kExtra) + Base64Encode(EncodeLeaf(proof.leaf)) +
                    "\n" + std::string(kIndex) + std::to_string(proof.index) + "\n";
  PutPath(out, proof.path);
  return out + proof.checkpoint;
}

Result<LeafProof> ParseLeafProof(std::string_view text) {
  if (TakeLine(text) != kLeafHeader) return Malformed("proof");
  const std::string_view extra = TakeLine(text);
  const std::string_view index = TakeLine(text);
  if (!extra.starts_with(kExtra) || !index.starts_with(kIndex)) return Malformed("proof");
  const auto bytes = StrictBase64(extra.substr(kExtra.size()));
  const auto number = StrictDecimal(index.substr(kIndex.size()));
  if (!bytes || !number) return Malformed("proof");
  Result<ProvenLeaf> leaf = DecodeLeaf(*bytes);
  if (!leaf) return leaf.error();
  Result<std::vector<Digest>> path = TakePath(text);
  if (!path) return path.error();
  return LeafProof{
      .index = *number, .leaf = std::move(*leaf), .path = std::move(*path), .checkpoint = std::string(text)};
}

Result<ProvenClaim> CheckLeafProof(const LeafProof& proof, const NoteVerifier& key) {
  const Result<Checkpoint> checkpoint = key.ParseAndVerify(proof.checkpoint);
  if (!checkpoint) return checkpoint.error();
  Result<Record> record = DecodeRecord(proof.leaf.record);
  if (!record) return record.error();
  if (proof.leaf.salt && record->commitment != Commitment(*proof.leaf.salt, proof.leaf.content)) {
    return Error{ErrorKind::kCorrupt, "evidence.content_foreign", "the content is not what the record commits to"};
  }
  if (!VerifyInclusion(proof.index, checkpoint->size, LeafHash(proof.leaf.record), proof.path, checkpoint->root)) {
    return Error{ErrorKind::kCorrupt, "evidence.not_included", "the record does not stand in the log at this index"};
  }
  return ProvenClaim{std::move(*record), *checkpoint};
}

std::string FormatConsistency(const ConsistencyText& proof) {
  std::string out = std::string(kConsistencyHeader) + "\n";
  PutPath(out, proof.path);
  return out + proof.older + "\n" + proof.newer;
}

Result<ConsistencyText> ParseConsistency(std::string_view text) {
  if (TakeLine(text) != kConsistencyHeader) return Malformed("proof");
  Result<std::vector<Digest>> path = TakePath(text);
  if (!path) return path.error();
  // The older note ends at the second empty line: the first one stands between its text and its signatures.
  const std::size_t inside = text.find("\n\n");
  const std::size_t border = inside == text.npos ? text.npos : text.find("\n\n", inside + 2);
  if (border == text.npos) return Malformed("proof");
  return ConsistencyText{.path = std::move(*path),
                         .older = std::string(text.substr(0, border + 1)),
                         .newer = std::string(text.substr(border + 2))};
}

Status CheckConsistency(const ConsistencyText& proof, const NoteVerifier& key) {
  const Result<Checkpoint> older = key.ParseAndVerify(proof.older);
  if (!older) return older.error();
  const Result<Checkpoint> newer = key.ParseAndVerify(proof.newer);
  if (!newer) return newer.error();
  if (VerifyConsistency(older->size, newer->size, older->root, newer->root, proof.path)) return {};
  return Error{ErrorKind::kCorrupt, "evidence.inconsistent", "the newer checkpoint does not continue the older one"};
}

}  // namespace custos::storage
