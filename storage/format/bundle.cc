// SPDX-License-Identifier: Apache-2.0
#include "storage/format/bundle.h"

#include <algorithm>

#include "storage/format/merkle.h"
#include "storage/format/wire.h"
#include "storage/format/zstd_frame.h"

namespace custos::storage {
namespace {

constexpr std::string_view kMagic = "CB\x01";

struct Header {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  TimeMs at = 0;
  std::uint64_t body_size = 0;
  std::string_view packed;
};

Result<Header> ReadHeader(WireReader& in) {
  Header header;
  const bool known = in.Take(kMagic.size()) == kMagic;
  header.first = in.Uint();
  header.count = in.Uint();
  header.at = in.Sint();
  header.body_size = in.Uint();
  header.packed = in.Bytes();
  const bool bounded = header.count > 0 && header.count <= kMaxBundleLeaves && header.body_size <= kMaxBundleBody &&
                       header.first <= INT64_MAX;
  if (!in.ok() || !known || !bounded) return Malformed("bundle header");
  return header;
}

std::uint32_t TakeCheck(WireReader& in) {
  std::uint32_t check = 0;
  for (int i = 0; i < 4; ++i) check = check << 8 | in.Byte();
  return check;
}

bool FormFitsKind(std::uint8_t form, std::uint8_t kind) {
  const bool message = kind == static_cast<std::uint8_t>(RecordKind::kMessage);
  return kind != 0 && (form == kErased || (form == kWholeMessage) == message);
}

// What is public of one leaf, as it stands in the body.
std::string_view TakePublic(WireReader& in, std::uint8_t form) {
  if (form != kWholeMessage) return in.Bytes();
  const std::string_view before = in.rest();
  in.OptionalHash();
  return before.substr(0, before.size() - in.rest().size());
}

// Differences are added as unsigned numbers: hostile ones may overflow, which must not be undefined.
TimeMs AddTime(TimeMs at, std::int64_t difference) {
  return static_cast<TimeMs>(static_cast<std::uint64_t>(at) + static_cast<std::uint64_t>(difference));
}

}  // namespace

Result<BundleExtent> ReadExtent(std::string_view bytes) {
  WireReader in(bytes);
  const Result<Header> header = ReadHeader(in);
  if (!header) return header.error();
  return BundleExtent{header->first, header->count, bytes.size() - in.rest().size()};
}

Result<Bundle> Bundle::Decode(std::string_view bytes, std::size_t* used) {
  WireReader in(bytes);
  const Result<Header> header = ReadHeader(in);
  if (!header) return header.error();
  Result<std::string> body = ZstdDecompress(header->packed, header->body_size);
  if (!body) return body.error();

  Bundle bundle;
  bundle.first_ = header->first;
  bundle.at_ = header->at;
  bundle.body_ = std::make_shared<const std::string>(std::move(*body));
  if (const Status parsed = bundle.Parse(header->count); !parsed) return parsed.error();
  if (used != nullptr) *used = bytes.size() - in.rest().size();
  return bundle;
}

Status Bundle::Parse(std::uint64_t count) {
  WireReader in(*body_);
  if (count > body_->size() / 8) return Malformed("bundle body");  // no leaf takes less: head 3, public 1, check 4
  leaves_.resize(count);
  if (!ParseRuns(in)) return Malformed("bundle body");
  TimeMs at = at_;
  for (StoredLeaf& leaf : leaves_) {
    leaf.form = in.Byte(kErased);
    leaf.kind = in.Byte();
    leaf.at = at = AddTime(at, in.Sint());
    if (!FormFitsKind(leaf.form, leaf.kind)) in.Fail();
  }
  for (StoredLeaf& leaf : leaves_) leaf.public_part = TakePublic(in, leaf.form);
  for (StoredLeaf& leaf : leaves_) {
    if (FormHasContent(leaf.form, leaf.kind)) leaf.content = in.Bytes();
  }
  for (StoredLeaf& leaf : leaves_) {
    if (runs_[leaf.run].seed || !FormHasContent(leaf.form, leaf.kind)) continue;
    const std::string_view salt = in.Take(leaf.salt.size());
    std::copy(salt.begin(), salt.end(), reinterpret_cast<char*>(leaf.salt.data()));
  }
  for (StoredLeaf& leaf : leaves_) leaf.check = TakeCheck(in);
  if (!in.Finished()) return Malformed("bundle body");
  return {};
}

// Runs cover all leaves and none is empty.
bool Bundle::ParseRuns(WireReader& in) {
  std::size_t next = 0;
  for (std::size_t left = in.Count(); left > 0; --left) {
    const std::uint64_t size = in.Uint();
    const Digest seed = in.OptionalHash();
    if (!in.ok() || size == 0 || size > leaves_.size() - next) return false;
    for (const std::size_t end = next + size; next < end; ++next) {
      leaves_[next].run = static_cast<std::uint32_t>(runs_.size());
    }
    runs_.push_back({size, seed == Digest{} ? std::nullopt : std::optional(seed)});
  }
  return next == leaves_.size();
}

Salt Bundle::SaltAt(std::uint64_t index, const StoredLeaf& stored) const {
  const std::optional<Digest>& seed = runs_[stored.run].seed;
  return seed ? SaltOf(*seed, index) : stored.salt;
}

Result<std::string> Bundle::RebuildRecord(const StoredLeaf& stored, const std::optional<Digest>& commitment) const {
  if (stored.form == kWholeMessage) {
    Result<MessageFields> fields = DecodeContentFields(stored.content);
    if (!fields) return fields.error();
    fields->envelope = WireReader(stored.public_part).OptionalHash();
    return EncodeRecord({.at = stored.at, .fields = std::move(*fields), .commitment = commitment});
  }
  if (stored.form == kErased) {
    const Result<Record> record = DecodeRecord(stored.public_part);
    if (!record) return record.error();
    if (static_cast<std::uint8_t>(KindOf(record->fields)) != stored.kind || record->at != stored.at) {
      return Malformed("erased leaf");
    }
    return std::string(stored.public_part);
  }
  const UnknownFields fields{.kind = stored.kind, .bytes = std::string(stored.public_part)};
  return EncodeRecord({.at = stored.at, .fields = fields, .commitment = commitment});
}

Result<Leaf> Bundle::ReadLeaf(std::uint64_t index) const {
  if (index < first_ || index >= end()) {
    return Error{ErrorKind::kNotFound, "evidence.leaf_not_here", "the leaf is in another bundle"};
  }
  return RebuildAt(index, leaves_[index - first_]);
}

Result<Leaf> Bundle::RebuildAt(std::uint64_t index, const StoredLeaf& stored) const {
  Leaf leaf;
  leaf.index = index;
  leaf.kind = stored.kind;
  leaf.erased = stored.form == kErased;
  leaf.content = stored.content;
  std::optional<Digest> commitment;
  if (FormHasContent(stored.form, stored.kind)) {
    leaf.salt = SaltAt(index, stored);
    commitment = Commitment(leaf.salt, stored.content);
  }
  Result<std::string> record = RebuildRecord(stored, commitment);
  if (!record) return record.error();
  leaf.record = std::move(*record);
  leaf.hash = LeafHash(leaf.record);
  if (leaf.erased && HasContent(static_cast<RecordKind>(stored.kind))) {
    commitment = DigestFromBytes(std::string_view(leaf.record).substr(leaf.record.size() - sizeof(Digest)));
  }
  const std::uint32_t check = CheckOf(commitment.value_or(leaf.hash), leaf.hash);
  leaf.commitment_ok = (check >> 16) == (stored.check >> 16);
  leaf.hash_ok = (check & 0xFFFF) == (stored.check & 0xFFFF);
  return leaf;
}

Result<std::vector<Digest>> Bundle::LeafHashes() const {
  std::vector<Digest> hashes;
  hashes.reserve(leaves_.size());
  for (std::uint64_t index = first_; index < end(); ++index) {
    const Result<Leaf> leaf = ReadLeaf(index);
    if (!leaf) return leaf.error();
    hashes.push_back(leaf->hash);
  }
  return hashes;
}

Result<Message> Bundle::ReadMessage(std::uint64_t index) const {
  if (index < first_ || index >= end() || leaves_[index - first_].form != kWholeMessage) {
    return Error{ErrorKind::kNotFound, "evidence.no_message", "no message with content at this index"};
  }
  const StoredLeaf& stored = leaves_[index - first_];
  Result<Message> message = DecodeContent(stored.content);
  if (message) message->envelope = WireReader(stored.public_part).OptionalHash();
  return message;
}

Result<std::string> Bundle::Erase(const std::vector<std::uint64_t>& indices, int compression_level) const {
  const auto erases = [&](std::uint64_t index) {
    const StoredLeaf& stored = leaves_[index - first_];
    return FormHasContent(stored.form, stored.kind) &&
           std::find(indices.begin(), indices.end(), index) != indices.end();
  };
  std::vector<SeedRun> runs = runs_;
  for (std::uint64_t index = first_; index < end(); ++index) {
    if (erases(index)) runs[leaves_[index - first_].run].seed.reset();
  }
  BodyWriter body;
  body.previous_at = at_;
  for (std::uint64_t index = first_; index < end(); ++index) {
    const StoredLeaf& stored = leaves_[index - first_];
    if (erases(index)) {
      const Result<Leaf> leaf = ReadLeaf(index);
      if (!leaf) return leaf.error();
      body.PutHead(kErased, stored.kind, stored.at);
      PutBytes(body.publics, leaf->record);
    } else {
      const bool salted = !runs[stored.run].seed;
      body.PutLeaf(stored, salted ? std::optional(SaltAt(index, stored)) : std::nullopt);
    }
    body.PutCheck(stored.check);
  }
  return body.Finish(first_, at_, runs, compression_level);
}

}  // namespace custos::storage
