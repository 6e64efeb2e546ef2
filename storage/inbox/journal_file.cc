// SPDX-License-Identifier: Apache-2.0
#include "storage/inbox/journal_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/digest.h"

namespace custos::storage {
namespace {

constexpr std::string_view kMagic = "custosjf";
constexpr std::size_t kCheckBytes = 8;

std::string LittleEndian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return out;
}

std::uint64_t FromLittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

Error DiskError(int code) { return {ErrorKind::kUnavailable, "journal.write", std::generic_category().message(code)}; }

Status WriteAll(int fd, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return DiskError(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return {};
}

Result<std::string> ReadAll(int fd, std::size_t offset, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = pread(fd, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{ErrorKind::kUnavailable, "journal.read", std::generic_category().message(errno)};
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

/// A new name in a directory is durable only once the directory is.
Status SyncDirectory(const std::filesystem::path& directory) {
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return DiskError(errno);
  const int failed = fsync(fd) == 0 ? 0 : errno;
  close(fd);
  return failed == 0 ? Status{} : DiskError(failed);
}

}  // namespace

Result<std::unique_ptr<JournalFile>> JournalFile::Create(const std::filesystem::path& path, std::uint64_t number,
                                                         std::size_t size) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return DiskError(errno);
  std::unique_ptr<JournalFile> file(new JournalFile(path, fd, number, size));
  if (Status status = WriteAll(fd, std::string(size, '\0'), 0); !status) return status.error();
  if (Status status = file->Restart(number); !status) return status.error();
  if (Status status = file->Sync(); !status) return status.error();
  if (Status status = SyncDirectory(path.parent_path()); !status) return status.error();
  return file;
}

Result<std::unique_ptr<JournalFile>> JournalFile::Open(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return DiskError(errno);
  struct stat facts {};
  const bool known = fstat(fd, &facts) == 0;
  std::unique_ptr<JournalFile> file(
      new JournalFile(path, fd, 0, known ? static_cast<std::size_t>(facts.st_size) : std::size_t{0}));
  const Result<std::string> head = ReadAll(fd, 0, kHead);
  if (!head) return head.error();
  if (head->size() != kHead || !head->starts_with(kMagic)) {
    return Error{ErrorKind::kCorrupt, "journal.head", path.filename().string() + " is no journal"};
  }
  file->number_ = FromLittleEndian(std::string_view(*head).substr(kMagic.size()));
  return file;
}

JournalFile::~JournalFile() { close(fd_); }

std::string JournalFile::Check(std::string_view payload) const {
  return std::string(AsBytes(Sha256({LittleEndian(number_, 8), payload})).substr(0, kCheckBytes));
}

/// The payload of the record at `offset`; empty when there is none that is whole.
std::string_view JournalFile::RecordAt(std::string_view bytes, std::size_t offset) const {
  if (offset + kRecordHead > bytes.size()) return {};
  const std::size_t length = FromLittleEndian(bytes.substr(offset, 4));
  if (length == 0 || length > bytes.size() - offset - kRecordHead) return {};
  const std::string_view payload = bytes.substr(offset + kRecordHead, length);
  return Check(payload) == bytes.substr(offset + 4, kCheckBytes) ? payload : std::string_view();
}

Result<std::size_t> JournalFile::Scan(const std::function<void(std::size_t, std::string_view)>& visit) {
  const Result<std::string> all = ReadAll(fd_, 0, size_);
  if (!all) return all.error();
  const std::string_view bytes = *all;
  std::size_t damaged = 0;
  end_ = kHead;
  while (end_ + kRecordHead <= bytes.size()) {
    std::string_view payload = RecordAt(bytes, end_);
    if (payload.empty()) {
      // Only a record that a whole one follows is damaged; everything else is where writing stopped.
      const std::size_t next = end_ + kRecordHead + FromLittleEndian(bytes.substr(end_, 4));
      if (next == end_ + kRecordHead || RecordAt(bytes, next).empty()) break;
      ++damaged;
      end_ = next;
      continue;
    }
    visit(end_, payload);
    end_ += kRecordHead + payload.size();
  }
  return damaged;
}

Result<std::size_t> JournalFile::Append(std::string_view payload) {
  const std::size_t offset = end_;
  std::string record = LittleEndian(payload.size(), 4);
  record += Check(payload);
  record += payload;
  if (const Status status = WriteAll(fd_, record, offset); !status) return status.error();
  end_ += record.size();
  return offset;
}

Status JournalFile::Sync() { return fdatasync(fd_) == 0 ? Status{} : Status(DiskError(errno)); }

Result<std::string> JournalFile::Read(std::size_t offset) const {
  const Error damaged{ErrorKind::kCorrupt, "journal.record", "a record is not what was written"};
  const Result<std::string> head = ReadAll(fd_, offset, kRecordHead);
  if (!head) return head.error();
  if (head->size() != kRecordHead) return damaged;
  const std::size_t length = FromLittleEndian(std::string_view(*head).substr(0, 4));
  if (length > size_) return damaged;
  Result<std::string> payload = ReadAll(fd_, offset + kRecordHead, length);
  if (!payload) return payload;
  if (payload->size() != length || Check(*payload) != std::string_view(*head).substr(4)) return damaged;
  return payload;
}

Status JournalFile::Restart(std::uint64_t number) {
  number_ = number;
  end_ = kHead;
  return WriteAll(fd_, std::string(kMagic) + LittleEndian(number, 8), 0);
}

}  // namespace custos::storage
