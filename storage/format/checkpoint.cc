// SPDX-License-Identifier: Apache-2.0
#include "storage/format/checkpoint.h"

#include "storage/format/key_file.h"
#include "storage/format/note_key.h"

namespace custos::storage {
namespace {

constexpr NoteKeyType kType = NoteKeyType::kEd25519;
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + Base64Encode(AsBytes(checkpoint.root)) +
         "\n";
}

Result<Checkpoint> ParseClaim(std::string_view note) {
  Checkpoint checkpoint;
  checkpoint.origin = std::string(TakeLine(note));
  const auto size = StrictDecimal(TakeLine(note));
  const auto digest = DigestFromBytes(StrictBase64(TakeLine(note)).value_or(""));
  if (checkpoint.origin.empty() || !size || !digest) return BadNote("malformed", "the note is not a checkpoint");
  checkpoint.size = *size;
  checkpoint.root = *digest;
  return checkpoint;
}

Result<NoteVerifier> NoteVerifier::Parse(std::string_view vkey) {
  const Result<NoteKeyText> text = ParseNoteKeyText(vkey, kType);
  if (!text) return text.error();
  if (NoteKeyHash(text->name, kType, text->key) != text->hash) return BadNoteKey();
  NoteVerifier verifier;
  verifier.name_ = text->name;
  verifier.public_key_ = text->key;
  verifier.key_hash_ = text->hash;
  return verifier;
}

std::string NoteVerifier::vkey() const { return FormatNoteKeyText({name_, key_hash_, public_key_}, kType); }

Result<std::string> NoteVerifier::VerifyText(std::string_view note) const {
  const Result<NoteParts> parts = SplitNote(note);
  if (!parts) return parts.error();
  bool signed_by_us = false;
  for (const NoteParts::Signature& signature : parts->signatures) {
    const bool ours = signature.name == name_ && signature.bytes.starts_with(key_hash_);
    if (!ours) continue;  // a witness, or a key that replaced this one
    const std::string_view bytes = std::string_view(signature.bytes).substr(kNoteKeyHashSize);
    if (bytes.size() != kNoteSignatureSize || !Ed25519Verify(public_key_, parts->text, bytes)) {
      return BadNote("signature", "the signature does not fit the text");
    }
    signed_by_us = true;
  }
  if (!signed_by_us) return BadNote("unsigned", "no signature of this archive's key");
  return std::string(parts->text);
}

Result<Checkpoint> NoteVerifier::ParseAndVerify(std::string_view note) const {
  const Result<std::string> text = VerifyText(note);
  if (!text) return text.error();
  Result<Checkpoint> checkpoint = ParseClaim(*text);
  if (checkpoint && checkpoint->origin != name_) return BadNote("origin", "the checkpoint is of another log");
  return checkpoint;
}

Result<NoteSigner> NoteSigner::Make(std::string name, std::string seed) {
  if (!IsNoteKeyName(name)) return BadNoteKey();
  Result<std::string> public_key = Ed25519PublicKey(seed);
  if (!public_key) return public_key.error();
  NoteSigner signer;
  signer.seed_ = std::move(seed);
  signer.verifier_.key_hash_ = NoteKeyHash(name, kType, *public_key);
  signer.verifier_.name_ = std::move(name);
  signer.verifier_.public_key_ = std::move(*public_key);
  return signer;
}

Result<NoteSigner> NoteSigner::Generate(std::string name) { return Make(std::move(name), RandomBytes(kNoteKeySize)); }

Result<NoteSigner> NoteSigner::Parse(std::string_view skey) {
  if (!skey.starts_with(kSecretPrefix)) return BadNoteKey();
  Result<NoteKeyText> text = ParseNoteKeyText(skey.substr(kSecretPrefix.size()), kType);
  if (!text) return text.error();
  Result<NoteSigner> signer = Make(std::move(text->name), std::move(text->key));
  if (signer && signer->verifier_.key_hash_ != text->hash) return BadNoteKey();
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
  return std::string(kSecretPrefix) + FormatNoteKeyText({verifier_.name_, verifier_.key_hash_, seed_}, kType);
}

Result<std::string> NoteSigner::Sign(std::uint64_t size, const Digest& root) const {
  return SignText(CheckpointText({.origin = verifier_.name_, .size = size, .root = root}));
}

Result<std::string> NoteSigner::SignText(std::string_view text) const {
  if (text.empty() || text.back() != '\n') return BadNote("malformed", "a note's text ends in a newline");
  const Result<std::string> signature = Ed25519Sign(seed_, text);
  if (!signature) return signature.error();
  return std::string(text) + "\n" + FormatSignatureLine(verifier_.name_, verifier_.key_hash_, *signature);
}

}  // namespace custos::storage
