// SPDX-License-Identifier: Apache-2.0
#include "server/http/client_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string_view>

namespace custos::server::http {
namespace {

bool IsAddress(const std::string& text) {
  unsigned char buffer[sizeof(in6_addr)];
  return inet_pton(AF_INET, text.c_str(), buffer) == 1 || inet_pton(AF_INET6, text.c_str(), buffer) == 1;
}

/// The hop that the nearest proxy wrote: the last element of the last X-Forwarded-For header.
std::string LastHop(const Request& request) {
  std::string hop;
  for (const auto& [name, value] : request.headers) {
    if (!EqualsIgnoreCase(name, "x-forwarded-for")) continue;
    const auto comma = value.rfind(',');
    hop = comma == std::string::npos ? value : value.substr(comma + 1);
  }
  hop.erase(0, hop.find_first_not_of(' '));
  return hop;
}

}  // namespace

void ResolveClient(const std::string& socket_address, const std::vector<std::string>& trusted_proxies,
                   Request& request) {
  request.peer = socket_address;
  request.https = false;
  if (std::find(trusted_proxies.begin(), trusted_proxies.end(), socket_address) == trusted_proxies.end()) return;
  if (auto hop = LastHop(request); IsAddress(hop)) request.peer = std::move(hop);
  if (const auto* proto = request.FindHeader("x-forwarded-proto")) request.https = *proto == "https";
  if (const auto* host = request.FindHeader("x-forwarded-host")) request.host = *host;
}

}  // namespace custos::server::http
