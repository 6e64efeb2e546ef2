// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/company_api.h"

namespace custos::wecom {
namespace {

ApiSettings SettingsFor(const WecomSettings& settings, const std::string& secret) {
  ApiSettings result;
  result.base = settings.api_base;
  result.corp_id = settings.corp_id;
  result.secret = secret;
  result.http.proxy = settings.proxy;
  result.http.proxy_password = settings.proxy_password;
  result.retry_first = settings.retry_first;
  result.slow_down = settings.network_hold;
  result.operator_hold = settings.operator_hold;
  return result;
}

}  // namespace

CompanyApi::CompanyApi(const WecomSettings& settings, const Clock& clock, const StaffIndex& staff)
    : has_contacts_(!settings.contact_secret.empty()),
      archive_(SettingsFor(settings, settings.archive_secret), clock),
      contacts_(SettingsFor(settings, settings.contact_secret), clock),
      reader_(contacts_, archive_, staff) {}

}  // namespace custos::wecom
