// SPDX-License-Identifier: Apache-2.0
#include "storage/format/bundle_body.h"

#include "storage/format/bundle.h"
#include "storage/format/wire.h"
#include "storage/format/zstd_frame.h"

namespace custos::storage {

bool FormHasContent(std::uint8_t form, std::uint8_t kind) {
  return form == kWholeMessage || (form == kWhole && HasContent(static_cast<RecordKind>(kind)));
}

std::uint32_t CheckOf(const Digest& commitment, const Digest& leaf_hash) {
  return static_cast<std::uint32_t>(commitment[0]) << 24 | static_cast<std::uint32_t>(commitment[1]) << 16 |
         static_cast<std::uint32_t>(leaf_hash[0]) << 8 | leaf_hash[1];
}

void BodyWriter::PutHead(std::uint8_t form, std::uint8_t kind, TimeMs at) {
  PutByte(heads, form);
  PutByte(heads, kind);
  PutSint(heads, at - previous_at);
  previous_at = at;
}

void BodyWriter::PutLeaf(const StoredLeaf& leaf, const std::optional<Salt>& salt) {
  PutHead(leaf.form, leaf.kind, leaf.at);
  if (leaf.form == kWholeMessage) {
    publics.append(leaf.public_part);
  } else {
    PutBytes(publics, leaf.public_part);
  }
  if (!FormHasContent(leaf.form, leaf.kind)) return;
  PutBytes(contents, leaf.content);
  if (salt) salts.append(reinterpret_cast<const char*>(salt->data()), salt->size());
}

void BodyWriter::PutCheck(std::uint32_t check) {
  for (int shift = 24; shift >= 0; shift -= 8) PutByte(checks, static_cast<std::uint8_t>(check >> shift));
}

Result<std::string> BodyWriter::Finish(std::uint64_t first, TimeMs at, const std::vector<SeedRun>& runs,
                                       int compression_level) const {
  std::string body;
  body.reserve(64 + heads.size() + publics.size() + contents.size() + salts.size() + checks.size());
  std::uint64_t count = 0;
  PutUint(body, runs.size());
  for (const SeedRun& run : runs) {
    count += run.leaves;
    PutUint(body, run.leaves);
    PutOptionalDigest(body, run.seed.value_or(Digest{}));
  }
  body.append(heads).append(publics).append(contents).append(salts).append(checks);
  if (count == 0 || count > kMaxBundleLeaves || body.size() > kMaxBundleBody) {
    return Error{ErrorKind::kInvalid, "evidence.bundle_size", "a bundle holds 1 to 1,000,000 leaves and 256 MiB"};
  }
  const Result<std::string> packed = ZstdCompress(body, compression_level);
  if (!packed) return packed.error();

  std::string out = "CB\x01";
  PutUint(out, first);
  PutUint(out, count);
  PutSint(out, at);
  PutUint(out, body.size());
  PutUint(out, packed->size());
  out.append(*packed);
  return out;
}

}  // namespace custos::storage
