// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/providers.h"
#include "storage/quarantine.h"

namespace custos::testing {

/// One message waits, at leaf 7.
class FakeQuarantine final : public storage::Quarantine {
 public:
  Result<std::vector<storage::ParkedCount>> CountParked() override {
    return std::vector<storage::ParkedCount>{{"wecom:test", "wecom.rsa_failed", 1, 7, 7}};
  }
  Result<storage::ParkedPage> ListParked(const std::string&, const std::string&, const std::string&,
                                         std::size_t) override {
    return storage::ParkedPage{{{7, "wecom:test", 12, "msg-12", "wecom.rsa_failed", 1, 4}}, ""};
  }
  Result<std::string> ReadParked(std::uint64_t id) override {
    if (id != 7) return Error{ErrorKind::kNotFound, "parked.not_found", ""};
    return std::string("\x01\0\xff!", 4);
  }
};

class FakeSourceControl final : public server::api::SourceControl {
 public:
  Status RetryParked(const std::string& source) override {
    if (source != "wecom:test") return Error{ErrorKind::kNotFound, "source.not_running", ""};
    return {};
  }
};

}  // namespace custos::testing
