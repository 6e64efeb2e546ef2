// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_evidence.h"

namespace custos::testing {
namespace {

constexpr std::uint64_t kSize = 20;
constexpr TimeMs kAt = 1'770'000'000'000;

}  // namespace

Result<storage::ProofOfLeaf> FakeEvidence::ProveLeaf(std::uint64_t index, std::uint64_t, bool with_content) {
  if (index >= kSize && index < 100) return Error{ErrorKind::kNotFound, "evidence.no_leaf", ""};
  return storage::ProofOfLeaf{.index = index,
                              .kind = index == 7 ? "alert" : "message",
                              .at = kAt,
                              .erased = false,
                              .tree_size = kSize,
                              .text = with_content ? "proof with content\n" : "proof\n"};
}

Result<std::string> FakeEvidence::ProveConsistency(std::uint64_t older, std::uint64_t) {
  if (older > kSize) return Error{ErrorKind::kNotFound, "evidence.no_checkpoint", ""};
  return std::string("custos/consistency/1\n");
}

Result<std::vector<Digest>> FakeEvidence::ConsistencyPath(std::uint64_t, std::uint64_t) {
  return std::vector<Digest>();
}

Result<storage::CheckpointPage> FakeEvidence::Checkpoints(std::uint64_t, std::size_t) {
  storage::CheckpointPage page;
  page.items.push_back({.size = kSize,
                        .root = "cm9vdA==",
                        .at = kAt,
                        .note = "note",
                        .signers = {"witness.example/w1"},
                        .timestamps = {{"https://tsa.example", kAt}}});
  return page;
}

Result<storage::ManifestPage> FakeEvidence::Manifests(const storage::ManifestFilter&) {
  storage::ManifestPage page;
  page.items.push_back({.leaf = 19,
                        .source = "wecom:test",
                        .day = "2026-02-02",
                        .zone = "+08:00",
                        .until = kAt,
                        .first = 0,
                        .end = 19,
                        .records = 18,
                        .messages = 17,
                        .missing = 1,
                        .late = 0,
                        .parked = 0,
                        .made_at = kAt,
                        .note = "note"});
  return page;
}

Result<std::uint64_t> FakeEvidence::MakeManifests(std::int32_t, bool) { return std::uint64_t{1}; }

Result<storage::Supervision> FakeEvidence::Supervise(std::uint64_t from, std::uint64_t to) {
  if (from >= kSize) return Error{ErrorKind::kInvalid, "evidence.proof_range", ""};
  storage::Supervision found;
  found.from = from;
  found.to = to;
  found.messages = 17;
  found.judgements.push_back({.leaf = 18, .at = kAt, .pack = {}, .first = 1, .end = 17, .alerts = 1, .result = {}});
  found.unjudged.push_back({17, 18});
  found.packs.push_back({{}, 0, kAt});
  return found;
}

Status FakeEvidence::AddCosignatures(std::uint64_t, const std::string&) { return {}; }

Status FakeEvidence::AddTimestamp(std::uint64_t, const storage::TimestampView&, const std::string&) { return {}; }

}  // namespace custos::testing
