// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::sheet {

/// The parts of a ZIP file that lies in memory, unpacked piece by piece. `bytes` must outlive it. One thread.
class ZipParts {
 public:
  /// Takes the next piece; false ends the reading, which is no fault then.
  using Take = std::function<bool(std::string_view piece)>;

  static Result<std::unique_ptr<ZipParts>> Open(std::string_view bytes);
  ~ZipParts();

  /// kNotFound "lead.workbook" when there is no such part, kInvalid "lead.workbook" when it is damaged,
  /// "lead.workbook_encrypted", "lead.workbook_too_large" when it unpacks to more than `most` bytes.
  Status Read(const std::string& name, std::uint64_t most, const Take& take);
  Result<std::string> ReadAll(const std::string& name, std::uint64_t most);

 private:
  struct Memory;
  explicit ZipParts(std::unique_ptr<Memory> memory);
  std::unique_ptr<Memory> memory_;
};

}  // namespace custos::sheet
