// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings/sections.h"

namespace custos::app {
namespace {

InterceptSettings ReadIntercept(const toml::table& table, const std::string& origin,
                                std::vector<std::string>& problems) {
  InterceptSettings intercept;
  TableReader reader(table, "[wecom.intercept]", origin, problems);
  reader.Read("departments", intercept.departments);
  reader.Read("users", intercept.users);
  reader.Read("minutes", intercept.minutes);
  reader.ReportUnknownKeys();
  reader.Require("departments or users", !intercept.departments.empty() || !intercept.users.empty());
  if (intercept.minutes == 0) reader.Refuse("minutes", "minutes must be at least 1");
  return intercept;
}

}  // namespace

WecomCompany ReadCompany(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  WecomCompany company;
  TableReader reader(table, "[[wecom]]", origin, problems);
  reader.Read("name", company.name);
  reader.Read("corp_id", company.corp_id);
  reader.ReadSecret("archive_secret_file", company.archive_secret);
  reader.ReadSecret("contact_secret_file", company.contact_secret);
  reader.Read("sdk_library", company.sdk_library);
  reader.Read("private_keys", company.private_keys);
  reader.Read("helpers", company.helpers);
  reader.Read("poll_ms", company.poll_ms);
  reader.Read("calls_per_minute", company.calls_per_minute);
  reader.Read("proxy", company.proxy);
  reader.ReadSecret("proxy_password_file", company.proxy_password);
  reader.Read("api_base", company.api_base);
  reader.Read("contact_check_minutes", company.contact_check_minutes);
  reader.Read("agent_id", company.agent_id, kMostAgentId);
  reader.ReadSecret("callback_token_file", company.callback_token);
  reader.ReadSecret("callback_aes_key_file", company.callback_aes_key);
  if (const toml::table* intercept = reader.Table("intercept")) {
    company.intercept = ReadIntercept(*intercept, origin, problems);
    reader.Require("contact_secret_file for its intercept words", !company.contact_secret.empty());
  }
  reader.ReportUnknownKeys();
  reader.Require("corp_id", !company.corp_id.empty());
  reader.Require("archive_secret_file", !company.archive_secret.empty());
  reader.Require("sdk_library", !company.sdk_library.empty());
  reader.Require("private_keys", !company.private_keys.empty());
  if (company.callback_token.empty() != company.callback_aes_key.empty()) {
    reader.Require("callback_token_file", !company.callback_token.empty());
    reader.Require("callback_aes_key_file", !company.callback_aes_key.empty());
  }
  if (company.agent_id != 0) reader.Require("contact_secret_file for agent_id", !company.contact_secret.empty());
  if (company.name.empty()) company.name = company.corp_id;
  return company;
}

}  // namespace custos::app
