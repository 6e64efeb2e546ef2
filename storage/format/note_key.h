// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace custos::storage {

// What the signers of notes share: c2sp.org/signed-note with Ed25519 keys. Inside this folder.

/// What a key signs; part of its hash. Values of c2sp.org/signed-note.
enum class NoteKeyType : char { kEd25519 = 0x01, kCosignature = 0x04 };

constexpr std::size_t kNoteKeySize = 32;
constexpr std::size_t kNoteKeyHashSize = 4;
constexpr std::size_t kNoteSignatureSize = 64;
constexpr std::size_t kMaxNote = 1 << 20;

/// "<name>+<hash in hex>+<base64(type ‖ key)>", a public key or, behind a prefix, a secret one.
struct NoteKeyText {
  std::string name;
  std::string hash;  ///< 4 bytes
  std::string key;   ///< 32 bytes
};

Error BadNoteKey();
Error BadNote(std::string code, std::string message);

bool IsNoteKeyName(std::string_view name);
std::string NoteKeyHash(std::string_view name, NoteKeyType type, std::string_view public_key);
Result<NoteKeyText> ParseNoteKeyText(std::string_view text, NoteKeyType type);
std::string FormatNoteKeyText(const NoteKeyText& text, NoteKeyType type);

/// Exactly the one base64 spelling of some bytes: unused bits in the last character are zero.
std::optional<std::string> StrictBase64(std::string_view text);

/// A decimal number without leading zeros.
std::optional<std::uint64_t> StrictDecimal(std::string_view text);

/// Cuts the first line off, without its end.
std::string_view TakeLine(std::string_view& text);

/// The parts of a signed note. Views point into it.
struct NoteParts {
  struct Signature {
    std::string_view name;
    std::string bytes;  ///< key hash and signature
  };
  std::string_view text;  ///< what is signed, ends in a newline
  std::vector<Signature> signatures;
};
Result<NoteParts> SplitNote(std::string_view note);

/// "— <name> <base64(key hash ‖ signature)>" with its newline.
std::string FormatSignatureLine(std::string_view name, std::string_view key_hash, std::string_view signature);

// Ed25519 (RFC 8032) over raw keys of 32 bytes.
Result<std::string> Ed25519PublicKey(const std::string& seed);
Result<std::string> Ed25519Sign(const std::string& seed, std::string_view text);
bool Ed25519Verify(const std::string& public_key, std::string_view text, std::string_view signature);

}  // namespace custos::storage
