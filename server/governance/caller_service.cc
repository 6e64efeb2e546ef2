// SPDX-License-Identifier: Apache-2.0
#include "server/governance/caller_service.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "core/digest.h"

namespace custos::server::governance {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kSecretPrefix = "custos_";
constexpr std::size_t kShownChars = 11;
constexpr std::size_t kMostKnown = 20'000;

std::string MakeSecret() {
  std::string secret = Base64Encode(RandomBytes(kSecretBytes));
  secret.erase(secret.find_last_not_of('=') + 1);
  std::replace(secret.begin(), secret.end(), '+', '-');
  std::replace(secret.begin(), secret.end(), '/', '_');
  return std::string(kSecretPrefix) + secret;
}

std::string HashOf(const std::string& secret) { return HexEncode(AsBytes(Sha256(secret))); }
std::string KeyOf(char kind, const std::string& secret) { return kind + std::string(AsBytes(Sha256(secret))); }

}  // namespace

bool IsTokenScope(const std::string& scope) { return scope == "check" || scope == "import" || scope == "sms"; }

Result<TokenAndSecret> CallerService::CreateToken(std::uint64_t user_id, const std::string& name,
                                                  const std::vector<std::string>& scopes, TimeMs expires_at) {
  const TimeMs now = clock_.Now();
  if (name.empty()) return Error{ErrorKind::kInvalid, "token.name", "a token has a name"};
  if (scopes.empty() || !std::all_of(scopes.begin(), scopes.end(), IsTokenScope)) {
    return Error{ErrorKind::kInvalid, "token.scopes", "no such scope"};
  }
  if (expires_at <= now || expires_at > now + kLongestLife) {
    return Error{ErrorKind::kInvalid, "token.expires_at", "a token lives a year at most"};
  }
  std::string secret = MakeSecret();
  auto made = tokens_.CreateToken({.id = 0,
                                   .token_hash = HashOf(secret),
                                   .user_id = user_id,
                                   .user_login = {},
                                   .name = name,
                                   .scopes = scopes,
                                   .prefix = secret.substr(0, kShownChars),
                                   .created_at = now,
                                   .expires_at = expires_at,
                                   .last_used_at = 0});
  if (!made) return made.error();
  return TokenAndSecret{std::move(*made), std::move(secret)};
}

Status CallerService::RevokeToken(std::uint64_t id, std::uint64_t user_id) {
  const Status deleted = tokens_.DeleteToken(id, user_id);
  Forget();
  return deleted;
}

std::uint64_t CallerService::generation() {
  const std::shared_lock lock(mutex_);
  return generation_;
}

std::shared_ptr<const Caller> CallerService::Remembered(const std::string& key) {
  const std::shared_lock lock(mutex_);
  const auto found = known_.find(key);
  return found == known_.end() || found->second.until <= clock_.Now() ? nullptr : found->second.caller;
}

void CallerService::Remember(const std::string& key, std::shared_ptr<const Caller> caller, std::uint64_t generation) {
  const TimeMs now = clock_.Now();
  const std::unique_lock lock(mutex_);
  if (generation != generation_) return;
  if (known_.size() >= kMostKnown) {
    std::erase_if(known_, [&](const auto& entry) { return entry.second.until <= now; });
    if (known_.size() >= kMostKnown) known_.clear();
  }
  known_[key] = {std::move(caller), now + kMemoryMs};
}

Result<std::shared_ptr<const Caller>> CallerService::BySession(const std::string& cookie) {
  const std::string key = KeyOf('s', cookie);
  if (auto known = Remembered(key)) return known;
  const std::uint64_t asked_in = generation();
  auto found = sessions_.Find(cookie);
  if (!found) return found.error();
  if (!found->has_value()) return std::shared_ptr<const Caller>();
  auto caller = std::make_shared<const Caller>(Caller{std::move(**found), {}, false});
  Remember(key, caller, asked_in);
  return std::shared_ptr<const Caller>(caller);
}

Result<std::shared_ptr<const Caller>> CallerService::ByToken(const std::string& secret) {
  if (!secret.starts_with(kSecretPrefix) || secret.size() > 100) return std::shared_ptr<const Caller>();
  const std::string key = KeyOf('t', secret);
  if (auto known = Remembered(key)) return known;
  const std::uint64_t asked_in = generation();
  auto found = tokens_.FindToken(HashOf(secret), clock_.Now());
  if (!found) return found.error();
  if (!found->has_value()) return std::shared_ptr<const Caller>();
  auto& [token, user] = **found;
  auto caller = std::make_shared<const Caller>(Caller{std::move(user), std::move(token.scopes), true});
  Remember(key, caller, asked_in);
  return std::shared_ptr<const Caller>(caller);
}

void CallerService::Forget() {
  const std::unique_lock lock(mutex_);
  ++generation_;
  known_.clear();
}

}  // namespace custos::server::governance
