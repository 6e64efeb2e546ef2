// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "storage/format/bundle.h"
#include "storage/format/fields.h"
#include "storage/format/merkle.h"
#include "storage/format/wire.h"

namespace custos::storage {

BundleBuilder::BundleBuilder(std::uint64_t first, TimeMs at, const Digest& seed) : first_(first), at_(at), seed_(seed) {
  body_.previous_at = at;
}

std::uint64_t BundleBuilder::AddMessage(const Message& message) {
  body_.PutHead(kWholeMessage, static_cast<std::uint8_t>(RecordKind::kMessage), at_);
  PutOptionalDigest(body_.publics, message.envelope);
  return AddLeaf({.at = at_, .fields = FieldsOf(message), .commitment = std::nullopt}, EncodeContent(message));
}

std::uint64_t BundleBuilder::Add(const RecordFields& fields, std::string_view content) {
  std::string encoded;
  EncodeFields(encoded, fields);
  body_.PutHead(kWhole, static_cast<std::uint8_t>(KindOf(fields)), at_);
  PutBytes(body_.publics, encoded);
  return AddLeaf({.at = at_, .fields = fields, .commitment = std::nullopt}, content);
}

std::uint64_t BundleBuilder::AddJudgement(const Digest& pack, std::uint64_t first, std::uint64_t end) {
  return Add(JudgementFields{
      .pack = pack, .first = first, .end = end, .alerts = alert_run_.size(), .result = JudgementResult(alert_run_)});
}

std::uint64_t BundleBuilder::AddLeaf(Record record, std::string_view content) {
  const std::uint64_t index = next();
  const RecordKind kind = KindOf(record.fields);
  if (HasContent(kind)) {
    PutBytes(body_.contents, content);
    record.commitment = Commitment(SaltOf(seed_, index), content);
  }
  const Digest hash = LeafHash(EncodeRecord(record));
  body_.PutCheck(CheckOf(record.commitment.value_or(hash), hash));
  hashes_.push_back(hash);

  if (kind == RecordKind::kAlert) {
    alert_run_.push_back(hash);
  } else {
    alert_run_.clear();
  }
  return index;
}

Result<std::string> BundleBuilder::Finish(int compression_level) {
  if (packed_) return std::move(*packed_);
  return body_.Finish(first_, at_, {{hashes_.size(), seed_}}, compression_level);
}

void BundleBuilder::Pack() {
  if (!hashes_.empty()) packed_ = Finish();
}

}  // namespace custos::storage
