// SPDX-License-Identifier: Apache-2.0
#include "server/packet/scratch_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace custos::server::packet {
namespace {

Error Failed() { return {ErrorKind::kUnavailable, "packet.file", "a temporary file cannot be used"}; }

}  // namespace

Result<std::unique_ptr<ScratchFile>> ScratchFile::Create(const std::string& directory) {
  std::string path = directory + "/packet-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) return Failed();
  return std::unique_ptr<ScratchFile>(new ScratchFile(std::move(path), file));
}

ScratchFile::~ScratchFile() {
  ::close(file_);
  ::unlink(path_.c_str());
}

Status ScratchFile::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written <= 0) return Failed();
    size_ += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::string ScratchFile::Read(std::uint64_t offset, std::size_t max) const {
  std::string bytes(max, '\0');
  const ssize_t got = ::pread(file_, bytes.data(), max, static_cast<off_t>(offset));
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

Status ScratchFile::Refresh() {
  struct stat status {};
  if (::fstat(file_, &status) != 0) return Failed();
  size_ = static_cast<std::uint64_t>(status.st_size);
  return {};
}

}  // namespace custos::server::packet
