// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <vector>

#include "server/app/settings.h"
#include "server/app/settings/table_reader.h"

namespace custos::app {

constexpr std::int64_t kMostAgentId = 4'294'967'295;

// Each reads one table of the settings file; its problems are put behind the others.

WecomCompany ReadCompany(const toml::table& table, const std::string& origin, std::vector<std::string>& problems);

/// `companies` are those that the channel may name.
NotifyChannel ReadChannel(const toml::table& table, const std::vector<WecomCompany>& companies,
                          const std::string& origin, std::vector<std::string>& problems);
ReportSettings ReadReport(const toml::table& table, const std::vector<NotifyChannel>& channels,
                          const std::string& origin, std::vector<std::string>& problems);

ExchangeSource ReadExchange(const toml::table& table, const std::string& origin, std::vector<std::string>& problems);
SmsGatewaySettings ReadSmsGateway(const toml::table& table, const std::string& origin,
                                  std::vector<std::string>& problems);

LeadQueueSource ReadLeadQueue(const toml::table& table, const std::string& origin, std::vector<std::string>& problems);
LeadPollSource ReadLeadPoll(const toml::table& table, const std::string& origin, std::vector<std::string>& problems);

/// [http], [database], [backup], [rules]: how the program itself runs.
void ReadProgram(TableReader& reader, const std::string& origin, std::vector<std::string>& problems,
                 Settings& settings);
/// [archive], [timestamp], [[witness]]: how the record is kept and proven.
void ReadRecord(TableReader& reader, const std::string& origin, std::vector<std::string>& problems, Settings& settings);
/// [phones], [binding], [customers], [handovers], [tags]: devices, employees and customers.
void ReadPeople(TableReader& reader, const std::string& origin, std::vector<std::string>& problems, Settings& settings);

}  // namespace custos::app
