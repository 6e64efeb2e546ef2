// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/archive_key.h"

#include <fstream>
#include <iterator>

namespace custos::storage {
namespace {

constexpr char kKnownKey[] = "SELECT public_key FROM archive_identity";
constexpr char kKeepKey[] = "INSERT INTO archive_identity (public_key) VALUES ($1)";

NoteSigner Load(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  auto signer = NoteSigner::Parse(text);
  if (!signer) throw db::Failure(signer.error());
  return std::move(signer).value();
}

NoteSigner Create(const std::filesystem::path& key_dir) {
  constexpr std::size_t kIdBytes = 8;
  std::filesystem::create_directories(key_dir);
  std::filesystem::permissions(key_dir, std::filesystem::perms::owner_all);
  auto signer = NoteSigner::LoadOrCreate(key_dir.string(), "custos/" + HexEncode(RandomBytes(kIdBytes)));
  if (!signer) throw db::Failure(signer.error());
  return std::move(signer).value();
}

}  // namespace

NoteSigner OpenArchiveKey(db::Connection& connection, const std::filesystem::path& key_dir) {
  const db::Rows known = connection.Query(kKnownKey);
  const std::filesystem::path file = key_dir / "signing.key";
  const bool there = std::filesystem::exists(file);
  if (!known.empty() && !there) {
    db::Fail(ErrorKind::kNotFound, "evidence.key_missing",
             "the archive's signing key is not in " + file.string() + ": bring it back from a backup");
  }
  NoteSigner signer = there ? Load(file) : Create(key_dir);
  const std::string public_key = signer.verifier().vkey();
  if (known.empty()) {
    connection.Query(kKeepKey, db::Params().Text(public_key));
  } else if (known.View(0, 0) != public_key) {
    db::Fail(ErrorKind::kConflict, "evidence.wrong_key",
             "the database belongs to another archive than the key in " + key_dir.string());
  }
  return signer;
}

}  // namespace custos::storage
