// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "server/imports/import_service.h"
#include "server/imports/tables.h"
#include "storage/upload_store.h"

namespace custos::server::imports {

/// Tables among the uploads, imported like all files of records.
class TableImports final : public Tables {
 public:
  using Previewer = std::function<Result<sheet::Preview>(const RecordOptions& options, std::string_view bytes,
                                                         bool whole, std::size_t shown)>;

  TableImports(std::string format, Previewer preview, storage::UploadStore& uploads, ImportService& imports,
               const Clock& clock)
      : format_(std::move(format)), preview_(std::move(preview)), uploads_(uploads), imports_(imports), clock_(clock) {}

  Result<std::string> Stage(const Person& person, const std::string& name, std::string_view bytes) override;
  Result<sheet::Preview> Look(const Person& person, const std::string& file, const std::string& mapping) override;
  Result<storage::ImportJob> Begin(const Person& person, const std::string& file, const std::string& mapping,
                                   const std::string& label) override;
  Result<storage::ImportJob> Get(std::uint64_t id) override;
  Result<std::vector<storage::ImportFault>> Faults(std::uint64_t id, std::uint64_t after_line,
                                                   std::size_t limit) override;

 private:
  const std::string format_;
  const Previewer preview_;
  storage::UploadStore& uploads_;
  ImportService& imports_;
  const Clock& clock_;
};

}  // namespace custos::server::imports
