// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <catch2/catch.hpp>

namespace custos {

TEST_CASE("SHA-256 gives the value of FIPS 180-4 for abc, whole or in parts") {
  const std::string expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  CHECK(HexEncode(AsBytes(Sha256("abc"))) == expected);
  CHECK(HexEncode(AsBytes(Sha256({"a", "", "bc"}))) == expected);
}

TEST_CASE("MD5 gives the value of RFC 1321 for abc") { CHECK(Md5Hex("abc") == "900150983cd24fb0d6963f7d28e17f72"); }

TEST_CASE("base64 follows RFC 4648") {
  CHECK(Base64Encode("foobar") == "Zm9vYmFy");
  CHECK(Base64Encode("fooba") == "Zm9vYmE=");
  CHECK(Base64Decode("Zm9vYg==") == "foob");
  CHECK(Base64Decode("") == "");
}

TEST_CASE("base64 refuses what is not base64") {
  CHECK_FALSE(Base64Decode("Zm9"));
  CHECK_FALSE(Base64Decode("Zm9 "));
  CHECK_FALSE(Base64Decode("Zm=v"));
  CHECK_FALSE(Base64Decode("===="));
}

TEST_CASE("hex goes both ways and refuses foreign characters") {
  CHECK(HexDecode(HexEncode("\x01\xff")) == "\x01\xff");
  CHECK_FALSE(HexDecode("0g"));
  CHECK_FALSE(HexDecode("abc"));
}

}  // namespace custos
