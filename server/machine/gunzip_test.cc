// SPDX-License-Identifier: Apache-2.0
#include "server/machine/gunzip.h"

#include <zlib.h>

#include <catch2/catch.hpp>

namespace custos::server::machine {
namespace {

std::string Gzip(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

TEST_CASE("a gzip stream is what was put into it, also of several members") {
  CHECK(*Gunzip(Gzip("hello"), 100) == "hello");
  CHECK(*Gunzip(Gzip("one ") + Gzip("two"), 100) == "one two");
  CHECK(Gunzip(Gzip(""), 100)->empty());
  const std::string large(1'000'000, 'x');
  CHECK(*Gunzip(Gzip(large), large.size()) == large);
}

TEST_CASE("what holds more than may be is refused, however small it comes") {
  const std::string bomb = Gzip(std::string(5'000'000, '\0'));
  REQUIRE(bomb.size() < 10'000);
  CHECK(Gunzip(bomb, 1'000'000).error().code == "request.too_large");
  CHECK(Gunzip(Gzip("hello"), 4).error().code == "request.too_large");
  CHECK(Gunzip(Gzip("hello"), 5).ok());
}

TEST_CASE("what is no whole stream is refused") {
  const std::string packed = Gzip("hello, hello, hello");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    CHECK(Gunzip(packed.substr(0, size), 100).error().code == "request.gzip");
  }
  std::string changed = packed;
  changed[packed.size() - 6] ^= 1;  // the check sum
  CHECK(Gunzip(changed, 100).error().code == "request.gzip");
  CHECK(Gunzip("plain text", 100).error().code == "request.gzip");
  CHECK(Gunzip(packed + "tail", 100).error().code == "request.gzip");
}

}  // namespace custos::server::machine
