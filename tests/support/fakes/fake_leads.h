// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/lead/table_parser.h"
#include "server/imports/tables.h"
#include "storage/lead_store.h"

namespace custos::testing {

/// One lead, a duplicate of an earlier one.
class FakeLeads final : public storage::LeadStore {
 public:
  Result<storage::LeadPage> List(const storage::LeadQuery& query) override {
    asked = query;
    storage::LeadRow lead;
    lead.id = 9;
    lead.intake = "lead:shop";
    lead.key = "crm-9";
    lead.at = 1'772'328'600'000;
    lead.state = storage::LeadState::kDuplicate;
    lead.detail = R"({"name":"李测试","phones":["8613900001111",7],"company":5,"fields":{"预算":"5万","odd":{}}})";
    lead.matches = {{"lead", "3", "李", {storage::IdentityKind::kPhone, "8613900001111"}}};
    lead.near = {{{.customer = 7, .by = {storage::KnownBy::kCompany}, .confidence = 40}, "示例客户"}};
    return storage::LeadPage{{lead}, ""};
  }
  Result<std::vector<storage::DuplicateQuestion>> Unchecked(std::size_t) override {
    return std::vector<storage::DuplicateQuestion>{};
  }
  Status Checked(const std::vector<storage::LeadVerdict>&) override { return {}; }
  Result<std::vector<storage::NearQuestion>> Uncompared(std::size_t) override {
    return std::vector<storage::NearQuestion>{};
  }
  Status Compared(const std::vector<storage::NearVerdict>&) override { return {}; }
  Result<std::map<storage::LeadState, std::uint64_t>> Count() override {
    return std::map<storage::LeadState, std::uint64_t>{{storage::LeadState::kDuplicate, 1}};
  }

  storage::LeadQuery asked;
};

/// Files are read as they are, by the real parser; imports are done at once.
class FakeTables final : public server::imports::Tables {
 public:
  using Previewer = Result<sheet::Preview> (*)(const RecordOptions&, std::string_view, bool, std::size_t);

  /// `bytes` are there from the beginning.
  FakeTables(Previewer preview, std::string bytes) : preview_(preview), bytes_(std::move(bytes)) {}

  static constexpr char kFile[] = "ffffffffffffffffffffffffffffffff";

  Result<std::string> Stage(const server::imports::Person&, const std::string&, std::string_view bytes) override {
    bytes_ = std::string(bytes);
    return std::string(kFile);
  }
  Result<sheet::Preview> Look(const server::imports::Person&, const std::string& file,
                              const std::string& mapping) override {
    if (file != kFile) return Error{ErrorKind::kNotFound, "upload.not_found", ""};
    RecordOptions options;
    options.source = "records:test";
    options.mapping = mapping;
    options.now = 1'772'328'600'000;
    return preview_(options, bytes_, true, 20);
  }
  Result<storage::ImportJob> Begin(const server::imports::Person& person, const std::string& file,
                                   const std::string& mapping, const std::string& label) override {
    if (const auto looked = Look(person, file, mapping); !looked) return looked.error();
    storage::ImportJob job;
    job.id = 4;
    job.source = "records:" + label;
    job.file_name = "leads.csv";
    return job;
  }
  Result<storage::ImportJob> Get(std::uint64_t id) override {
    if (id != 4) return Error{ErrorKind::kNotFound, "import.not_found", ""};
    storage::ImportJob job;
    job.id = 4;
    job.state = storage::ImportState::kDone;
    job.progress.accepted = 1;
    job.progress.refused = 1;
    return job;
  }
  Result<std::vector<storage::ImportFault>> Faults(std::uint64_t, std::uint64_t, std::size_t) override {
    return std::vector<storage::ImportFault>{{3, 20, "lead.no_identity"}};
  }

 private:
  const Previewer preview_;
  std::string bytes_;
};

}  // namespace custos::testing
