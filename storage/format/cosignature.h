// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// Checks the cosignatures of one witness (c2sp.org/tlog-cosignature, Ed25519). Thread-safe.
class CosignatureVerifier {
 public:
  /// From the text form "<name>+<hash>+<base64(0x04 ‖ key)>".
  static Result<CosignatureVerifier> Parse(std::string_view vkey);

  const std::string& name() const { return name_; }
  std::string vkey() const;

  /// When this witness signed the note, UTC milliseconds; nullopt when it did not. kCorrupt
  /// "evidence.note_cosignature" for a line of this key that does not fit the text, "evidence.note_malformed" when it
  /// is no signed note.
  Result<std::optional<TimeMs>> SignedAt(std::string_view note) const;

 private:
  friend class Cosigner;
  CosignatureVerifier() = default;

  std::string name_;
  std::string public_key_;  // 32 bytes
  std::string key_hash_;    // 4 bytes
};

/// Signs checkpoints as a witness. Thread-safe.
class Cosigner {
 public:
  static Result<Cosigner> Generate(std::string name);
  /// From the text form "PRIVATE+KEY+<name>+<hash>+<base64(0x04 ‖ key)>".
  static Result<Cosigner> Parse(std::string_view skey);
  /// Reads `directory`/witness.key; when it is missing, makes a key named `name` and writes witness.key (mode 0600) and
  /// witness.pub, durably. An existing key of another name is kConflict.
  static Result<Cosigner> LoadOrCreate(const std::string& directory, const std::string& name);

  const CosignatureVerifier& verifier() const { return verifier_; }
  std::string skey() const;

  /// The signature line, with its newline, over the text of a checkpoint.
  Result<std::string> SignatureLine(std::string_view checkpoint_text, TimeMs now) const;

 private:
  Cosigner() = default;
  static Result<Cosigner> Make(std::string name, std::string seed);

  std::string seed_;  // 32 bytes
  CosignatureVerifier verifier_;
};

}  // namespace custos::storage
