// SPDX-License-Identifier: Apache-2.0
#include "storage/format/note_key.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "core/digest.h"

namespace custos::storage {
namespace {

constexpr std::string_view kDash = "\xE2\x80\x94 ";  // em dash and space begin a signature line

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Context = std::unique_ptr<EVP_MD_CTX, KeyFree>;

const unsigned char* Raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* Raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Error CryptoFailed() { return {ErrorKind::kInternal, "evidence.ed25519", "Ed25519 is not available"}; }

}  // namespace

Error BadNoteKey() { return {ErrorKind::kInvalid, "evidence.key_malformed", "not a signed-note Ed25519 key"}; }

Error BadNote(std::string code, std::string message) {
  return {ErrorKind::kCorrupt, "evidence.note_" + std::move(code), std::move(message)};
}

bool IsNoteKeyName(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return c == '+' || c == ' ' || static_cast<unsigned char>(c) < 0x20;
  });
}

std::string NoteKeyHash(std::string_view name, NoteKeyType type, std::string_view public_key) {
  const char algorithm = static_cast<char>(type);
  const Digest digest = Sha256({name, "\n", std::string_view(&algorithm, 1), public_key});
  return std::string(AsBytes(digest).substr(0, kNoteKeyHashSize));
}

std::optional<std::string> StrictBase64(std::string_view text) {
  std::optional<std::string> bytes = Base64Decode(text);
  if (bytes && Base64Encode(*bytes) != text) bytes.reset();
  return bytes;
}

std::optional<std::uint64_t> StrictDecimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
  if (!whole || std::to_string(value) != text) return std::nullopt;
  return value;
}

Result<NoteKeyText> ParseNoteKeyText(std::string_view text, NoteKeyType type) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return BadNoteKey();
  const auto hash = HexDecode(text.substr(first + 1, second - first - 1));
  const auto key = StrictBase64(text.substr(second + 1));
  NoteKeyText parsed{std::string(text.substr(0, first)), hash.value_or(""), key.value_or("")};
  const bool sound = IsNoteKeyName(parsed.name) && parsed.hash.size() == kNoteKeyHashSize &&
                     parsed.key.size() == kNoteKeySize + 1 && parsed.key.front() == static_cast<char>(type);
  if (!sound) return BadNoteKey();
  parsed.key.erase(0, 1);
  return parsed;
}

std::string FormatNoteKeyText(const NoteKeyText& text, NoteKeyType type) {
  return text.name + "+" + HexEncode(text.hash) + "+" + Base64Encode(static_cast<char>(type) + text.key);
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

Result<NoteParts> SplitNote(std::string_view note) {
  const std::size_t border = note.rfind("\n\n");
  if (note.size() > kMaxNote || border == note.npos || note.back() != '\n') {
    return BadNote("malformed", "not a signed note");
  }
  NoteParts parts{.text = note.substr(0, border + 1), .signatures = {}};
  for (std::string_view rest = note.substr(border + 2); !rest.empty();) {
    std::string_view line = TakeLine(rest);
    if (!line.starts_with(kDash)) return BadNote("malformed", "a signature line is malformed");
    line.remove_prefix(kDash.size());
    const std::size_t space = line.find(' ');
    auto bytes = StrictBase64(space == line.npos ? "" : line.substr(space + 1));
    if (!bytes || bytes->size() <= kNoteKeyHashSize) return BadNote("malformed", "a signature line is malformed");
    parts.signatures.push_back({line.substr(0, space), std::move(*bytes)});
  }
  return parts;
}

std::string FormatSignatureLine(std::string_view name, std::string_view key_hash, std::string_view signature) {
  return std::string(kDash) + std::string(name) + " " + Base64Encode(std::string(key_hash) + std::string(signature)) +
         "\n";
}

Result<std::string> Ed25519PublicKey(const std::string& seed) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Raw(seed), seed.size()));
  std::string public_key(kNoteKeySize, '\0');
  std::size_t size = public_key.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), Raw(public_key), &size) != 1) return CryptoFailed();
  return public_key;
}

Result<std::string> Ed25519Sign(const std::string& seed, std::string_view text) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Raw(seed), seed.size()));
  const Context ctx(EVP_MD_CTX_new());
  std::string signature(kNoteSignatureSize, '\0');
  std::size_t size = signature.size();
  if (!key || !ctx || EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(ctx.get(), Raw(signature), &size, Raw(text), text.size()) != 1) {
    return CryptoFailed();
  }
  return signature;
}

bool Ed25519Verify(const std::string& public_key, std::string_view text, std::string_view signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Raw(public_key), public_key.size()));
  const Context ctx(EVP_MD_CTX_new());
  return key && ctx && EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(ctx.get(), Raw(signature), signature.size(), Raw(text), text.size()) == 1;
}

}  // namespace custos::storage
