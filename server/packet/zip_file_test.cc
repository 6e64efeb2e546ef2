// SPDX-License-Identifier: Apache-2.0
#include "server/packet/zip_file.h"

#include <unzip.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace custos::server::packet {
namespace {

std::string Unzipped(const std::string& zip, const char* name) {
  const unzFile file = ::unzOpen64(zip.c_str());
  REQUIRE(file != nullptr);
  REQUIRE(::unzLocateFile(file, name, 1) == UNZ_OK);
  REQUIRE(::unzOpenCurrentFile(file) == UNZ_OK);
  std::string out;
  char buffer[65536];
  for (int got = 0; (got = ::unzReadCurrentFile(file, buffer, sizeof(buffer))) > 0;) {
    out.append(buffer, static_cast<std::size_t>(got));
  }
  CHECK(::unzCloseCurrentFile(file) == UNZ_OK);  // checks the CRC
  ::unzClose(file);
  return out;
}

}  // namespace

TEST_CASE("a zip gives back what was written into it, and says what that was") {
  std::string path = std::filesystem::temp_directory_path() / "custos-zip-XXXXXX";
  const int made = ::mkstemp(path.data());
  REQUIRE(made >= 0);
  const std::string noise = RandomBytes(3'000'000);
  auto zip = ZipFile::Create(path, 1'772'352'930'250);
  REQUIRE(zip.ok());
  const auto small = (*zip)->Add("archive.pub", "key\n");
  REQUIRE(small.ok());
  CHECK(small->size == 4);
  CHECK(small->sha256 == Sha256("key\n"));
  REQUIRE((*zip)->Begin("media/7-0.pdf").ok());
  REQUIRE((*zip)->Write(std::string_view(noise).substr(0, 1000)).ok());
  REQUIRE((*zip)->Write(std::string_view(noise).substr(1000)).ok());
  const auto large = (*zip)->End();
  REQUIRE(large.ok());
  CHECK(large->sha256 == Sha256(noise));
  REQUIRE((*zip)->Add("empty", "").ok());
  REQUIRE((*zip)->Close().ok());
  CHECK(Unzipped(path, "archive.pub") == "key\n");
  CHECK(Unzipped(path, "media/7-0.pdf") == noise);
  CHECK(Unzipped(path, "empty").empty());
  std::filesystem::remove(path);
}

TEST_CASE("a zip that cannot be made is an error") {
  CHECK(ZipFile::Create("/nonexistent-custos/packet.zip", 0).error().code == "packet.file");
}

}  // namespace custos::server::packet
