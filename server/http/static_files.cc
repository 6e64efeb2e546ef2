// SPDX-License-Identifier: Apache-2.0
#include "server/http/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "core/digest.h"
#include "server/http/problem.h"

namespace custos::server::http {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".webp", "image/webp"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
}};

std::string TypeOf(const fs::path& file) {
  const std::string extension = file.extension().string();
  for (const auto& [suffix, type] : kTypes) {
    if (extension == suffix) return std::string(type);
  }
  return "application/octet-stream";
}

std::optional<std::string> ReadFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// A piece of a path that may name a file: no hidden files, no way up, no separators.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name.front() != '.' && name.find_first_of("/\\") == std::string::npos;
}

/// True when `file`, links followed, lies within `directory`.
bool IsInside(const fs::path& directory, const fs::path& file) {
  std::error_code error;
  const auto root = fs::canonical(directory, error);
  if (error) return false;
  const auto real = fs::canonical(file, error);
  if (error) return false;
  return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
}

bool TakesGzip(const Request& request) {
  const auto* accept = request.FindHeader("accept-encoding");
  return accept != nullptr && accept->find("gzip") != std::string::npos;
}

/// Writes the nonce into the content attribute of the page's csp-nonce element.
std::string WithNonce(std::string page, const std::string& nonce) {
  const auto name = page.find("name=\"csp-nonce\"");
  if (name == std::string::npos) return page;
  const auto open = page.rfind('<', name);
  const auto close = page.find('>', name);
  if (open == std::string::npos || close == std::string::npos) return page;
  return page.replace(open, close - open + 1, "<meta name=\"csp-nonce\" content=\"" + nonce + "\" />");
}

}  // namespace

std::string ContentSecurityPolicy(const std::string& nonce) {
  const std::string style = nonce.empty() ? "style-src 'self'; " : "style-src 'self' 'nonce-" + nonce + "'; ";
  return "default-src 'self'; " + style +
         "img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
         "form-action 'self'; frame-ancestors 'none'";
}

StaticFiles::StaticFiles(fs::path directory, std::function<std::string()> nonce)
    : directory_(std::move(directory)), nonce_(std::move(nonce)) {}

Response StaticFiles::Serve(const Request& request) const {
  fs::path file = directory_;
  for (const auto& piece : request.segments) {
    if (!IsPlainName(piece)) return Problem(404, "request.not_found");
    file /= piece;
  }
  std::error_code error;
  const bool is_page = request.segments.empty() || request.segments.back() == "index.html";
  const fs::path folder = request.segments.empty() ? directory_ : directory_ / request.segments.front();
  const bool own_page = folder != directory_ && fs::is_regular_file(folder / "index.html", error) &&
                        IsInside(directory_, folder / "index.html");
  const std::size_t depth = own_page ? 1 : 0;
  const bool asset = request.segments.size() > depth && request.segments[depth] == "assets";
  if (!is_page && fs::is_regular_file(file, error) && IsInside(directory_, file)) {
    return ServeFile(file, request, asset);
  }
  // A missing asset must not become a page: the browser would run it as a script.
  if (asset) return Problem(404, "request.not_found");
  return ServeIndex(own_page ? folder : directory_);
}

Response StaticFiles::ServeIndex(const fs::path& folder) const {
  auto page = ReadFile(folder / "index.html");
  if (!page) return Problem(404, "request.not_found");
  const std::string nonce = nonce_();
  Response response;
  response.body = WithNonce(std::move(*page), nonce);
  response.SetHeader("Content-Type", "text/html; charset=utf-8");
  response.SetHeader("Cache-Control", "no-store");
  response.SetHeader("Content-Security-Policy", ContentSecurityPolicy(nonce));
  return response;
}

Response StaticFiles::ServeFile(const fs::path& file, const Request& request, bool immutable) const {
  fs::path packed = file;
  packed += ".gz";
  std::error_code error;
  const bool has_packed = fs::is_regular_file(packed, error) && IsInside(directory_, packed);
  auto bytes = ReadFile(has_packed && TakesGzip(request) ? packed : file);
  if (!bytes) return Problem(404, "request.not_found");
  Response response;
  response.SetHeader("Content-Type", TypeOf(file));
  if (has_packed) {
    response.SetHeader("Vary", "Accept-Encoding");
    if (TakesGzip(request)) response.SetHeader("Content-Encoding", "gzip");
  }
  if (immutable) {
    response.SetHeader("Cache-Control", "public, max-age=31536000, immutable");
  } else {
    std::string tag = HexEncode(AsBytes(Sha256(*bytes))).substr(0, 32);
    tag = '"' + tag + '"';
    response.SetHeader("Cache-Control", "no-cache");
    response.SetHeader("ETag", tag);
    const auto* known = request.FindHeader("if-none-match");
    if (known != nullptr && *known == tag) {
      response.status = 304;
      return response;
    }
  }
  response.body = std::move(*bytes);
  return response;
}

}  // namespace custos::server::http
