// SPDX-License-Identifier: Apache-2.0
#include "connectors/cdr_files/followed_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utility>

namespace custos::cdr_files {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

}  // namespace

/// An open file.
class FollowedFile::Handle {
 public:
  explicit Handle(int descriptor) : descriptor_(descriptor) {}
  ~Handle() { close(descriptor_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  static std::unique_ptr<Handle> Open(const std::filesystem::path& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return nullptr;
    auto handle = std::make_unique<Handle>(descriptor);
    return S_ISREG(handle->Stat().st_mode) ? std::move(handle) : nullptr;
  }

  struct stat Stat() const {
    struct stat about {};
    fstat(descriptor_, &about);
    return about;
  }
  std::uint64_t inode() const { return Stat().st_ino; }
  std::uint64_t size() const { return static_cast<std::uint64_t>(Stat().st_size); }

  std::string ReadAt(std::uint64_t offset) const {
    std::string bytes(kChunk, '\0');
    const ssize_t got = pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  const int descriptor_;
};

FollowedFile::FollowedFile(std::filesystem::path path, FilePosition from, MakeParser make,
                           std::chrono::milliseconds settle)
    : path_(std::move(path)), make_(std::move(make)), settle_(settle), position_(std::move(from)) {}

FollowedFile::~FollowedFile() = default;

Status FollowedFile::Begin(const RecordPosition& at) {
  Result<std::unique_ptr<RecordParser>> made = make_(at);
  if (!made) return made.error();
  parser_ = std::move(*made);
  fed_ = at.offset;
  position_.at = at;
  grown_ = std::chrono::steady_clock::now();
  return {};
}

// The file that was read last time, when it has another name in the same directory now.
std::unique_ptr<FollowedFile::Handle> FollowedFile::FindRenamed() const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path(), error)) {
    struct stat about {};
    if (stat(entry.path().c_str(), &about) != 0 || about.st_ino != position_.inode) continue;
    return Handle::Open(entry.path());
  }
  return nullptr;
}

Status FollowedFile::Open() {
  std::unique_ptr<Handle> current = Handle::Open(path_);
  const bool same = current != nullptr && current->inode() == position_.inode;
  if (!same && position_.inode != 0) {
    if (std::unique_ptr<Handle> renamed = FindRenamed()) {
      file_ = std::move(renamed);
      return Begin(position_.at);
    }
  }
  if (current == nullptr) {
    if (access(path_.c_str(), F_OK) != 0) return {};
    return Error{ErrorKind::kUnavailable, "exchange.unreadable", "cannot read " + path_.string()};
  }
  if (!same) position_ = {current->inode(), {}};
  file_ = std::move(current);
  return Begin(position_.at);
}

// Nothing new: the legs that are held are all there are, and a renamed file is done with.
Result<bool> FollowedFile::AtEnd(std::vector<Record>& out) {
  const bool quiet = std::chrono::steady_clock::now() - grown_ >= settle_;
  if (!quiet) return false;
  if (position_.at.offset < fed_) {
    if (const Status ended = parser_->Finish(out); !ended) return ended.error();
    RecordPosition at = parser_->position();
    at.offset = fed_;
    if (const Status begun = Begin(at); !begun) return begun.error();
  }
  struct stat about {};
  const bool there = stat(path_.c_str(), &about) == 0;
  if (!there || about.st_ino == position_.inode) return false;
  // Another file has the name now. What a crash left without a line end in the old one is lost to its writer as well.
  file_.reset();
  position_ = {about.st_ino, {}};
  return true;
}

Result<bool> FollowedFile::Read(std::vector<Record>& out) {
  if (file_ == nullptr) {
    if (const Status opened = Open(); !opened) return opened.error();
    if (file_ == nullptr) return false;
  }
  if (file_->size() < fed_) {
    // Emptied and begun again.
    if (const Status begun = Begin({}); !begun) return begun.error();
  }
  std::string bytes = file_->ReadAt(fed_);
  const std::size_t end = bytes.rfind('\n');
  if (end == std::string::npos && bytes.size() < kChunk) return AtEnd(out);
  if (end != std::string::npos) bytes.resize(end + 1);
  fed_ += bytes.size();
  grown_ = std::chrono::steady_clock::now();
  if (const Status read = parser_->Feed(bytes, out); !read) return read.error();
  position_.at = parser_->position();
  return bytes.size() > kChunk / 2;
}

}  // namespace custos::cdr_files
