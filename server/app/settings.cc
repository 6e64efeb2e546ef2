// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>

#include "server/app/settings/sections.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

Error Invalid(const std::string& message) { return {ErrorKind::kInvalid, "config.invalid", message}; }

Settings ReadAll(const toml::table& root, const std::string& origin, std::vector<std::string>& problems) {
  Settings settings;
  TableReader reader(root, "the file", origin, problems);
  reader.Read("data_dir", settings.data_dir);
  ReadProgram(reader, origin, problems, settings);
  ReadRecord(reader, origin, problems, settings);
  ReadPeople(reader, origin, problems, settings);
  if (const toml::array* companies = reader.Tables("wecom")) {
    for (const toml::node& node : *companies) {
      settings.wecom.push_back(ReadCompany(*node.as_table(), origin, problems));
    }
  }
  if (const toml::array* channels = reader.Tables("notify")) {
    for (const toml::node& node : *channels) {
      settings.notify.push_back(ReadChannel(*node.as_table(), settings.wecom, origin, problems));
    }
  }
  if (const toml::table* report = reader.Table("report")) {
    settings.report = ReadReport(*report, settings.notify, origin, problems);
  }
  if (const toml::array* exchanges = reader.Tables("exchange")) {
    for (const toml::node& node : *exchanges) {
      settings.exchanges.push_back(ReadExchange(*node.as_table(), origin, problems));
    }
  }
  if (const toml::array* gateways = reader.Tables("sms_gateway")) {
    for (const toml::node& node : *gateways) {
      settings.sms_gateways.push_back(ReadSmsGateway(*node.as_table(), origin, problems));
    }
  }
  if (const toml::array* queues = reader.Tables("lead_queue")) {
    for (const toml::node& node : *queues) {
      settings.lead_queues.push_back(ReadLeadQueue(*node.as_table(), origin, problems));
    }
  }
  if (const toml::array* polls = reader.Tables("lead_poll")) {
    for (const toml::node& node : *polls) {
      settings.lead_polls.push_back(ReadLeadPoll(*node.as_table(), origin, problems));
    }
  }
  reader.ReportUnknownKeys();
  return settings;
}

}  // namespace

Result<Settings> ParseSettings(const std::string& text, const std::string& origin) {
  toml::table root;
  try {
    root = toml::parse(text, origin);
  } catch (const toml::parse_error& error) {
    std::ostringstream line;
    line << origin << ":" << error.source().begin.line << ":" << error.source().begin.column << ": "
         << error.description();
    return Invalid(line.str());
  }
  std::vector<std::string> problems;
  Settings settings = ReadAll(root, origin, problems);
  if (problems.empty()) return settings;
  std::string all;
  for (const std::string& problem : problems) all += (all.empty() ? "" : "\n") + problem;
  return Invalid(all);
}

Result<Settings> LoadSettings(const fs::path& file) {
  std::ifstream in(file);
  if (!in) return Invalid("cannot read " + file.string());
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return ParseSettings(text, file.string());
}

fs::path ProgramDirectory() {
  std::array<char, 4096> buffer{};
  const ssize_t size = readlink("/proc/self/exe", buffer.data(), buffer.size());
  if (size <= 0) return fs::current_path();
  return fs::path(std::string(buffer.data(), static_cast<std::size_t>(size))).parent_path();
}

fs::path ShareDirectory() { return ProgramDirectory().parent_path() / "share" / "custos"; }

}  // namespace custos::app
