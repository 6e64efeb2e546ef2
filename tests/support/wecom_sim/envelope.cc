// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/envelope.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "core/digest.h"
#include "tests/support/wecom_sim/rng.h"
#include "tests/support/wecom_sim/sdk/seal.h"

namespace custos::wecom_sim {
namespace {

enum Purpose : std::uint64_t { kSecret = 1, kPadding = 2, kNonce = 3 };

const std::uint8_t* Bytes(const std::string& text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

seal_order OrderOf(const std::optional<Fault>& fault) {
  if (!fault) return {SEAL_DELIVER, 0};
  const auto value = static_cast<std::uint32_t>(fault->value);
  if (fault->act == "abort") return {SEAL_ABORT, 0};
  if (fault->act == "hang") return {SEAL_HANG, value};
  if (fault->act == "grow") return {SEAL_GROW, value / 1024};
  if (fault->act == "sdk_code") return {SEAL_RETURN, value};
  return {SEAL_DELIVER, 0};
}

std::string SealText(const std::string& key, const std::string& nonce, seal_order order, const std::string& text) {
  std::string out(seal_text_size(text.size()) + 1, '\0');
  seal_message(Bytes(key), Bytes(nonce), order, text.data(), text.size(), out.data());
  out.pop_back();
  return out;
}

std::string Quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

EnvelopeMaker::EnvelopeMaker(const KeyRing& keys, std::uint64_t seed, std::size_t reuse_keys)
    : keys_(keys), seed_(seed), reuse_keys_(reuse_keys) {}

EnvelopeMaker::Secret EnvelopeMaker::MakeSecret(std::uint64_t seq, std::uint64_t number) const {
  Secret secret;
  secret.key = Rng({seed_, kSecret, number}).Bytes(SEAL_KEY_BYTES);
  std::string text(SEAL_KEY_CHARS, '\0');
  seal_base64_encode(Bytes(secret.key), secret.key.size(), text.data());
  if (const auto sealed = keys_.Seal(seq, text, Rng({seed_, kPadding, number}).Next())) {
    secret.version = sealed->version;
    secret.encrypted = Base64Encode(sealed->ciphertext);
  }
  return secret;
}

EnvelopeMaker::Secret EnvelopeMaker::SecretFor(std::uint64_t seq) {
  if (reuse_keys_ == 0) return MakeSecret(seq, seq);
  std::uint64_t version = 0;
  for (const KeyVersion& key : keys_.versions()) {
    if (key.first_seq <= seq) version = key.version;
  }
  const std::uint64_t place = version * reuse_keys_ + seq % reuse_keys_;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = pool_.find(place); found != pool_.end()) return found->second;
  }
  Secret secret = MakeSecret(seq, place);
  const std::scoped_lock lock(mutex_);
  return pool_.emplace(place, std::move(secret)).first->second;
}

std::string EnvelopeMaker::Make(const PlainMessage& message, const std::optional<Fault>& fault) {
  Secret secret = SecretFor(message.seq);
  if (secret.encrypted.empty()) return {};
  const std::string nonce = Rng({seed_, kNonce, message.seq}).Bytes(SEAL_NONCE_BYTES);
  std::string sealed = SealText(secret.key, nonce, OrderOf(fault), message.json);
  if (fault && fault->act == "garbage") sealed = Base64Encode(Rng({seed_, message.seq}).Bytes(96));
  if (fault && fault->act == "short") sealed = "AAAA";
  if (fault && fault->act == "wrong_key") secret.encrypted = Base64Encode('\0' + Rng({seed_, message.seq}).Bytes(255));
  return "{\"seq\":" + std::to_string(message.seq) + ",\"msgid\":" + Quoted(message.msgid) +
         ",\"publickey_ver\":" + std::to_string(secret.version) + ",\"encrypt_random_key\":\"" + secret.encrypted +
         "\",\"encrypt_chat_msg\":\"" + sealed + "\"}";
}

std::string EnvelopeMaker::Item(const PlainMessage& message, const std::optional<Fault>& fault) {
  if (!fault) {
    const std::scoped_lock lock(mutex_);
    if (auto found = prepared_.extract(message.seq)) return std::move(found.mapped());
  }
  return Make(message, fault);
}

void EnvelopeMaker::Prepare(const std::vector<PlainMessage>& messages, unsigned threads) {
  std::vector<std::string> items(messages.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < messages.size(); i = next++) items[i] = Make(messages[i], std::nullopt);
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1U, threads); ++i) workers.emplace_back(work);
  for (std::thread& worker : workers) worker.join();
  const std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < items.size(); ++i) prepared_[messages[i].seq] = std::move(items[i]);
}

}  // namespace custos::wecom_sim
