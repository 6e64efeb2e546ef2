// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "server/app/settings/sections.h"

namespace custos::app {
namespace {

/// One address without a name; what could begin another header is none.
bool IsMailAddress(const std::string& text) {
  const auto plain = [](char c) { return c > ' ' && c < 127 && c != '<' && c != '>' && c != ',' && c != '"'; };
  const std::size_t at = text.find('@');
  return at != std::string::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string::npos &&
         std::all_of(text.begin(), text.end(), plain);
}

void ReadMail(TableReader& reader, NotifyChannel& channel) {
  std::string tls = "required";
  reader.Read("url", channel.mail_url);
  reader.Read("user", channel.mail_user);
  reader.ReadSecret("password_file", channel.mail_password);
  reader.Read("from", channel.mail_from);
  reader.Read("to", channel.mail_to);
  reader.Read("ca_file", channel.mail_ca_file);
  reader.Read("tls", tls);
  if (channel.kind != "mail") return;
  if (!channel.mail_url.starts_with("smtp://") && !channel.mail_url.starts_with("smtps://")) {
    reader.Require("url = \"smtps://…\" or \"smtp://…\"", false);
  }
  if (tls != "required" && tls != "none") reader.Refuse("tls", "tls must be required or none");
  channel.mail_plain = tls == "none";
  if (!IsMailAddress(channel.mail_from)) reader.Require("from, an address such as custos@example.com", false);
  reader.Require("to", !channel.mail_to.empty());
  if (!std::all_of(channel.mail_to.begin(), channel.mail_to.end(), IsMailAddress)) {
    reader.Refuse("to", "to must be addresses such as ops@example.com");
  }
}

/// "18:30" as minutes after midnight.
std::optional<std::uint32_t> ParseTimeOfDay(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -100; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return static_cast<std::uint32_t>(hours * 60 + minutes);
}

}  // namespace

NotifyChannel ReadChannel(const toml::table& table, const std::vector<WecomCompany>& companies,
                          const std::string& origin, std::vector<std::string>& problems) {
  NotifyChannel channel;
  TableReader reader(table, "[[notify]]", origin, problems);
  reader.Read("name", channel.name);
  reader.Read("kind", channel.kind);
  reader.Read("company", channel.company);
  reader.Read("agent_id", channel.agent_id, kMostAgentId);
  reader.Read("users", channel.users);
  reader.Read("parties", channel.parties);
  reader.Read("tags", channel.tags);
  reader.ReadSecret("robot_key_file", channel.robot_key);
  ReadMail(reader, channel);
  reader.ReportUnknownKeys();
  reader.Require("name", !channel.name.empty());
  const bool app = channel.kind == "wecom_app";
  if (!app && channel.kind != "wecom_robot" && channel.kind != "mail") {
    reader.Require("kind = \"wecom_app\", \"wecom_robot\" or \"mail\"", false);
  }
  const bool known = std::any_of(companies.begin(), companies.end(),
                                 [&](const WecomCompany& company) { return company.name == channel.company; });
  if (!channel.company.empty() && !known) reader.Refuse("company", "company names no [[wecom]]");
  if (app) {
    reader.Require("company", !channel.company.empty());
    reader.Require("agent_id", channel.agent_id != 0);
    reader.Require("users, parties or tags",
                   !(channel.users.empty() && channel.parties.empty() && channel.tags.empty()));
  } else {
    reader.Require("robot_key_file", channel.kind != "wecom_robot" || !channel.robot_key.empty());
  }
  return channel;
}

ReportSettings ReadReport(const toml::table& table, const std::vector<NotifyChannel>& channels,
                          const std::string& origin, std::vector<std::string>& problems) {
  ReportSettings report;
  TableReader reader(table, "[report]", origin, problems);
  std::string at = "18:30", language = "zh-CN";
  reader.Read("at", at);
  reader.Read("channels", report.channels);
  reader.Read("over_hours", report.over_hours, 720);
  reader.Read("language", language);
  reader.ReportUnknownKeys();
  const auto minutes = ParseTimeOfDay(at);
  if (!minutes) reader.Refuse("at", "at must be a time of day such as 18:30");
  report.at_minutes = minutes.value_or(0);
  if (language != "zh-CN" && language != "en") reader.Refuse("language", "language must be zh-CN or en");
  report.english = language == "en";
  reader.Require("channels", !report.channels.empty());
  for (const std::string& name : report.channels) {
    const bool known = std::any_of(channels.begin(), channels.end(),
                                   [&](const NotifyChannel& channel) { return channel.name == name; });
    if (!known) reader.Refuse("channels", "channels names no [[notify]]: " + name);
  }
  return report;
}

}  // namespace custos::app
