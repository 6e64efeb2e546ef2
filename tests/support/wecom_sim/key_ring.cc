// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/key_ring.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <utility>

#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {
namespace {

constexpr std::size_t kModulusBytes = 256;
constexpr std::size_t kMinPadding = 11;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

std::string ToPem(EVP_PKEY* pkey) {
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), pkey, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::shared_ptr<EVP_PKEY> FromPem(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  return {PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr), EVP_PKEY_free};
}

/// 00 02 PS 00 text, PS being seeded bytes without a zero.
std::string Pad(std::string_view text, std::uint64_t seed) {
  Rng rng(seed);
  std::string block = rng.Bytes(kModulusBytes - text.size() - 1);
  for (char& c : block) {
    if (c == '\0') c = '\x55';
  }
  block[0] = '\0';
  block[1] = '\x02';
  return block.append(1, '\0').append(text);
}

/// A raw public-key operation: the padding is ours, so that it can be repeated.
std::string Encrypt(EVP_PKEY* pkey, std::string_view block) {
  const Context context(EVP_PKEY_CTX_new(pkey, nullptr), EVP_PKEY_CTX_free);
  std::string out(kModulusBytes, '\0');
  std::size_t size = out.size();
  if (EVP_PKEY_encrypt_init(context.get()) <= 0 || EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) <= 0 ||
      EVP_PKEY_encrypt(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                       reinterpret_cast<const unsigned char*>(block.data()), block.size()) <= 0) {
    return {};
  }
  return out;
}

}  // namespace

Result<KeyVersion> KeyRing::Generate(std::uint64_t first_seq) {
  const std::shared_ptr<EVP_PKEY> pkey(EVP_RSA_gen(8 * kModulusBytes), EVP_PKEY_free);
  if (!pkey) return Error{ErrorKind::kInternal, "wecom_sim.keygen_failed", "cannot make an RSA key"};
  const std::scoped_lock lock(mutex_);
  const std::uint32_t version = entries_.empty() ? 1 : entries_.back().key.version + 1;
  entries_.push_back({{version, first_seq, ToPem(pkey.get())}, pkey});
  return entries_.back().key;
}

Status KeyRing::Add(const KeyVersion& key) {
  auto pkey = FromPem(key.private_pem);
  if (!pkey || EVP_PKEY_get_size(pkey.get()) != static_cast<int>(kModulusBytes)) {
    return Error{ErrorKind::kInvalid, "wecom_sim.bad_key", "not an RSA-2048 private key"};
  }
  const std::scoped_lock lock(mutex_);
  if (!entries_.empty() && entries_.back().key.version >= key.version) {
    return Error{ErrorKind::kConflict, "wecom_sim.key_order", "key versions must grow"};
  }
  entries_.push_back({key, std::move(pkey)});
  return {};
}

std::vector<KeyVersion> KeyRing::versions() const {
  const std::scoped_lock lock(mutex_);
  std::vector<KeyVersion> versions;
  for (const Entry& entry : entries_) versions.push_back(entry.key);
  return versions;
}

std::optional<KeyRing::Sealed> KeyRing::Seal(std::uint64_t seq, std::string_view text,
                                             std::uint64_t padding_seed) const {
  Entry chosen;
  {
    const std::scoped_lock lock(mutex_);
    for (const Entry& entry : entries_) {
      if (entry.key.first_seq <= seq) chosen = {{entry.key.version, 0, {}}, entry.pkey};
    }
  }
  if (!chosen.pkey || text.size() + kMinPadding > kModulusBytes) return std::nullopt;
  return Sealed{chosen.key.version, Encrypt(chosen.pkey.get(), Pad(text, padding_seed))};
}

}  // namespace custos::wecom_sim
