// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/wecom_desk.h"

#include <algorithm>

#include "connectors/wecom/company_api.h"
#include "core/digest.h"

namespace custos::app {

WecomDesk::WecomDesk(const std::vector<WecomCompany>& companies, Sources& sources, const Clock& clock) : clock_(clock) {
  const auto company =
      std::find_if(companies.begin(), companies.end(), [](const WecomCompany& one) { return one.agent_id != 0; });
  if (company == companies.end()) return;
  wecom::WecomSource& source = *sources.company(company->name);
  corp_id_ = company->corp_id;
  agent_id_ = company->agent_id;
  source_ = source.source();
  api_ = &source.api().contacts();
  tickets_ = std::make_unique<wecom::PageTickets>(*api_, clock);
}

std::string WecomDesk::Authorize(const std::string& redirect, const std::string& state) const {
  return wecom::AuthorizeUrl(corp_id_, agent_id_, redirect, state);
}

Result<storage::EmployeeRef> WecomDesk::Visitor(const std::string& code) {
  Result<std::string> id = wecom::Visitor(*api_, code, {});
  if (!id) return id.error();
  return storage::EmployeeRef{source_, std::move(*id)};
}

Result<server::api::PageSignature> WecomDesk::Sign(const std::string& url) {
  const Result<std::string> corp = tickets_->Corp({});
  if (!corp) return corp.error();
  const Result<std::string> app = tickets_->App({});
  if (!app) return app.error();
  server::api::PageSignature signature;
  signature.corp_id = corp_id_;
  signature.agent_id = agent_id_;
  signature.source = source_;
  signature.nonce = HexEncode(RandomBytes(8));
  signature.timestamp_s = clock_.Now() / 1000;
  signature.corp = wecom::SignPage(*corp, signature.nonce, signature.timestamp_s, url);
  signature.app = wecom::SignPage(*app, signature.nonce, signature.timestamp_s, url);
  return signature;
}

}  // namespace custos::app
