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

void BodyWriter::PutCheck(std::uint32_t check) {
  for (int shift = 24; shift >= 0; shift -= 8) PutByte(checks, static_cast<std::uint8_t>(check >> shift));
}

Result<std::string> BodyWriter::Finish(std::uint64_t first, std::uint64_t count, TimeMs at,
                                       const std::optional<Digest>& seed, int compression_level) const {
  std::string body;
  body.reserve(33 + heads.size() + publics.size() + contents.size() + salts.size() + checks.size());
  PutByte(body, seed ? 1 : 0);
  if (seed) PutDigest(body, *seed);
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
