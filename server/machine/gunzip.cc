// SPDX-License-Identifier: Apache-2.0
#include "server/machine/gunzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace custos::server::machine {
namespace {

constexpr int kGzipOnly = 15 + 16;  // largest window, header and trailer of gzip

class Inflater {
 public:
  Inflater() : ready_(inflateInit2(&stream_, kGzipOnly) == Z_OK) {}
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  bool ready() const { return ready_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  const bool ready_;
};

}  // namespace

Result<std::string> Gunzip(std::string_view packed, std::size_t most) {
  const Error broken{ErrorKind::kInvalid, "request.gzip", "the body is no whole gzip stream"};
  Inflater inflater;
  if (!inflater.ready() || packed.empty()) return broken;
  z_stream& stream = inflater.stream();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write to it
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::array<char, 65'536> buffer;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(std::min(buffer.size(), most - text.size() + 1));
    const uInt room = stream.avail_out;
    const int code = inflate(&stream, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END) return broken;
    text.append(buffer.data(), room - stream.avail_out);
    if (text.size() > most) return Error{ErrorKind::kInvalid, "request.too_large", "the body holds too much"};
    if (code != Z_STREAM_END) continue;
    if (stream.avail_in == 0) return text;
    if (inflateReset(&stream) != Z_OK) return broken;
  }
}

}  // namespace custos::server::machine
