// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/tokens.h"

#include "core/digest.h"

namespace custos::wecom_sim {
namespace {

constexpr TimeMs kLifeMs = 7200 * 1000;

}  // namespace

TokenBook::Issued TokenBook::Issue(SecretKind kind, const std::string& corp_id, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  auto found = tokens_.find(current_[kind]);
  if (found == tokens_.end() || found->second.expires_at <= now) {
    const std::string token = "sim" + HexEncode(AsBytes(Sha256(corp_id + std::to_string(++issued_)))) +
                              (kind == SecretKind::kArchive ? "a" : "c");
    found = tokens_.insert_or_assign(token, Entry{kind, now + kLifeMs}).first;
    current_[kind] = token;
  }
  return {found->first, (found->second.expires_at - now) / 1000};
}

TokenBook::Check TokenBook::Find(const std::string& token, TimeMs now) const {
  if (token.empty()) return {41001, {}};
  const std::scoped_lock lock(mutex_);
  const auto found = tokens_.find(token);
  if (found == tokens_.end()) return {40014, {}};
  return {found->second.expires_at <= now ? 42001 : 0, found->second.kind};
}

void TokenBook::ExpireAll() {
  const std::scoped_lock lock(mutex_);
  for (auto& [token, entry] : tokens_) entry.expires_at = 0;
}

void TokenBook::RevokeAll() {
  const std::scoped_lock lock(mutex_);
  tokens_.clear();
  current_.clear();
}

std::uint64_t TokenBook::issued() const {
  const std::scoped_lock lock(mutex_);
  return issued_;
}

}  // namespace custos::wecom_sim
