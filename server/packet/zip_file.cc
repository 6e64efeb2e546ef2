// SPDX-License-Identifier: Apache-2.0
#include "server/packet/zip_file.h"

#include <openssl/evp.h>
#include <time.h>
#include <zip.h>

#include <algorithm>
#include <utility>

namespace custos::server::packet {
namespace {

constexpr int kCompressionLevel = 6;
constexpr std::size_t kPiece = 1 << 20;

struct DigestFree {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

Error Failed() { return {ErrorKind::kUnavailable, "packet.file", "the packet cannot be written"}; }

tm_zip DateOf(TimeMs at) {
  const time_t seconds = static_cast<time_t>(at / 1000);
  tm utc{};
  ::gmtime_r(&seconds, &utc);
  return {.tm_sec = static_cast<uInt>(utc.tm_sec),
          .tm_min = static_cast<uInt>(utc.tm_min),
          .tm_hour = static_cast<uInt>(utc.tm_hour),
          .tm_mday = static_cast<uInt>(utc.tm_mday),
          .tm_mon = static_cast<uInt>(utc.tm_mon),
          .tm_year = static_cast<uInt>(utc.tm_year + 1900)};
}

}  // namespace

struct ZipFile::Parts {
  zipFile zip = nullptr;
  tm_zip date{};
  ZippedFile current;
  std::unique_ptr<EVP_MD_CTX, DigestFree> sha256{EVP_MD_CTX_new()};
};

ZipFile::ZipFile(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

ZipFile::~ZipFile() {
  if (parts_->zip != nullptr) ::zipClose(parts_->zip, nullptr);
}

Result<std::unique_ptr<ZipFile>> ZipFile::Create(const std::string& path, TimeMs at) {
  auto parts = std::make_unique<Parts>();
  parts->zip = ::zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  if (parts->zip == nullptr || !parts->sha256) return Failed();
  parts->date = DateOf(at);
  return std::unique_ptr<ZipFile>(new ZipFile(std::move(parts)));
}

Status ZipFile::Begin(const std::string& name) {
  zip_fileinfo info{};
  info.tmz_date = parts_->date;
  parts_->current = {.path = name, .size = 0, .sha256 = {}};
  const bool begun = ::zipOpenNewFileInZip64(parts_->zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                                             Z_DEFLATED, kCompressionLevel, 1) == ZIP_OK &&
                     EVP_DigestInit_ex(parts_->sha256.get(), EVP_sha256(), nullptr) == 1;
  if (!begun) return Failed();
  return {};
}

Status ZipFile::Write(std::string_view bytes) {
  parts_->current.size += bytes.size();
  EVP_DigestUpdate(parts_->sha256.get(), bytes.data(), bytes.size());
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kPiece);
    if (::zipWriteInFileInZip(parts_->zip, piece.data(), static_cast<unsigned>(piece.size())) != ZIP_OK) {
      return Failed();
    }
    bytes.remove_prefix(piece.size());
  }
  return {};
}

Result<ZippedFile> ZipFile::End() {
  if (::zipCloseFileInZip(parts_->zip) != ZIP_OK) return Failed();
  EVP_DigestFinal_ex(parts_->sha256.get(), parts_->current.sha256.data(), nullptr);
  return std::move(parts_->current);
}

Result<ZippedFile> ZipFile::Add(const std::string& name, std::string_view bytes) {
  if (Status status = Begin(name); !status) return status.error();
  if (Status status = Write(bytes); !status) return status.error();
  return End();
}

Status ZipFile::Close() {
  if (::zipClose(std::exchange(parts_->zip, nullptr), nullptr) != ZIP_OK) return Failed();
  return {};
}

}  // namespace custos::server::packet
