// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/sheet/table_file.h"
#include "core/result.h"
#include "storage/import_store.h"

namespace custos::server::imports {

/// Largest file that the page takes in one piece; larger ones come by `custos import`.
inline constexpr std::size_t kLargestFile = std::size_t{32} << 20;

struct Person {
  std::uint64_t id = 0;
  std::string name;
};

/// Tables of one format on their way in: a file is staged, looked at with a mapping, and only then imported.
/// Thread-safe.
class Tables {
 public:
  virtual ~Tables() = default;

  /// Keeps a file; its id. The same file again is the one that is there. Errors as UploadStore.
  virtual Result<std::string> Stage(const Person& person, const std::string& name, std::string_view bytes) = 0;

  /// What would become of its first rows. kNotFound "upload.not_found", kInvalid as sheet::PreviewTable.
  virtual Result<sheet::Preview> Look(const Person& person, const std::string& file, const std::string& mapping) = 0;

  /// Begins to import it. `label` names the list: its records are of the source "records:<label>".
  virtual Result<storage::ImportJob> Begin(const Person& person, const std::string& file, const std::string& mapping,
                                           const std::string& label) = 0;

  /// An import of this format. kNotFound "import.not_found".
  virtual Result<storage::ImportJob> Get(std::uint64_t id) = 0;
  /// Its refused lines after this one, in order.
  virtual Result<std::vector<storage::ImportFault>> Faults(std::uint64_t id, std::uint64_t after_line,
                                                           std::size_t limit) = 0;
};

}  // namespace custos::server::imports
