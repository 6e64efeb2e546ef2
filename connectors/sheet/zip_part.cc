// SPDX-License-Identifier: Apache-2.0
#include "connectors/sheet/zip_part.h"

#include <minizip/ioapi.h>
#include <minizip/unzip.h>

#include <algorithm>
#include <cstring>

namespace custos::sheet {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

Error Damaged() { return {ErrorKind::kInvalid, "lead.workbook", "the file is no workbook, or it is damaged"}; }

}  // namespace

// What minizip reads instead of a file.
struct ZipParts::Memory {
  std::string_view bytes;
  std::uint64_t at = 0;
  unzFile zip = nullptr;

  static Memory* Of(void* stream) { return static_cast<Memory*>(stream); }
  static void* Open(void* self, const void*, int) { return self; }
  static uLong Read(void*, void* stream, void* into, uLong size) {
    Memory& memory = *Of(stream);
    const std::uint64_t got = std::min<std::uint64_t>(size, memory.bytes.size() - memory.at);
    std::memcpy(into, memory.bytes.data() + memory.at, got);
    memory.at += got;
    return static_cast<uLong>(got);
  }
  static uLong Write(void*, void*, const void*, uLong) { return 0; }
  static ZPOS64_T Tell(void*, void* stream) { return Of(stream)->at; }
  static long Seek(void*, void* stream, ZPOS64_T offset, int origin) {
    Memory& memory = *Of(stream);
    const std::uint64_t from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? memory.at
                               : origin == ZLIB_FILEFUNC_SEEK_END ? memory.bytes.size()
                                                                  : 0;
    if (offset > memory.bytes.size() - from) return -1;
    memory.at = from + offset;
    return 0;
  }
  static int Close(void*, void*) { return 0; }
  static int Fault(void*, void*) { return 0; }
};

ZipParts::ZipParts(std::unique_ptr<Memory> memory) : memory_(std::move(memory)) {}

ZipParts::~ZipParts() {
  if (memory_->zip != nullptr) unzClose(memory_->zip);
}

Result<std::unique_ptr<ZipParts>> ZipParts::Open(std::string_view bytes) {
  auto memory = std::make_unique<Memory>();
  memory->bytes = bytes;
  zlib_filefunc64_def calls{&Memory::Open, &Memory::Read,  &Memory::Write, &Memory::Tell,
                            &Memory::Seek, &Memory::Close, &Memory::Fault, memory.get()};
  memory->zip = unzOpen2_64("", &calls);
  if (memory->zip == nullptr) return Damaged();
  return std::unique_ptr<ZipParts>(new ZipParts(std::move(memory)));
}

Status ZipParts::Read(const std::string& name, std::uint64_t most, const Take& take) {
  constexpr int kExactName = 1;
  const unzFile zip = memory_->zip;
  if (unzLocateFile(zip, name.c_str(), kExactName) != UNZ_OK) {
    return Error{ErrorKind::kNotFound, "lead.workbook", "the workbook has no part " + name};
  }
  unz_file_info64 info{};
  if (unzGetCurrentFileInfo64(zip, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK) return Damaged();
  constexpr uLong kEncrypted = 1;
  if ((info.flag & kEncrypted) != 0) {
    return Error{ErrorKind::kInvalid, "lead.workbook_encrypted", "the workbook has a password"};
  }
  if (unzOpenCurrentFile(zip) != UNZ_OK) return Damaged();
  std::string piece(kPiece, '\0');
  std::uint64_t total = 0;
  int got = 0;
  bool wanted = true;
  while (wanted && (got = unzReadCurrentFile(zip, piece.data(), static_cast<unsigned>(piece.size()))) > 0) {
    total += static_cast<std::uint64_t>(got);
    // What the file says of its size need not be true: what came out is counted.
    if (total > most) break;
    wanted = take(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
  }
  const int closed = unzCloseCurrentFile(zip);
  if (total > most) return Error{ErrorKind::kInvalid, "lead.workbook_too_large", "the workbook is too large"};
  if (got < 0 || (wanted && closed == UNZ_CRCERROR)) return Damaged();
  return {};
}

Result<std::string> ZipParts::ReadAll(const std::string& name, std::uint64_t most) {
  std::string all;
  const Status read = Read(name, most, [&](std::string_view piece) {
    all += piece;
    return true;
  });
  if (!read) return read.error();
  return all;
}

}  // namespace custos::sheet
