// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings/sections.h"

namespace custos::app {

void ReadPeople(TableReader& reader, const std::string& origin, std::vector<std::string>& problems,
                Settings& settings) {
  if (const toml::table* phones = reader.Table("phones")) {
    TableReader part(*phones, "[phones]", origin, problems);
    part.Read("silent_hours", settings.phones.silent_hours);
    part.Read("code_hours", settings.phones.code_hours);
    part.ReportUnknownKeys();
    if (settings.phones.silent_hours == 0) part.Refuse("silent_hours", "silent_hours must be at least 1");
    if (settings.phones.code_hours == 0) part.Refuse("code_hours", "code_hours must be at least 1");
  }
  if (const toml::table* binding = reader.Table("binding")) {
    TableReader part(*binding, "[binding]", origin, problems);
    part.Read("phones_expected", settings.binding.phones_expected);
    part.Read("consent_seconds", settings.binding.consent_seconds);
    part.Read("consent_hours", settings.binding.consent_hours);
    part.ReportUnknownKeys();
    if (settings.binding.consent_seconds == 0) part.Refuse("consent_seconds", "consent_seconds must be at least 1");
    if (settings.binding.consent_hours == 0) part.Refuse("consent_hours", "consent_hours must be at least 1");
  }
  if (const toml::table* customers = reader.Table("customers")) {
    TableReader part(*customers, "[customers]", origin, problems);
    part.Read("name_order", settings.customer_names);
    part.Read("first_owner", settings.first_owner);
    part.Read("protection_days", settings.protection_days, 3'650);
    part.ReportUnknownKeys();
    if (settings.first_owner != "first_contact" && settings.first_owner != "none") {
      part.Refuse("first_owner", "first_owner is first_contact or none");
    }
    for (const std::string& name : settings.customer_names) {
      if (name == "person" || name == "contact" || name == "remark" || name == "lead") continue;
      part.Refuse("name_order", "name_order is a list of person, contact, remark and lead");
      break;
    }
  }
  if (const toml::table* handovers = reader.Table("handovers")) {
    TableReader part(*handovers, "[handovers]", origin, problems);
    part.Read("check_seconds", settings.handovers.check_seconds);
    part.Read("leavers_seconds", settings.handovers.leavers_seconds);
    part.ReportUnknownKeys();
    if (settings.handovers.check_seconds == 0) part.Refuse("check_seconds", "check_seconds must be at least 1");
    if (settings.handovers.leavers_seconds == 0) part.Refuse("leavers_seconds", "leavers_seconds must be at least 1");
  }
  if (const toml::table* tags = reader.Table("tags")) {
    TableReader part(*tags, "[tags]", origin, problems);
    part.Read("read_seconds", settings.tags.read_seconds);
    part.ReportUnknownKeys();
    if (settings.tags.read_seconds == 0) part.Refuse("read_seconds", "read_seconds must be at least 1");
  }
}

}  // namespace custos::app
