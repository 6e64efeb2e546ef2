// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/callback_crypt.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "core/digest.h"

namespace custos::wecom {
namespace {

constexpr std::size_t kKeyCharacters = 43;
constexpr std::size_t kCipherBlock = 16;
constexpr std::size_t kPaddingBlock = 32;
constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kLengthBytes = 4;

Error Undecryptable(std::string why) { return {ErrorKind::kCorrupt, "wecom.callback_undecryptable", std::move(why)}; }

int Base64Value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

/// The 43rd character carries two bits too many, and the console sets them as it likes: they are not looked at.
std::optional<std::array<std::uint8_t, 32>> ReadKey(std::string_view text) {
  if (text.size() != kKeyCharacters) return std::nullopt;
  std::array<std::uint8_t, 32> key{};
  std::size_t filled = 0;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = Base64Value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    key[filled++] = static_cast<std::uint8_t>(bits >> count);
  }
  return key;
}

std::string Sha1Hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
  return HexEncode({reinterpret_cast<const char*>(digest.data()), size});
}

std::optional<std::string> DecryptBlocks(const std::array<std::uint8_t, 32>& key, std::string_view sealed) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                EVP_CIPHER_CTX_free);
  if (!context || EVP_DecryptInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.data(), key.data()) != 1) {
    return std::nullopt;
  }
  EVP_CIPHER_CTX_set_padding(context.get(), 0);  // the platform pads to 32, which the library would refuse
  std::string plain(sealed.size() + kCipherBlock, '\0');
  int done = 0;
  int rest = 0;
  auto* const out = reinterpret_cast<unsigned char*>(plain.data());
  const auto* const in = reinterpret_cast<const unsigned char*>(sealed.data());
  if (EVP_DecryptUpdate(context.get(), out, &done, in, static_cast<int>(sealed.size())) != 1 ||
      EVP_DecryptFinal_ex(context.get(), out + done, &rest) != 1) {
    return std::nullopt;
  }
  plain.resize(static_cast<std::size_t>(done + rest));
  return plain;
}

std::uint32_t BigEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < kLengthBytes; ++i) value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

}  // namespace

Result<CallbackCrypt> CallbackCrypt::Create(std::string token, std::string_view aes_key, std::string receive_id) {
  const auto key = ReadKey(aes_key);
  if (!key) {
    return Error{ErrorKind::kInvalid, "wecom.settings", "callback_aes_key: not the 43 characters of the console"};
  }
  if (token.empty()) return Error{ErrorKind::kInvalid, "wecom.settings", "callback_token: missing"};
  CallbackCrypt crypt;
  crypt.token_ = std::move(token);
  crypt.key_ = *key;
  crypt.receive_id_ = std::move(receive_id);
  return crypt;
}

bool CallbackCrypt::IsSigned(std::string_view signature, std::string_view timestamp, std::string_view nonce,
                             std::string_view encrypted) const {
  std::array<std::string_view, 4> parts = {token_, timestamp, nonce, encrypted};
  std::sort(parts.begin(), parts.end());
  std::string joined;
  for (const std::string_view part : parts) joined.append(part);
  const std::string right = Sha1Hex(joined);
  return !right.empty() && right.size() == signature.size() &&
         CRYPTO_memcmp(right.data(), signature.data(), right.size()) == 0;
}

Result<std::string> CallbackCrypt::Decrypt(std::string_view encrypted) const {
  const std::optional<std::string> sealed = Base64Decode(encrypted);
  if (!sealed) return Undecryptable("not base64");
  if (sealed->empty() || sealed->size() % kCipherBlock != 0) return Undecryptable("not whole blocks");
  const std::optional<std::string> padded = DecryptBlocks(key_, *sealed);
  if (!padded) return Undecryptable("the cipher refused it");
  const auto padding = static_cast<std::uint8_t>(padded->back());
  if (padding == 0 || padding > kPaddingBlock || padding > padded->size()) return Undecryptable("wrong padding");
  const std::string_view plain = std::string_view(*padded).substr(0, padded->size() - padding);
  if (plain.size() < kRandomBytes + kLengthBytes) return Undecryptable("too short");
  const std::string_view rest = plain.substr(kRandomBytes + kLengthBytes);
  const std::uint32_t length = BigEndian(plain.substr(kRandomBytes, kLengthBytes));
  if (length > rest.size()) return Undecryptable("wrong length");
  if (rest.substr(length) != receive_id_) {
    return Error{ErrorKind::kDenied, "wecom.callback_wrong_corp", "the callback is meant for another corp id"};
  }
  return std::string(rest.substr(0, length));
}

}  // namespace custos::wecom
