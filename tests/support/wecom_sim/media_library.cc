// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/media_library.h"

#include <utility>

#include "core/digest.h"

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kRecentFiles = 16;

void PutField(std::string& out, int number, std::string_view value) {
  out += static_cast<char>(number << 3 | 2);
  std::size_t left = value.size();
  do {
    out += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  out += value;
}

/// The shape of the platform's ids: base64 of a protobuf of file id (hex), auth key and AES key.
std::string ToSdkFileId(const std::string& name) {
  const std::string digest = HexEncode(AsBytes(Sha256(name)));
  std::string proto;
  PutField(proto, 1, HexEncode(name));
  PutField(proto, 2, Base64Encode("47_" + std::to_string(name.size()) + "_" + digest.substr(0, 8)));
  PutField(proto, 3, digest.substr(0, 32));
  return Base64Encode(proto);
}

std::optional<std::string> FromSdkFileId(std::string_view id) {
  const auto proto = Base64Decode(id);
  if (!proto || proto->size() < 2 || (*proto)[0] != '\x0a') return std::nullopt;
  std::size_t size = 0;
  std::size_t at = 1;
  for (unsigned shift = 0; at < proto->size() && shift < 28; shift += 7) {
    const auto byte = static_cast<unsigned char>((*proto)[at++]);
    size |= static_cast<std::size_t>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (size > proto->size() - at) return std::nullopt;
  return HexDecode(std::string_view(*proto).substr(at, size));
}

}  // namespace

void MediaLibrary::SetMaker(Maker maker) {
  const std::scoped_lock lock(mutex_);
  maker_ = std::move(maker);
}

MediaTicket MediaLibrary::Add(std::string bytes) {
  const std::string name = "kept:" + HexEncode(AsBytes(Sha256(bytes))).substr(0, 32);
  MediaTicket ticket{ToSdkFileId(name), Md5Hex(bytes), bytes.size()};
  const std::scoped_lock lock(mutex_);
  kept_[name] = std::move(bytes);
  return ticket;
}

MediaTicket MediaLibrary::Describe(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  if (const auto known = tickets_.find(name); known != tickets_.end()) return known->second;
  const std::string bytes = Bytes(name).value_or("");
  return tickets_[name] = {ToSdkFileId(name), Md5Hex(bytes), bytes.size()};
}

std::optional<std::string> MediaLibrary::Find(std::string_view sdk_file_id) {
  const auto name = FromSdkFileId(sdk_file_id);
  if (!name) return std::nullopt;
  const std::scoped_lock lock(mutex_);
  return Bytes(*name);
}

void MediaLibrary::Forget() {
  const std::scoped_lock lock(mutex_);
  maker_ = nullptr;
  kept_.clear();
  recent_.clear();
}

std::optional<std::string> MediaLibrary::Bytes(const std::string& name) {
  if (const auto found = kept_.find(name); found != kept_.end()) return found->second;
  if (const auto found = recent_.find(name); found != recent_.end()) return found->second;
  auto made = maker_ ? maker_(name) : std::nullopt;
  if (made) {
    if (recent_.size() >= kRecentFiles) recent_.erase(recent_.begin());
    recent_[name] = *made;
  }
  return made;
}

}  // namespace custos::wecom_sim
