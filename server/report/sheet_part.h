// SPDX-License-Identifier: Apache-2.0
// For tests of sheets.
#pragma once

#include <minizip/unzip.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <string>

namespace custos::server::report {

/// One file of the archive that an XLSX is.
inline std::string PartOf(const std::string& bytes, const char* name) {
  char path[] = "/tmp/custos-sheet-test-XXXXXX";
  const int made = mkstemp(path);
  REQUIRE(made >= 0);
  close(made);
  std::ofstream(path, std::ios::binary) << bytes;
  const unzFile zip = unzOpen64(path);
  REQUIRE(zip != nullptr);
  REQUIRE(unzLocateFile(zip, name, 1) == UNZ_OK);
  REQUIRE(unzOpenCurrentFile(zip) == UNZ_OK);
  std::string text;
  char buffer[4096];
  for (int size = 0; (size = unzReadCurrentFile(zip, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  unzCloseCurrentFile(zip);
  unzClose(zip);
  std::remove(path);
  return text;
}

}  // namespace custos::server::report
