// SPDX-License-Identifier: Apache-2.0
#include "server/intake/secret.h"

#include <algorithm>

#include "core/digest.h"

namespace custos::server::intake {

std::string MakeSecret(std::string_view prefix) {
  constexpr std::size_t kBytes = 32;
  std::string secret = Base64Encode(RandomBytes(kBytes));
  secret.erase(secret.find_last_not_of('=') + 1);
  std::replace(secret.begin(), secret.end(), '+', '-');
  std::replace(secret.begin(), secret.end(), '/', '_');
  return std::string(prefix) + secret;
}

std::string HashOf(std::string_view secret) { return HexEncode(AsBytes(Sha256(secret))); }

std::string ShownOf(const std::string& secret) { return secret.substr(0, 11); }

}  // namespace custos::server::intake
