// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "server/packet/scratch_file.h"

namespace custos::server::packet {

/// The page that checks a packet without network: what the build of admin-ui made, with files of the packet put in
/// where it has its mark. A page opened from a disk cannot read the files beside it.
class VerifyPage {
 public:
  /// Reads the built page; kUnavailable "packet.no_page" when it was not built.
  static Result<std::unique_ptr<VerifyPage>> Begin(const std::string& built_page, const std::string& directory);

  /// Puts a file in. `read` gives at most `max` bytes from an offset, empty at the end.
  Status Embed(const std::string& path, const std::function<std::string(std::uint64_t offset, std::size_t max)>& read);
  Status Embed(const std::string& path, std::string_view bytes);
  /// Ends the page; afterwards it can be read from file().
  Status Finish();

  const ScratchFile& file() const { return *file_; }

 private:
  VerifyPage(std::unique_ptr<ScratchFile> file, std::string rest) : file_(std::move(file)), rest_(std::move(rest)) {}

  std::unique_ptr<ScratchFile> file_;
  std::string rest_;  // of the built page, behind the mark
};

}  // namespace custos::server::packet
