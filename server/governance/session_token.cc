// SPDX-License-Identifier: Apache-2.0
#include "server/governance/session_token.h"

#include <algorithm>

#include "core/digest.h"

namespace custos::server::governance {
namespace {

constexpr std::size_t kTokenBytes = 32;

}  // namespace

std::string MakeSessionToken() {
  std::string token = Base64Encode(RandomBytes(kTokenBytes)).substr(0, kSessionTokenChars);
  std::replace(token.begin(), token.end(), '+', '-');
  std::replace(token.begin(), token.end(), '/', '_');
  return token;
}

std::string HashSessionToken(const std::string& token) { return HexEncode(AsBytes(Sha256(token))); }

}  // namespace custos::server::governance
