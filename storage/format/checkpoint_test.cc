// SPDX-License-Identifier: Apache-2.0
#include "storage/format/checkpoint.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "storage/format/merkle.h"

namespace custos::storage {
namespace {

// The example key and note that the documentation of the signed-note format is known by.
constexpr const char* kSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr const char* kPublic = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr const char* kText =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr const char* kSignature =
    "\n\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteSigner NewSigner(const std::string& name = "custos/test") {
  Result<NoteSigner> signer = NoteSigner::Generate(name);
  REQUIRE(signer.ok());
  return std::move(*signer);
}

std::string Sign(const NoteSigner& signer, std::uint64_t size) {
  const Result<std::string> note = signer.Sign(size, EmptyRoot());
  REQUIRE(note.ok());
  return *note;
}

struct TemporaryDirectory {
  TemporaryDirectory() {
    std::string pattern = std::filesystem::temp_directory_path() / "custos-key-XXXXXX";
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }
  std::string path;
};

}  // namespace

TEST_CASE("a note is signed exactly as the published example") {
  const Result<NoteSigner> signer = NoteSigner::Parse(kSecret);
  REQUIRE(signer.ok());
  CHECK(signer->verifier().vkey() == kPublic);
  const Result<std::string> note = signer->SignText(kText);
  REQUIRE(note.ok());
  CHECK(*note == std::string(kText) + kSignature);
  const Result<NoteVerifier> verifier = NoteVerifier::Parse(kPublic);
  REQUIRE(verifier.ok());
  CHECK(verifier->VerifyText(*note).ok());
}

TEST_CASE("a checkpoint survives signing") {
  const NoteSigner signer = NewSigner();
  const Digest root = LeafHash("x");
  const Result<std::string> note = signer.Sign(42, root);
  REQUIRE(note.ok());
  const Result<NoteVerifier> verifier = NoteVerifier::Parse(signer.verifier().vkey());
  REQUIRE(verifier.ok());
  const Result<Checkpoint> checkpoint = verifier->ParseAndVerify(*note);
  REQUIRE(checkpoint.ok());
  CHECK(checkpoint->origin == "custos/test");
  CHECK(checkpoint->size == 42);
  CHECK(checkpoint->root == root);
}

TEST_CASE("a note with any byte of its text changed is refused") {
  const NoteSigner signer = NewSigner();
  const std::string note = Sign(signer, 42);
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(signer.verifier().ParseAndVerify(changed).ok());
  }
}

TEST_CASE("a note of another key is unsigned for us, and a witness beside our signature does not matter") {
  const NoteSigner ours = NewSigner();
  const NoteSigner other = NewSigner("witness.example");
  const std::string note = Sign(ours, 42);
  const Result<Checkpoint> foreign = other.verifier().ParseAndVerify(note);
  REQUIRE_FALSE(foreign.ok());
  CHECK(foreign.error().code == "evidence.note_unsigned");

  const Result<std::string> cosigned = other.SignText(note.substr(0, note.rfind("\n\n") + 1));
  REQUIRE(cosigned.ok());
  const std::string both = note + cosigned->substr(cosigned->rfind("\n\n") + 2);
  CHECK(ours.verifier().ParseAndVerify(both).ok());
}

TEST_CASE("a correctly signed checkpoint of another origin is refused") {
  const NoteSigner signer = NewSigner();
  const Result<std::string> note =
      signer.SignText(CheckpointText({.origin = "custos/other", .size = 1, .root = EmptyRoot()}));
  REQUIRE(note.ok());
  const Result<Checkpoint> checkpoint = signer.verifier().ParseAndVerify(*note);
  REQUIRE_FALSE(checkpoint.ok());
  CHECK(checkpoint.error().code == "evidence.note_origin");
}

TEST_CASE("the key pair is made once, private, and read again") {
  const TemporaryDirectory directory;
  const Result<NoteSigner> first = NoteSigner::LoadOrCreate(directory.path, "custos/a");
  REQUIRE(first.ok());
  struct stat info {};
  REQUIRE(::stat((directory.path + "/signing.key").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(std::filesystem::exists(directory.path + "/signing.pub"));

  const Result<NoteSigner> second = NoteSigner::LoadOrCreate(directory.path, "custos/a");
  REQUIRE(second.ok());
  CHECK(second->verifier().vkey() == first->verifier().vkey());
  CHECK_FALSE(NoteSigner::LoadOrCreate(directory.path, "custos/b").ok());
}

}  // namespace custos::storage
