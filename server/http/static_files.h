// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "server/http/request.h"
#include "server/http/response.h"

namespace custos::server::http {

/// Serves the built UI from one directory. Every unknown page is index.html, never stored and with a fresh CSP nonce in
/// its `<meta name="csp-nonce">`; a folder with an index.html of its own is a page of its own, below which that one is
/// served. Files under assets/ of either carry a hash in their name and are immutable. A `.gz` beside a
/// file is sent to clients that take it. Nothing outside the directory is ever served. Thread-safe.
class StaticFiles {
 public:
  /// `nonce` gives an unguessable token of base64 characters for each page.
  StaticFiles(std::filesystem::path directory, std::function<std::string()> nonce);

  Response Serve(const Request& request) const;

 private:
  Response ServeIndex(const std::filesystem::path& folder) const;
  Response ServeFile(const std::filesystem::path& file, const Request& request, bool immutable) const;

  const std::filesystem::path directory_;
  const std::function<std::string()> nonce_;
};

/// The policy that the UI runs under. An empty nonce leaves inline styles out.
std::string ContentSecurityPolicy(const std::string& nonce);

}  // namespace custos::server::http
