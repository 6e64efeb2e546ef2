// SPDX-License-Identifier: Apache-2.0
#include "storage/format/checkpoint.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

#include "storage/format/key_file.h"

namespace custos::storage {
namespace {

constexpr char kEd25519 = '\x01';  // signature type of c2sp.org/signed-note
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kKeyHashSize = 4;
constexpr std::size_t kSignatureSize = 64;
constexpr std::size_t kMaxNote = 64 * 1024;
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr std::string_view kDash = "\xE2\x80\x94 ";  // em dash and space begin a signature line

struct KeyFree {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyFree>;
using Context = std::unique_ptr<EVP_MD_CTX, KeyFree>;

const unsigned char* Raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

Error BadKey() { return {ErrorKind::kInvalid, "evidence.key_malformed", "not a signed-note Ed25519 key"}; }
Error BadNote(std::string code, std::string message) {
  return {ErrorKind::kCorrupt, "evidence.note_" + std::move(code), std::move(message)};
}
Error CryptoFailed() { return {ErrorKind::kInternal, "evidence.ed25519", "Ed25519 is not available"}; }

bool IsKeyName(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return c == '+' || c == ' ' || static_cast<unsigned char>(c) < 0x20;
  });
}

std::string KeyHash(std::string_view name, std::string_view public_key) {
  const Digest digest = Sha256({name, "\n", std::string_view(&kEd25519, 1), public_key});
  return std::string(AsBytes(digest).substr(0, kKeyHashSize));
}

// Exactly the one base64 spelling of some bytes: unused bits in the last character are zero.
std::optional<std::string> StrictBase64(std::string_view text) {
  std::optional<std::string> bytes = Base64Decode(text);
  if (bytes && Base64Encode(*bytes) != text) bytes.reset();
  return bytes;
}

struct KeyText {
  std::string name;
  std::string hash;
  std::string key;
};

// "<name>+<hash in hex>+<base64(type ‖ key)>"
Result<KeyText> ParseKeyText(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t first = text.find('+');
  const std::size_t second = first == text.npos ? text.npos : text.find('+', first + 1);
  if (second == text.npos) return BadKey();
  const auto hash = HexDecode(text.substr(first + 1, second - first - 1));
  const auto key = StrictBase64(text.substr(second + 1));
  KeyText parsed{std::string(text.substr(0, first)), hash.value_or(""), key.value_or("")};
  const bool sound = IsKeyName(parsed.name) && parsed.hash.size() == kKeyHashSize &&
                     parsed.key.size() == kKeySize + 1 && parsed.key.front() == kEd25519;
  if (!sound) return BadKey();
  parsed.key.erase(0, 1);
  return parsed;
}

std::string FormatKeyText(std::string_view name, std::string_view hash, std::string_view key) {
  return std::string(name) + "+" + HexEncode(hash) + "+" + Base64Encode(kEd25519 + std::string(key));
}

Result<std::string> PublicKeyOf(const std::string& seed) {
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Raw(seed), seed.size()));
  std::string public_key(kKeySize, '\0');
  std::size_t size = public_key.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(public_key.data()), &size) != 1) {
    return CryptoFailed();
  }
  return public_key;
}

bool SignatureIsRight(const std::string& public_key, std::string_view text, std::string_view signature) {
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Raw(public_key), public_key.size()));
  const Context ctx(EVP_MD_CTX_new());
  return key && ctx && EVP_DigestVerifyInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(ctx.get(), Raw(signature), signature.size(), Raw(text), text.size()) == 1;
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + Base64Encode(AsBytes(checkpoint.root)) +
         "\n";
}

Result<Checkpoint> ParseClaim(std::string_view note) {
  Checkpoint checkpoint;
  checkpoint.origin = std::string(TakeLine(note));
  const std::string_view size = TakeLine(note);
  const auto root = StrictBase64(TakeLine(note));
  const auto digest = DigestFromBytes(root.value_or(""));
  const auto parsed = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  const bool decimal =
      parsed.ec == std::errc() && parsed.ptr == size.data() + size.size() && std::to_string(checkpoint.size) == size;
  if (checkpoint.origin.empty() || !decimal || !digest) return BadNote("malformed", "the note is not a checkpoint");
  checkpoint.root = *digest;
  return checkpoint;
}

Result<NoteVerifier> NoteVerifier::Parse(std::string_view vkey) {
  const Result<KeyText> text = ParseKeyText(vkey);
  if (!text) return text.error();
  if (KeyHash(text->name, text->key) != text->hash) return BadKey();
  NoteVerifier verifier;
  verifier.name_ = text->name;
  verifier.public_key_ = text->key;
  verifier.key_hash_ = text->hash;
  return verifier;
}

std::string NoteVerifier::vkey() const { return FormatKeyText(name_, key_hash_, public_key_); }

