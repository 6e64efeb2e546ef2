// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "connectors/wecom/desk_calls.h"
#include "server/api/wecom_door.h"
#include "server/app/serve/sources.h"
#include "server/app/settings.h"

namespace custos::app {

/// The desk on the platform, of the first company that names its application. Thread-safe.
class WecomDesk final : public server::api::WecomDesk {
 public:
  /// `sources` must outlive this.
  WecomDesk(const std::vector<WecomCompany>& companies, Sources& sources, const Clock& clock);

  bool Has() const override { return tickets_ != nullptr; }
  std::string Authorize(const std::string& redirect, const std::string& state) const override;
  Result<storage::EmployeeRef> Visitor(const std::string& code) override;
  Result<server::api::PageSignature> Sign(const std::string& url) override;

 private:
  const Clock& clock_;
  std::string corp_id_;
  std::uint32_t agent_id_ = 0;
  std::string source_;
  wecom::ApiClient* api_ = nullptr;
  std::unique_ptr<wecom::PageTickets> tickets_;
};

}  // namespace custos::app
