// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/key_ring.h"

#include <catch2/catch.hpp>

#include "connectors/wecom/envelope.h"
#include "connectors/wecom/testing/archive_kit.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

std::string CiphertextOf(const std::string& sealed) { return *Base64Decode(ParseEnvelope(sealed)->random_key); }

}  // namespace

TEST_CASE("the key of each version opens its own messages") {
  ArchiveKit kit;
  kit.AddKey(1);
  kit.AddKey(2);
  KeyRing ring(kit.keys());
  CHECK(ring.size() == 2);
  RsaDecryptor rsa(ring);
  for (const std::uint32_t version : {1U, 2U, 1U}) {
    std::string plain;
    const std::string sealed = kit.Seal(1, "m", version, "key of " + std::to_string(version), "x");
    REQUIRE_FALSE(rsa.Decrypt(version, CiphertextOf(sealed), &plain));
    CHECK(plain == "key of " + std::to_string(version));
  }
}

TEST_CASE("a key added while running is found and raises the generation") {
  ArchiveKit kit;
  kit.AddKey(1);
  kit.AddKey(2, false);
  KeyRing ring(kit.keys());
  RsaDecryptor rsa(ring);
  const std::string ciphertext = CiphertextOf(kit.Seal(1, "m", 2, "key-text", "x"));
  std::string plain;
  CHECK(rsa.Decrypt(2, ciphertext, &plain) == RsaFailure::kUnknownVersion);
  const std::uint64_t before = ring.generation();
  CHECK_FALSE(ring.Rescan());
  CHECK(ring.generation() == before);
  kit.SaveKey(2);
  CHECK(ring.Rescan());
  CHECK(ring.generation() > before);
  CHECK_FALSE(rsa.Decrypt(2, ciphertext, &plain));
  CHECK(plain == "key-text");
}

TEST_CASE("a replaced key file takes effect for threads that used the old one") {
  ArchiveKit kit;
  kit.AddKey(1);
  KeyRing ring(kit.keys());
  RsaDecryptor rsa(ring);
  std::string plain;
  REQUIRE_FALSE(rsa.Decrypt(1, CiphertextOf(kit.Seal(1, "m", 1, "first", "x")), &plain));
  ArchiveKit other;
  other.AddKey(1);
  std::filesystem::copy_file(other.keys() / "1.pem", kit.keys() / "1.pem",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::last_write_time(kit.keys() / "1.pem",
                                   std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  REQUIRE(ring.Rescan());
  REQUIRE_FALSE(rsa.Decrypt(1, CiphertextOf(other.Seal(1, "m", 1, "second", "x")), &plain));
  CHECK(plain == "second");
}

TEST_CASE("a file that is no key is named and does not hide the others") {
  ArchiveKit kit;
  kit.AddKey(1);
  kit.WriteFile("keys/2.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
  kit.WriteFile("keys/notes.pem", "x");
  const KeyRing ring(kit.keys());
  CHECK(ring.size() == 1);
  CHECK(ring.unreadable() == std::vector<std::string>{"2.pem"});
}

TEST_CASE("a ciphertext of the wrong length fails without harm") {
  ArchiveKit kit;
  kit.AddKey(1);
  KeyRing ring(kit.keys());
  RsaDecryptor rsa(ring);
  std::string plain;
  CHECK(rsa.Decrypt(1, "short", &plain) == RsaFailure::kFailed);
  CHECK(plain.empty());
}

}  // namespace custos::wecom