Result<std::string> NoteVerifier::VerifyText(std::string_view note) const {
  const std::size_t border = note.rfind("\n\n");
  if (note.size() > kMaxNote || border == note.npos || note.back() != '\n') {
    return BadNote("malformed", "not a signed note");
  }
  const std::string_view text = note.substr(0, border + 1);
  std::string_view signatures = note.substr(border + 2);
  bool signed_by_us = false;
  while (!signatures.empty()) {
    std::string_view line = TakeLine(signatures);
    if (!line.starts_with(kDash)) return BadNote("malformed", "a signature line is malformed");
    line.remove_prefix(kDash.size());
    const std::size_t space = line.find(' ');
    const auto signature = StrictBase64(space == line.npos ? "" : line.substr(space + 1));
    if (!signature || signature->size() <= kKeyHashSize) return BadNote("malformed", "a signature line is malformed");
    const bool ours = line.substr(0, space) == name_ && signature->starts_with(key_hash_);
    if (!ours) continue;  // a witness, or a key that replaced this one
    const std::string_view bytes = std::string_view(*signature).substr(kKeyHashSize);
    if (bytes.size() != kSignatureSize || !SignatureIsRight(public_key_, text, bytes)) {
      return BadNote("signature", "the signature does not fit the text");
    }
    signed_by_us = true;
  }
  if (!signed_by_us) return BadNote("unsigned", "no signature of this archive's key");
  return std::string(text);
}

Result<Checkpoint> NoteVerifier::ParseAndVerify(std::string_view note) const {
  const Result<std::string> text = VerifyText(note);
  if (!text) return text.error();
  Result<Checkpoint> checkpoint = ParseClaim(*text);
  if (checkpoint && checkpoint->origin != name_) return BadNote("origin", "the checkpoint is of another log");
  return checkpoint;
}

Result<NoteSigner> NoteSigner::Make(std::string name, std::string seed) {
  if (!IsKeyName(name)) return BadKey();
  Result<std::string> public_key = PublicKeyOf(seed);
  if (!public_key) return public_key.error();
  NoteSigner signer;
  signer.seed_ = std::move(seed);
  signer.verifier_.key_hash_ = KeyHash(name, *public_key);
  signer.verifier_.name_ = std::move(name);
  signer.verifier_.public_key_ = std::move(*public_key);
  return signer;
}

Result<NoteSigner> NoteSigner::Generate(std::string name) { return Make(std::move(name), RandomBytes(kKeySize)); }

Result<NoteSigner> NoteSigner::Parse(std::string_view skey) {
  if (!skey.starts_with(kSecretPrefix)) return BadKey();
  Result<KeyText> text = ParseKeyText(skey.substr(kSecretPrefix.size()));
  if (!text) return text.error();
  Result<NoteSigner> signer = Make(std::move(text->name), std::move(text->key));
  if (signer && signer->verifier_.key_hash_ != text->hash) return BadKey();
  return signer;
}

Result<NoteSigner> NoteSigner::LoadOrCreate(const std::string& directory, const std::string& name) {
  const std::string path = directory + "/signing.key";
  Result<std::string> stored = ReadKeyFile(path);
  if (!stored && stored.error().kind == ErrorKind::kNotFound) {
    const Result<NoteSigner> made = Generate(name);
    if (!made) return made.error();
    // The public half first: a crash between the two leaves no secret key without its public one.
    if (const Status s = WriteKeyFile(directory + "/signing.pub", made->verifier_.vkey() + "\n", 0644); !s)
      return s.error();
    if (const Status s = WriteKeyFile(path, made->skey() + "\n", 0600); !s) return s.error();
    stored = ReadKeyFile(path);
  }
  if (!stored) return stored.error();
  Result<NoteSigner> signer = Parse(*stored);
  if (signer && signer->verifier_.name_ != name) {
    return Error{ErrorKind::kConflict, "evidence.key_name", "the signing key belongs to another archive"};
  }
  return signer;
}

std::string NoteSigner::skey() const {
  return std::string(kSecretPrefix) + FormatKeyText(verifier_.name_, verifier_.key_hash_, seed_);
}

Result<std::string> NoteSigner::Sign(std::uint64_t size, const Digest& root) const {
  return SignText(CheckpointText({.origin = verifier_.name_, .size = size, .root = root}));
}

Result<std::string> NoteSigner::SignText(std::string_view text) const {
  if (text.empty() || text.back() != '\n') return BadNote("malformed", "a note's text ends in a newline");
  const Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Raw(seed_), seed_.size()));
  const Context ctx(EVP_MD_CTX_new());
  std::string signature(kSignatureSize, '\0');
  std::size_t size = signature.size();
  if (!key || !ctx || EVP_DigestSignInit(ctx.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(ctx.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Raw(text), text.size()) !=
          1) {
    return CryptoFailed();
  }
  return std::string(text) + "\n" + std::string(kDash) + verifier_.name_ + " " +
         Base64Encode(verifier_.key_hash_ + signature) + "\n";
}

}  // namespace custos::storage
