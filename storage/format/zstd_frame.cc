// SPDX-License-Identifier: Apache-2.0
#include "storage/format/zstd_frame.h"

#include <zstd.h>

#include <memory>

namespace custos::storage {
namespace {

struct CctxFree {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct DctxFree {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

Error BadFrame() { return {ErrorKind::kCorrupt, "evidence.malformed", "not the one zstd frame announced"}; }

}  // namespace

Result<std::string> ZstdCompress(std::string_view bytes, int level) {
  // Kept per thread: making a context costs more than packing a small bundle.
  thread_local const std::unique_ptr<ZSTD_CCtx, CctxFree> context(ZSTD_createCCtx());
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), level);
  if (ZSTD_isError(size) != 0) return Error{ErrorKind::kInternal, "evidence.zstd", ZSTD_getErrorName(size)};
  out.resize(size);
  return out;
}

Result<std::string> ZstdDecompress(std::string_view frame, std::size_t size) {
  thread_local const std::unique_ptr<ZSTD_DCtx, DctxFree> context(ZSTD_createDCtx());
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != size) return BadFrame();
  if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) return BadFrame();
  std::string out(size, '\0');
  if (ZSTD_decompressDCtx(context.get(), out.data(), out.size(), frame.data(), frame.size()) != size) return BadFrame();
  return out;
}

}  // namespace custos::storage
