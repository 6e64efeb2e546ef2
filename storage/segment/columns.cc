// SPDX-License-Identifier: Apache-2.0
#include "storage/segment/columns.h"

#include <algorithm>

#include "storage/format/wire.h"
#include "storage/format/zstd_frame.h"

namespace custos::storage {
namespace {

constexpr int kLevel = 9;
constexpr std::uint64_t kMostBytes = 64U << 20;

Error Damaged() { return {ErrorKind::kCorrupt, "segment.malformed", "columns of the index are not what was written"}; }

std::string Pack(const std::string& body) {
  std::string out;
  PutUint(out, body.size());
  const Result<std::string> packed = ZstdCompress(body, kLevel);
  out += packed ? *packed : std::string();  // fails only without memory; then it does not unpack
  return out;
}

Result<std::string> Unpack(std::string_view bytes) {
  WireReader in(bytes);
  const std::uint64_t size = in.Uint();
  if (!in.ok() || size > kMostBytes) return Damaged();
  return ZstdDecompress(in.rest(), size);
}

void PutProfile(std::string& out, const Profile& profile) {
  PutBytes(out, profile.source);
  PutBytes(out, profile.type);
  PutByte(out, static_cast<std::uint8_t>(profile.channel));
  PutByte(out, static_cast<std::uint8_t>(profile.conversation_kind));
  PutByte(out, static_cast<std::uint8_t>(profile.role));
  PutByte(out, profile.has_media ? 1 : 0);
}

Profile TakeProfile(WireReader& in) {
  Profile profile;
  profile.source = in.String();
  profile.type = in.String();
  profile.channel = static_cast<Channel>(in.Byte());
  profile.conversation_kind = static_cast<ConversationKind>(in.Byte());
  profile.role = static_cast<Role>(in.Byte());
  profile.has_media = in.Byte(1) == 1;
  return profile;
}

ConversationId TakeConversation(WireReader& in) {
  ConversationId id;
  const std::string_view bytes = in.Take(id.bytes.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(id.bytes.data()));
  return id;
}

std::vector<std::uint32_t> TakeOrdinals(WireReader& in, std::size_t count, std::size_t below) {
  std::vector<std::uint32_t> ordinals;
  ordinals.reserve(std::min(count, in.rest().size()));
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    ordinals.push_back(in.Uint32());
    if (ordinals.back() >= below) in.Fail();
  }
  return ordinals;
}

}  // namespace

std::optional<std::uint32_t> SegmentDirectory::Find(const ConversationId& id) const {
  const auto found = std::lower_bound(conversations.begin(), conversations.end(), id);
  if (found == conversations.end() || *found != id) return std::nullopt;
  return static_cast<std::uint32_t>(found - conversations.begin());
}

std::size_t SegmentDirectory::MemoryBytes() const {
  std::size_t bytes = sizeof *this + conversations.size() * (sizeof(ConversationId) + sizeof(senders[0]));
  for (const auto& of_one : senders) bytes += of_one.size() * sizeof(of_one[0]) + 16;
  for (const Party& party : parties) bytes += sizeof party + party.id.size();
  return bytes + profiles.size() * sizeof(Profile) + block_from.size() * sizeof(TimeMs);
}

std::string EncodeDirectory(const SegmentDirectory& directory) {
  std::string body;
  PutUint(body, directory.first_leaf);
  PutUint(body, directory.leaves);
  PutUint(body, directory.messages);
  PutSint(body, directory.last_at);
  PutUint(body, directory.block_from.size());
  TimeMs before = 0;
  for (const TimeMs at : directory.block_from) {
    PutSint(body, at - before);
    before = at;
  }
  PutUint(body, directory.profiles.size());
  for (const Profile& profile : directory.profiles) PutProfile(body, profile);
  PutUint(body, directory.parties.size());
  for (const Party& party : directory.parties) {
    PutByte(body, static_cast<std::uint8_t>(party.kind));
    PutBytes(body, party.id);
  }
  PutUint(body, directory.conversations.size());
  for (const ConversationId& id : directory.conversations) {
    body.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  }
  for (const std::vector<std::uint32_t>& senders : directory.senders) {
    PutUint(body, senders.size());
    for (const std::uint32_t sender : senders) PutUint(body, sender);
  }
  return Pack(body);
}

