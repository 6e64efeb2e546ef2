// SPDX-License-Identifier: Apache-2.0
#include "storage/inbox/journal_file.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <vector>

#include "storage/inbox/testing/scratch.h"

namespace custos::storage {
namespace {

constexpr std::size_t kSize = 4096;

std::vector<std::string> Records(JournalFile& file, std::size_t* damaged = nullptr) {
  std::vector<std::string> records;
  const auto passed = file.Scan([&](std::size_t, std::string_view payload) { records.emplace_back(payload); });
  REQUIRE(passed.ok());
  if (damaged != nullptr) *damaged = *passed;
  return records;
}

void FlipByte(const std::filesystem::path& path, std::size_t offset) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  const auto byte = static_cast<char>(file.get() ^ 0x40);
  file.seekp(static_cast<std::streamoff>(offset));
  file.put(byte);
}

}  // namespace

TEST_CASE("A journal gives back what was appended, and is continued behind it") {
  const test::Scratch scratch;
  const auto path = scratch.path() / "a.journal";
  {
    auto file = JournalFile::Create(path, 7, kSize);
    REQUIRE(file.ok());
    REQUIRE((*file)->Append(std::string("one\0\xff", 5)).ok());
    REQUIRE((*file)->Append("two").ok());
    REQUIRE((*file)->Sync().ok());
  }
  auto file = JournalFile::Open(path);
  REQUIRE(file.ok());
  CHECK((*file)->number() == 7);
  CHECK(Records(**file) == std::vector<std::string>{std::string("one\0\xff", 5), "two"});
  const auto third = (*file)->Append("three");
  REQUIRE(third.ok());
  CHECK((*file)->Read(*third).value() == "three");
  CHECK(Records(**file).size() == 3);
}

TEST_CASE("A record that a crash cut off ends the journal, and the next one takes its place") {
  const test::Scratch scratch;
  const auto path = scratch.path() / "a.journal";
  std::size_t last = 0;
  {
    auto file = JournalFile::Create(path, 1, kSize);
    REQUIRE((*file)->Append("whole").ok());
    last = (*file)->Append("cut off").value();
  }
  FlipByte(path, last + JournalFile::kRecordHead + 3);
  auto file = JournalFile::Open(path);
  std::size_t damaged = 9;
  CHECK(Records(**file, &damaged) == std::vector<std::string>{"whole"});
  CHECK(damaged == 0);
  CHECK((*file)->Append("again").value() == last);
  CHECK(Records(**file) == std::vector<std::string>{"whole", "again"});
}

TEST_CASE("A damaged record costs only itself and is counted") {
  const test::Scratch scratch;
  const auto path = scratch.path() / "a.journal";
  std::size_t second = 0;
  {
    auto file = JournalFile::Create(path, 1, kSize);
    REQUIRE((*file)->Append("one").ok());
    second = (*file)->Append("two").value();
    REQUIRE((*file)->Append("three").ok());
  }
  FlipByte(path, second + JournalFile::kRecordHead);
  auto file = JournalFile::Open(path);
  std::size_t damaged = 0;
  CHECK(Records(**file, &damaged) == std::vector<std::string>{"one", "three"});
  CHECK(damaged == 1);
  CHECK((*file)->Read(second).error().code == "journal.record");
}

TEST_CASE("A journal that begins anew holds nothing of before") {
  const test::Scratch scratch;
  auto file = JournalFile::Create(scratch.path() / "a.journal", 1, kSize);
  for (int i = 0; i < 5; ++i) REQUIRE((*file)->Append("old").ok());
  REQUIRE((*file)->Restart(2).ok());
  REQUIRE((*file)->Append("new").ok());
  CHECK(Records(**file) == std::vector<std::string>{"new"});
}

TEST_CASE("A journal says when it is full, and what is no journal is refused") {
  const test::Scratch scratch;
  auto file = JournalFile::Create(scratch.path() / "a.journal", 1, 100);
  CHECK((*file)->Fits(100 - JournalFile::kHead - JournalFile::kRecordHead));
  CHECK_FALSE((*file)->Fits(100 - JournalFile::kHead - JournalFile::kRecordHead + 1));
  (*file)->Close();
  CHECK_FALSE((*file)->Fits(1));
  std::ofstream(scratch.path() / "b.journal") << "something else entirely";
  CHECK(JournalFile::Open(scratch.path() / "b.journal").error().code == "journal.head");
  CHECK(JournalFile::Create(scratch.path() / "no" / "c.journal", 1, 100).error().code == "journal.write");
}

}  // namespace custos::storage
