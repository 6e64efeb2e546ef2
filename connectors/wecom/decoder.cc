// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/decoder.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "connectors/wecom/remedy.h"
#include "core/digest.h"

namespace custos::wecom {
namespace {

constexpr int kAttempts = 3;  ///< for what may pass by itself
constexpr std::chrono::milliseconds kKeyRescan{1000};
constexpr std::string_view kCrashed = "wecom.decrypt_crashed";
constexpr std::int32_t kCrashedCode = -1000;  ///< beside the codes of the SDK and the helper

std::string ReasonFor(std::int32_t code) { return code == kCrashedCode ? std::string(kCrashed) : SdkCode(code); }

/// Whether the helper ended over the input, rather than being unable to start.
bool LostHelper(const Error& error) {
  return error.code == "wecom.helper_died" || error.code == "wecom.helper_timeout";
}

}  // namespace

Decoder::Decoder(std::string source, KeyRing& keys, const StaffIndex& staff, HelperClient& helper, StatusBoard& status)
    : source_(std::move(source)), keys_(keys), helper_(helper), status_(status), rsa_(keys), parser_(staff) {}

bool Decoder::Decode(std::span<const Envelope> envelopes, std::span<Decoded> out, const std::stop_token& stop) {
  std::vector<Opened> opened;
  opened.reserve(envelopes.size());
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    if (stop.stop_requested()) return false;
    Opened next{i, {}, {}};
    if (std::optional<std::string> reason = OpenKey(envelopes[i], &next.key)) {
      out[i] = Park(source_, envelopes[i], std::move(*reason));
    } else {
      opened.push_back(std::move(next));
    }
  }
  const bool done = DecryptAll(envelopes, opened, stop) && RepeatTransient(envelopes, opened, stop);
  for (Opened& item : opened) OPENSSL_cleanse(item.key.data(), item.key.size());
  if (!done) return false;
  for (Opened& item : opened) out[item.index] = Finish(envelopes[item.index], std::move(item.result));
  return true;
}

/// The reason to park the envelope, or nullopt with the plaintext in `*key`.
std::optional<std::string> Decoder::OpenKey(const Envelope& envelope, std::string* key) {
  if (!envelope.complete) return "wecom.envelope_malformed";
  const std::optional<std::string> ciphertext = Base64Decode(envelope.random_key);
  if (!ciphertext) return "wecom.envelope_malformed";
  std::optional<RsaFailure> failure = rsa_.Decrypt(envelope.key_version, *ciphertext, key);
  if (failure == RsaFailure::kUnknownVersion) {
    keys_.RescanIfOlderThan(kKeyRescan);
    failure = rsa_.Decrypt(envelope.key_version, *ciphertext, key);
  }
  if (!failure) return std::nullopt;
  return *failure == RsaFailure::kUnknownVersion ? "wecom.key_version_unknown" : "wecom.rsa_failed";
}

bool Decoder::DecryptAll(std::span<const Envelope> envelopes, std::span<Opened> opened, const std::stop_token& stop) {
  int deaths = 0;
  while (!opened.empty() && !stop.stop_requested()) {
    std::vector<DecryptInput> batch;
    batch.reserve(opened.size());
    for (const Opened& item : opened) batch.push_back({item.key, envelopes[item.index].message});
    std::size_t culprit = 0;
    Result<std::vector<SdkBytes>> results = helper_.DecryptBatch(batch, &culprit, stop);
    if (results) {
      for (std::size_t i = 0; i < opened.size(); ++i) opened[i].result = std::move((*results)[i]);
      return true;
    }
    if (stop.stop_requested()) return false;
    if (!LostHelper(results.error())) {
      status_.Problem("backing_off", results.error().code, results.error().message);
    } else if (opened.size() > 1) {
      return DecryptAround(envelopes, opened, culprit, stop);
    } else if (++deaths == kAttempts) {
      opened.front().result.code = kCrashedCode;
      return true;
    }
  }
  return opened.empty();
}

/// The entry that killed the helper is tried alone, so that its neighbours get through in any case.
bool Decoder::DecryptAround(std::span<const Envelope> envelopes, std::span<Opened> opened, std::size_t culprit,
                            const std::stop_token& stop) {
  return DecryptAll(envelopes, opened.subspan(0, culprit), stop) &&
         DecryptAll(envelopes, opened.subspan(culprit, 1), stop) &&
         DecryptAll(envelopes, opened.subspan(culprit + 1), stop);
}

bool Decoder::RepeatTransient(std::span<const Envelope> envelopes, std::span<Opened> opened,
                              const std::stop_token& stop) {
  for (int attempt = 1; attempt < kAttempts; ++attempt) {
    for (std::size_t i = 0; i < opened.size(); ++i) {
      const std::int32_t code = opened[i].result.code;
      const Remedy remedy = RemedyForSdk(code);
      const bool again = remedy == Remedy::kRetry || remedy == Remedy::kSmallerPage;
      if (again && code != kCrashedCode && !DecryptAll(envelopes, opened.subspan(i, 1), stop)) return false;
    }
  }
  return true;
}

Decoded Decoder::Finish(const Envelope& envelope, SdkBytes decrypted) {
  if (decrypted.code != 0) return Park(source_, envelope, ReasonFor(decrypted.code));
  const MessageOrigin origin{source_, envelope.seq, envelope.msgid};
  Result<Message> message = parser_.Parse(origin, std::move(decrypted.bytes));
  if (!message) return Park(source_, envelope, message.error().code);
  message->envelope = Sha256(envelope.raw);
  return std::move(*message);
}

}  // namespace custos::wecom
