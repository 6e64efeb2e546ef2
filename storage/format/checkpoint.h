// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

/// The state of a log at one size (c2sp.org/tlog-checkpoint).
struct Checkpoint {
  std::string origin;  ///< "custos/<archive id>"
  std::uint64_t size = 0;
  Digest root{};
};

/// Checks signatures of one key. Thread-safe.
class NoteVerifier {
 public:
  /// From the text form "<name>+<hash>+<base64>".
  static Result<NoteVerifier> Parse(std::string_view vkey);

  const std::string& name() const { return name_; }
  std::string vkey() const;

  /// The checkpoint of a signed note: kCorrupt "evidence.note_malformed", "evidence.note_unsigned" (no signature of
  /// this key) or "evidence.note_signature" (a wrong one), "evidence.note_origin" when the origin is not the key's
  /// name.
  Result<Checkpoint> ParseAndVerify(std::string_view note) const;
  /// The text of a signed note, whatever it says.
  Result<std::string> VerifyText(std::string_view note) const;

 private:
  friend class NoteSigner;
  NoteVerifier() = default;

  std::string name_;
  std::string public_key_;  // 32 bytes
  std::string key_hash_;    // 4 bytes
};

/// Signs checkpoints with the archive's Ed25519 key. Thread-safe.
class NoteSigner {
 public:
  /// A new key under this name, which is also the origin of its checkpoints.
  static Result<NoteSigner> Generate(std::string name);
  /// From the text form "PRIVATE+KEY+<name>+<hash>+<base64>".
  static Result<NoteSigner> Parse(std::string_view skey);
  /// Reads `directory`/signing.key. When it is missing, makes a key named `name` and writes signing.key (mode 0600)
  /// and signing.pub, durably. An existing key of another name is kConflict.
  static Result<NoteSigner> LoadOrCreate(const std::string& directory, const std::string& name);

  const NoteVerifier& verifier() const { return verifier_; }
  std::string skey() const;

  /// The signed note of log size and root; the origin is the key's name.
  Result<std::string> Sign(std::uint64_t size, const Digest& root) const;
  /// A signed note of any text that ends in a newline.
  Result<std::string> SignText(std::string_view text) const;

 private:
  NoteSigner() = default;
  static Result<NoteSigner> Make(std::string name, std::string seed);

  std::string seed_;  // 32 bytes
  NoteVerifier verifier_;
};

/// The unsigned body: three lines.
std::string CheckpointText(const Checkpoint& checkpoint);

/// What a note or its body claims, whoever signed it or did not.
Result<Checkpoint> ParseClaim(std::string_view note);

}  // namespace custos::storage
