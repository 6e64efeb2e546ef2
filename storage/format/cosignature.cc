// SPDX-License-Identifier: Apache-2.0
#include "storage/format/cosignature.h"

#include <array>

#include "core/digest.h"
#include "storage/format/key_file.h"
#include "storage/format/note_key.h"

namespace custos::storage {
namespace {

constexpr NoteKeyType kType = NoteKeyType::kCosignature;
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";
constexpr std::size_t kTimeSize = 8;

std::string SignedText(std::uint64_t seconds, std::string_view checkpoint_text) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(checkpoint_text);
}

std::string BigEndian(std::uint64_t value) {
  std::string bytes(kTimeSize, '\0');
  for (std::size_t i = 0; i < kTimeSize; ++i) bytes[i] = static_cast<char>(value >> (56 - 8 * i));
  return bytes;
}

std::uint64_t FromBigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

Result<CosignatureVerifier> CosignatureVerifier::Parse(std::string_view vkey) {
  const Result<NoteKeyText> text = ParseNoteKeyText(vkey, kType);
  if (!text) return text.error();
  if (NoteKeyHash(text->name, kType, text->key) != text->hash) return BadNoteKey();
  CosignatureVerifier verifier;
  verifier.name_ = text->name;
  verifier.public_key_ = text->key;
  verifier.key_hash_ = text->hash;
  return verifier;
}

std::string CosignatureVerifier::vkey() const { return FormatNoteKeyText({name_, key_hash_, public_key_}, kType); }

Result<std::optional<TimeMs>> CosignatureVerifier::SignedAt(std::string_view note) const {
  const Result<NoteParts> parts = SplitNote(note);
  if (!parts) return parts.error();
  std::optional<TimeMs> at;
  for (const NoteParts::Signature& signature : parts->signatures) {
    if (signature.name != name_ || !signature.bytes.starts_with(key_hash_)) continue;
    const std::string_view bytes = std::string_view(signature.bytes).substr(kNoteKeyHashSize);
    const bool whole = bytes.size() == kTimeSize + kNoteSignatureSize;
    const std::uint64_t seconds = whole ? FromBigEndian(bytes.substr(0, kTimeSize)) : 0;
    if (!whole || seconds > INT64_MAX / 1000 ||
        !Ed25519Verify(public_key_, SignedText(seconds, parts->text), bytes.substr(kTimeSize))) {
      return BadNote("cosignature", "a witness's signature does not fit the text");
    }
    at = static_cast<TimeMs>(seconds) * 1000;
  }
  return at;
}

Result<Cosigner> Cosigner::Make(std::string name, std::string seed) {
  if (!IsNoteKeyName(name)) return BadNoteKey();
  Result<std::string> public_key = Ed25519PublicKey(seed);
  if (!public_key) return public_key.error();
  Cosigner cosigner;
  cosigner.seed_ = std::move(seed);
  cosigner.verifier_.key_hash_ = NoteKeyHash(name, kType, *public_key);
  cosigner.verifier_.name_ = std::move(name);
  cosigner.verifier_.public_key_ = std::move(*public_key);
  return cosigner;
}

Result<Cosigner> Cosigner::Generate(std::string name) { return Make(std::move(name), RandomBytes(kNoteKeySize)); }

Result<Cosigner> Cosigner::Parse(std::string_view skey) {
  if (!skey.starts_with(kSecretPrefix)) return BadNoteKey();
  Result<NoteKeyText> text = ParseNoteKeyText(skey.substr(kSecretPrefix.size()), kType);
  if (!text) return text.error();
  Result<Cosigner> cosigner = Make(std::move(text->name), std::move(text->key));
  if (cosigner && cosigner->verifier_.key_hash_ != text->hash) return BadNoteKey();
  return cosigner;
}

Result<Cosigner> Cosigner::LoadOrCreate(const std::string& directory, const std::string& name) {
  const std::string path = directory + "/witness.key";
  Result<std::string> stored = ReadKeyFile(path);
  if (!stored && stored.error().kind == ErrorKind::kNotFound) {
    const Result<Cosigner> made = Generate(name);
    if (!made) return made.error();
    if (const Status s = WriteKeyFile(directory + "/witness.pub", made->verifier_.vkey() + "\n", 0644); !s)
      return s.error();
    if (const Status s = WriteKeyFile(path, made->skey() + "\n", 0600); !s) return s.error();
    stored = ReadKeyFile(path);
  }
  if (!stored) return stored.error();
  Result<Cosigner> cosigner = Parse(*stored);
  if (cosigner && cosigner->verifier_.name_ != name) {
    return Error{ErrorKind::kConflict, "witness.key_name", "the key belongs to a witness of another name"};
  }
  return cosigner;
}

std::string Cosigner::skey() const {
  return std::string(kSecretPrefix) + FormatNoteKeyText({verifier_.name_, verifier_.key_hash_, seed_}, kType);
}

Result<std::string> Cosigner::SignatureLine(std::string_view checkpoint_text, TimeMs now) const {
  const std::uint64_t seconds = now > 0 ? static_cast<std::uint64_t>(now) / 1000 : 0;
  const Result<std::string> signature = Ed25519Sign(seed_, SignedText(seconds, checkpoint_text));
  if (!signature) return signature.error();
  return FormatSignatureLine(verifier_.name_, verifier_.key_hash_, BigEndian(seconds) + *signature);
}

}  // namespace custos::storage
