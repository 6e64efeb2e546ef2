// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "storage/format/bundle_body.h"
#include "storage/format/wire.h"
#include "storage/format/zstd_frame.h"
#include "storage/verify/memory_evidence_test.h"

namespace custos::storage::testing {

// Damage to the bundles of a MemoryEvidence.

/// The stored bundle with its unpacked body edited and packed again, header and checks left as they were.
template <class Edit>
void EditBody(StoredBundle& bundle, Edit edit) {
  WireReader in(bundle.bytes);
  in.Take(3);
  const std::uint64_t first = in.Uint();
  const std::uint64_t count = in.Uint();
  const TimeMs at = in.Sint();
  const std::uint64_t size = in.Uint();
  std::string body = *ZstdDecompress(in.Bytes(), size);
  edit(body);
  const std::string packed = *ZstdCompress(body, 3);
  bundle.bytes = "CB\x01";
  PutUint(bundle.bytes, first);
  PutUint(bundle.bytes, count);
  PutSint(bundle.bytes, at);
  PutUint(bundle.bytes, body.size());
  PutUint(bundle.bytes, packed.size());
  bundle.bytes += packed;
}

/// A bundle written anew from some of its leaves, in any order, keeping seed, parts and checks.
inline void Rearrange(StoredBundle& stored, const std::vector<std::size_t>& order) {
  const Result<Bundle> bundle = Bundle::Decode(stored.bytes);
  BodyWriter body;
  body.previous_at = bundle->at();
  for (const std::size_t n : order) {
    const StoredLeaf& leaf = bundle->leaves()[n];
    body.PutLeaf(leaf, std::nullopt);
    body.PutCheck(leaf.check);
  }
  const Digest seed = Sha256(std::to_string(bundle->first()));  // as MemoryEvidence makes it
  stored.bytes = *body.Finish(bundle->first(), bundle->at(), {{order.size(), seed}}, 3);
}

/// What somebody with the program can do: the same bundle with another message text, all checks consistent.
inline StoredBundle Rewritten(const MemoryEvidence& archive, std::size_t n) {
  MemoryEvidence forger;
  forger.log = archive.log;
  const Result<Bundle> bundle = Bundle::Decode(archive.bundles[n].bytes);
  BundleBuilder builder(bundle->first(), bundle->at(), Sha256("forged"));
  for (std::uint64_t index = bundle->first(); index < bundle->end(); ++index) {
    Result<Message> message = bundle->ReadMessage(index);
    if (message) {
      message->text += "。";
      builder.AddMessage(*message);
      continue;
    }
    const Result<Leaf> leaf = bundle->ReadLeaf(index);
    const Result<Record> record = DecodeRecord(leaf->record);
    if (std::holds_alternative<JudgementFields>(record->fields)) {
      builder.AddJudgement(Digest{}, bundle->first() + 1, bundle->end() - 2);
    } else {
      builder.Add(record->fields, leaf->content);
    }
  }
  return {bundle->first(), *builder.Finish()};
}

}  // namespace custos::storage::testing
