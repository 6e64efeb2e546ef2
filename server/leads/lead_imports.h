// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "server/imports/import_service.h"
#include "server/leads/lead_tables.h"
#include "storage/upload_store.h"

namespace custos::server::leads {

/// Tables among the uploads, imported like all files of records.
class LeadImports final : public LeadTables {
 public:
  LeadImports(storage::UploadStore& uploads, imports::ImportService& imports, const Clock& clock)
      : uploads_(uploads), imports_(imports), clock_(clock) {}

  Result<std::string> Stage(const Person& person, const std::string& name, std::string_view bytes) override;
  Result<lead::Preview> Look(const Person& person, const std::string& file, const std::string& mapping) override;
  Result<storage::ImportJob> Begin(const Person& person, const std::string& file, const std::string& mapping,
                                   const std::string& label) override;
  Result<storage::ImportJob> Get(std::uint64_t id) override;
  Result<std::vector<storage::ImportFault>> Faults(std::uint64_t id, std::uint64_t after_line,
                                                   std::size_t limit) override;

 private:
  storage::UploadStore& uploads_;
  imports::ImportService& imports_;
  const Clock& clock_;
};

}  // namespace custos::server::leads
