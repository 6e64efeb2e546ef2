// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/key_ring.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <system_error>

#include "core/log.h"

namespace custos::wecom {
namespace {

/// Larger files are not keys.
constexpr std::uintmax_t kMaxKeyFile = 64 * 1024;

std::optional<std::uint32_t> VersionOf(const std::filesystem::path& file) {
  if (file.extension() != ".pem") return std::nullopt;
  const std::string stem = file.stem().string();
  std::uint32_t version = 0;
  const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), version);
  if (error != std::errc() || end != stem.data() + stem.size()) return std::nullopt;
  return version;
}

/// An encrypted file must not make OpenSSL ask on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

KeyRing::Key ReadKey(const std::filesystem::path& file) {
  const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_file(file.c_str(), "r"), BIO_free);
  KeyRing::Key key;
  if (bio != nullptr) key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (key != nullptr && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) key.reset();
  return key;
}

}  // namespace

KeyRing::KeyRing(std::filesystem::path directory) : directory_(std::move(directory)) { Rescan(); }

KeyRing::Key KeyRing::Find(std::uint32_t version) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(version);
  return found == entries_.end() ? nullptr : found->second.key;
}

std::map<std::uint32_t, KeyRing::Stamp> KeyRing::List() const {
  std::map<std::uint32_t, Stamp> found;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(directory_, error)) {
    const std::optional<std::uint32_t> version = VersionOf(file.path());
    if (!version) continue;
    std::error_code unread;
    const Stamp stamp{file.last_write_time(unread), file.file_size(unread)};
    if (!unread && stamp.size <= kMaxKeyFile) found[*version] = stamp;
  }
  return found;
}

bool KeyRing::Rescan() {
  const std::map<std::uint32_t, Stamp> found = List();
  const std::scoped_lock lock(mutex_);
  scanned_ = std::chrono::steady_clock::now();
  bool changed = std::erase_if(entries_, [&](const auto& entry) { return !found.contains(entry.first); }) > 0;
  for (const auto& [version, stamp] : found) {
    const auto known = entries_.find(version);
    if (known != entries_.end() && known->second.stamp == stamp) continue;
    const std::filesystem::path file = directory_ / (std::to_string(version) + ".pem");
    Key key = ReadKey(file);
    if (key == nullptr) Log(LogLevel::kWarn, "wecom key file is not an RSA private key", {{"file", file.string()}});
    entries_[version] = {stamp, std::move(key)};
    changed = true;
  }
  if (changed) ++generation_;
  return changed;
}

void KeyRing::RescanIfOlderThan(std::chrono::milliseconds interval) {
  {
    const std::scoped_lock lock(mutex_);
    if (std::chrono::steady_clock::now() - scanned_ < interval) return;
    scanned_ = std::chrono::steady_clock::now();
  }
  Rescan();
}

std::uint64_t KeyRing::generation() const {
  const std::scoped_lock lock(mutex_);
  return generation_;
}

std::size_t KeyRing::size() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const auto& entry) { return entry.second.key != nullptr; }));
}

std::vector<std::string> KeyRing::unreadable() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [version, entry] : entries_) {
    if (entry.key == nullptr) names.push_back(std::to_string(version) + ".pem");
  }
  return names;
}

const RsaDecryptor::Prepared* RsaDecryptor::Prepare(std::uint32_t version) {
  if (const std::uint64_t now = ring_.generation(); now != generation_) {
    std::erase_if(prepared_, [&](const auto& entry) { return ring_.Find(entry.first) != entry.second.source; });
    generation_ = now;
  }
  if (const auto known = prepared_.find(version); known != prepared_.end()) return &known->second;
  Prepared fresh;
  fresh.source = ring_.Find(version);
  if (fresh.source == nullptr) return nullptr;
  fresh.own.reset(EVP_PKEY_dup(fresh.source.get()), EVP_PKEY_free);
  fresh.context.reset(EVP_PKEY_CTX_new(fresh.own.get(), nullptr), EVP_PKEY_CTX_free);
  const bool ready = fresh.context != nullptr && EVP_PKEY_decrypt_init(fresh.context.get()) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(fresh.context.get(), RSA_PKCS1_PADDING) == 1;
  if (!ready) {
    ERR_clear_error();
    return nullptr;
  }
  return &prepared_.emplace(version, std::move(fresh)).first->second;
}

std::optional<RsaFailure> RsaDecryptor::Decrypt(std::uint32_t version, std::string_view ciphertext,
                                                std::string* plaintext) {
  const Prepared* key = Prepare(version);
  if (key == nullptr) return RsaFailure::kUnknownVersion;
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key->own.get()));
  plaintext->resize(size);
  const int done = EVP_PKEY_decrypt(key->context.get(), reinterpret_cast<unsigned char*>(plaintext->data()), &size,
                                    reinterpret_cast<const unsigned char*>(ciphertext.data()), ciphertext.size());
  if (done != 1) {
    plaintext->clear();
    ERR_clear_error();
    return RsaFailure::kFailed;
  }
  plaintext->resize(size);
  return std::nullopt;
}

}  // namespace custos::wecom