Result<SegmentDirectory> DecodeDirectory(std::string_view bytes) {
  const Result<std::string> body = Unpack(bytes);
  if (!body) return body.error();
  WireReader in(*body);
  SegmentDirectory directory;
  directory.first_leaf = in.Uint();
  directory.leaves = in.Uint32();
  directory.messages = in.Uint32();
  directory.last_at = in.Sint();
  TimeMs before = 0;
  for (std::size_t left = in.Count(); left > 0 && in.ok(); --left) {
    before = static_cast<TimeMs>(static_cast<std::uint64_t>(before) + static_cast<std::uint64_t>(in.Sint()));
    directory.block_from.push_back(before);
  }
  for (std::size_t left = in.Count(); left > 0 && in.ok(); --left) directory.profiles.push_back(TakeProfile(in));
  for (std::size_t left = in.Count(); left > 0 && in.ok(); --left) {
    const auto kind = static_cast<PartyKind>(in.Byte());
    directory.parties.push_back({kind, in.String()});
  }
  const std::size_t conversations = in.Count();
  for (std::size_t i = 0; i < conversations && in.ok(); ++i) directory.conversations.push_back(TakeConversation(in));
  for (std::size_t i = 0; i < conversations && in.ok(); ++i) {
    const std::size_t senders = in.Count();
    directory.senders.push_back(TakeOrdinals(in, senders, directory.parties.size()));
  }
  const std::size_t blocks = (directory.messages + kColumnBlock - 1) / kColumnBlock;
  if (!in.Finished() || directory.block_from.size() != blocks || directory.messages > directory.leaves ||
      !std::is_sorted(directory.conversations.begin(), directory.conversations.end())) {
    return Damaged();
  }
  return directory;
}

std::string EncodeColumns(const Columns& columns) {
  std::string body;
  TimeMs at = 0;
  for (const TimeMs sent_at : columns.sent_at) {
    PutSint(body, sent_at - at);
    at = sent_at;
  }
  std::uint32_t leaf = 0;
  for (const std::uint32_t one : columns.leaf) {
    PutSint(body, static_cast<std::int64_t>(one) - leaf);
    leaf = one;
  }
  for (const std::uint32_t one : columns.conversation) PutUint(body, one);
  for (const std::uint32_t one : columns.sender) PutUint(body, one);
  for (const std::uint32_t one : columns.profile) PutUint(body, one);
  return Pack(body);
}

Result<Columns> DecodeColumns(std::string_view bytes, const SegmentDirectory& directory, std::uint32_t block) {
  const Result<std::string> body = Unpack(bytes);
  if (!body) return body.error();
  const std::uint64_t first = std::uint64_t{block} * kColumnBlock;
  if (first >= directory.messages) return Damaged();
  const std::size_t count = std::min<std::uint64_t>(kColumnBlock, directory.messages - first);
  WireReader in(*body);
  Columns columns;
  TimeMs at = 0;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    at = static_cast<TimeMs>(static_cast<std::uint64_t>(at) + static_cast<std::uint64_t>(in.Sint()));
    columns.sent_at.push_back(at);
  }
  std::int64_t leaf = 0;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    leaf = static_cast<std::int64_t>(static_cast<std::uint64_t>(leaf) + static_cast<std::uint64_t>(in.Sint()));
    if (leaf < 0 || leaf >= directory.leaves) in.Fail();
    columns.leaf.push_back(static_cast<std::uint32_t>(leaf));
  }
  columns.conversation = TakeOrdinals(in, count, directory.conversations.size());
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    columns.sender.push_back(in.Uint32());
    if (columns.sender.back() >= directory.senders[columns.conversation[i]].size()) in.Fail();
  }
  columns.profile = TakeOrdinals(in, count, directory.profiles.size());
  if (!in.Finished()) return Damaged();
  return columns;
}

}  // namespace custos::storage
