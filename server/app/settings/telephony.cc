// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "server/app/settings/sections.h"

namespace custos::app {

ExchangeSource ReadExchange(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  ExchangeSource exchange;
  TableReader reader(table, "[[exchange]]", origin, problems);
  reader.Read("name", exchange.name);
  reader.Read("format", exchange.format);
  reader.Read("files", exchange.files);
  reader.Read("directory", exchange.directory);
  reader.Read("recordings", exchange.recordings);
  reader.ReadFile("mapping_file", exchange.mapping);
  reader.Read("login", exchange.login);
  reader.ReadSecret("password_file", exchange.password);
  reader.Read("region", exchange.region);
  reader.Read("zone", exchange.zone);
  reader.Read("outside_prefix", exchange.outside_prefix);
  reader.Read("shortest_extension", exchange.shortest_extension);
  reader.Read("longest_extension", exchange.longest_extension);
  reader.Read("extensions", exchange.extensions);
  reader.ReportUnknownKeys();
  reader.Require("name", !exchange.name.empty());
  reader.Require("format", !exchange.format.empty());
  reader.Require("files, directory or password_file",
                 !exchange.files.empty() || !exchange.directory.empty() || !exchange.password.empty());
  return exchange;
}

SmsGatewaySettings ReadSmsGateway(const toml::table& table, const std::string& origin,
                                  std::vector<std::string>& problems) {
  SmsGatewaySettings gateway;
  TableReader reader(table, "[[sms_gateway]]", origin, problems);
  reader.Read("name", gateway.name);
  reader.Read("login", gateway.login);
  reader.ReadSecret("password_file", gateway.password);
  reader.Read("line", gateway.line);
  reader.Read("send_url", gateway.send_url);
  reader.Read("send_user", gateway.send_user);
  reader.ReadSecret("send_password_file", gateway.send_password);
  reader.Read("report_url", gateway.report_url);
  std::string box;
  reader.Read("box", box);
  reader.Read("box_id", gateway.box_id);
  const std::size_t colon = box.rfind(':');
  const char* const end = box.data() + box.size();
  if (!box.empty() &&
      (colon == std::string::npos || colon == 0 ||
       std::from_chars(box.data() + colon + 1, end, gateway.box_port).ptr != end || gateway.box_port == 0)) {
    reader.Refuse("box", "box must be HOST:PORT");
  } else if (!box.empty()) {
    gateway.box_host = box.substr(0, colon);
  }
  reader.Read("per_second", gateway.per_second, 1'000);
  reader.Read("unsure_seconds", gateway.unsure_seconds);
  reader.Read("region", gateway.region);
  reader.Read("employees", gateway.employees);
  reader.ReportUnknownKeys();
  reader.Require("name", !gateway.name.empty());
  reader.Require("password_file", !gateway.password.empty());
  reader.Require("line", gateway.send_url.empty() || !gateway.line.empty());
  const auto http = [](const std::string& url) {
    return url.empty() || url.starts_with("http://") || url.starts_with("https://");
  };
  if (!http(gateway.send_url)) reader.Refuse("send_url", "send_url must begin with http:// or https://");
  if (!http(gateway.report_url)) reader.Refuse("report_url", "report_url must begin with http:// or https://");
  if (gateway.per_second == 0) reader.Refuse("per_second", "per_second must be at least 1");
  while (gateway.report_url.ends_with('/')) gateway.report_url.pop_back();
  return gateway;
}

}  // namespace custos::app
