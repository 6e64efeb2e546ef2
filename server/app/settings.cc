// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings.h"

#include <toml++/toml.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <numeric>
#include <set>
#include <sstream>

#include "storage/format/manifest.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMostAgentId = 4'294'967'295;

Error Invalid(const std::string& message) { return {ErrorKind::kInvalid, "config.invalid", message}; }

// Levenshtein distance, to suggest the key that was meant.
std::size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row[b.size()];
}

std::string Nearest(std::string_view key, const std::set<std::string>& known) {
  return *std::min_element(known.begin(), known.end(), [&](const std::string& a, const std::string& b) {
    return EditDistance(key, a) < EditDistance(key, b);
  });
}

// Reads one table and remembers which keys exist, so that what is left over can be reported. Collects every problem.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string name, const std::string& origin, std::vector<std::string>& problems)
      : table_(table), name_(std::move(name)), origin_(origin), problems_(problems) {}

  void Read(const char* key, std::string& out) {
    if (const toml::node* node = Find(key)) {
      if (const auto value = node->value_exact<std::string>())
        out = *value;
      else
        Complain(*node, std::string(key) + " must be a string");
    }
  }

  void Read(const char* key, fs::path& out) {
    std::string text = out.string();
    Read(key, text);
    out = text;
  }

  void Read(const char* key, std::uint32_t& out, std::int64_t most = 1'000'000) {
    if (const toml::node* node = Find(key)) {
      const auto value = node->value_exact<std::int64_t>();
      if (value && *value >= 0 && *value <= most)
        out = static_cast<std::uint32_t>(*value);
      else
        Complain(*node, std::string(key) + " must be a whole number from 0 to " + std::to_string(most));
    }
  }

  void Read(const char* key, bool& out) {
    if (const toml::node* node = Find(key)) {
      if (const auto value = node->value_exact<bool>())
        out = *value;
      else
        Complain(*node, std::string(key) + " must be true or false");
    }
  }

  void Read(const char* key, std::vector<std::string>& out) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr ||
        !std::all_of(array->begin(), array->end(), [](const auto& one) { return one.is_string(); })) {
      return Complain(*node, std::string(key) + " must be a list of strings");
    }
    for (const toml::node& one : *array) out.push_back(*one.value_exact<std::string>());
  }

  void Read(const char* key, std::vector<std::int64_t>& out) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr || !std::all_of(array->begin(), array->end(), [](const auto& one) {
          return one.is_integer() && *one.template value_exact<std::int64_t>() > 0;
        })) {
      return Complain(*node, std::string(key) + " must be a list of whole numbers from 1");
    }
    for (const toml::node& one : *array) out.push_back(*one.value_exact<std::int64_t>());
  }

  // Secrets come from files only, so that they never stand in a configuration that is shown or copied.
  void ReadSecret(const char* key, std::string& out) {
    std::string path;
    Read(key, path);
    if (path.empty()) return;
    std::ifstream file(path);
    if (!file) return Complain(*table_.get(key), std::string(key) + ": cannot read " + path);
    std::getline(file, out);
    while (!out.empty() && (out.back() == '\r' || out.back() == ' ')) out.pop_back();
    if (out.empty()) Complain(*table_.get(key), std::string(key) + ": " + path + " is empty");
  }

  void Read(const char* key, std::map<std::string, std::string>& out) {
    const toml::node* node = Find(key);
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) return Complain(*node, std::string(key) + " must be a table of texts");
    for (const auto& [name, value] : *table) {
      const auto text = value.value_exact<std::string>();
      if (!text) return Complain(value, std::string(key) + " must be a table of texts");
      out.emplace(name.str(), *text);
    }
  }

  /// The whole of a file that the key names.
  void ReadFile(const char* key, std::string& out) {
    std::string path;
    Read(key, path);
    if (path.empty()) return;
    std::ifstream file(path, std::ios::binary);
    if (!file) return Complain(*table_.get(key), std::string(key) + ": cannot read " + path);
    out.assign(std::istreambuf_iterator<char>(file), {});
  }

  const toml::table* Table(const char* key) {
    const toml::node* node = Find(key);
    if (node != nullptr && !node->is_table()) Complain(*node, std::string(key) + " must be a table");
    return node != nullptr ? node->as_table() : nullptr;
  }

  const toml::array* Tables(const char* key) {
    const toml::node* node = Find(key);
    if (node == nullptr) return nullptr;
    const toml::array* array = node->as_array();
    if (array == nullptr || !array->is_array_of_tables()) {
      Complain(*node, "write [[" + std::string(key) + "]]");
      return nullptr;
    }
    return array;
  }

  void Refuse(const char* key, const std::string& problem) { Complain(*table_.get(key), problem); }

  void Require(const char* key, bool present) {
    if (!present) Complain(table_, name_ + " needs " + key);
  }

  void ReportUnknownKeys() {
    for (const auto& [key, node] : table_) {
      if (known_.contains(std::string(key.str()))) continue;
      Complain(node, "unknown key " + std::string(key.str()) + " in " + name_ + ", did you mean " +
                         Nearest(key.str(), known_) + "?");
    }
  }

 private:
  const toml::node* Find(const char* key) {
    known_.insert(key);
    return table_.get(key);
  }

  void Complain(const toml::node& node, const std::string& problem) {
    std::ostringstream line;
    line << origin_ << ":" << node.source().begin.line << ": " << problem;
    problems_.push_back(line.str());
  }

  const toml::table& table_;
  const std::string name_;
  const std::string& origin_;
  std::vector<std::string>& problems_;
  std::set<std::string> known_;
};

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

/// "18:30" as minutes after midnight.
std::optional<std::uint32_t> ParseTimeOfDay(const std::string& text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -100; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = digit(0) * 10 + digit(1), minutes = digit(3) * 10 + digit(4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return static_cast<std::uint32_t>(hours * 60 + minutes);
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

void ReadLead(TableReader& reader, LeadSource& lead) {
  reader.Read("name", lead.name);
  reader.Read("region", lead.region);
  reader.Read("zone", lead.zone);
  reader.Read("fields", lead.fields);
}

LeadQueueSource ReadLeadQueue(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  constexpr std::int64_t kLastPort = 65'535;
  constexpr std::int64_t kMostUnacknowledged = 5'000;
  constexpr std::int64_t kLongestHeartbeat = 600;
  LeadQueueSource source;
  TableReader reader(table, "[[lead_queue]]", origin, problems);
  ReadLead(reader, source.lead);
  reader.Read("host", source.host);
  reader.Read("port", source.port, kLastPort);
  reader.Read("vhost", source.vhost);
  reader.Read("user", source.user);
  reader.ReadSecret("password_file", source.password);
  reader.Read("tls", source.tls);
  reader.Read("ca_file", source.ca_file);
  reader.Read("queue", source.queue);
  reader.Read("dead_letter_queue", source.dead_letter_queue);
  reader.Read("prefetch", source.prefetch, kMostUnacknowledged);
  reader.Read("heartbeat_s", source.heartbeat_s, kLongestHeartbeat);
  reader.ReportUnknownKeys();
  reader.Require("name", !source.lead.name.empty());
  reader.Require("queue", !source.queue.empty());
  reader.Require("password_file", !source.password.empty());
  if (source.prefetch == 0) reader.Refuse("prefetch", "prefetch must be at least 1");
  if (!source.queue.empty() && source.dead_letter_queue == source.queue) {
    reader.Refuse("dead_letter_queue", "dead_letter_queue must be another queue");
  }
  if (source.port == 0) source.port = source.tls ? 5671 : 5672;
  return source;
}

LeadPollSource ReadLeadPoll(const toml::table& table, const std::string& origin, std::vector<std::string>& problems) {
  constexpr std::int64_t kLongest = 3'000;  // the alarm for a source that lags comes after an hour
  LeadPollSource source;
  TableReader reader(table, "[[lead_poll]]", origin, problems);
  ReadLead(reader, source.lead);
  reader.Read("every_s", source.every_s, kLongest);
  reader.Read("timeout_s", source.timeout_s, kLongest);
  reader.Read("first_cursor", source.first_cursor);
  reader.Read("url", source.url);
  reader.ReadSecret("token_file", source.token);
  reader.Read("items", source.items);
  reader.Read("next", source.next);
  reader.Read("item_cursor", source.item_cursor);
  reader.ReadSecret("database_url_file", source.database_url);
  reader.Read("query", source.query);
  reader.Read("cursor_column", source.cursor_column);
  reader.ReportUnknownKeys();
  reader.Require("name", !source.lead.name.empty());
  const bool database = !source.database_url.empty();
  reader.Require("url or database_url_file, one of them", database == source.url.empty());
  reader.Require("query and cursor_column", !database || (!source.query.empty() && !source.cursor_column.empty()));
  if (source.every_s == 0) reader.Refuse("every_s", "every_s must be at least 1");
  if (source.timeout_s == 0) reader.Refuse("timeout_s", "timeout_s must be at least 1");
  return source;
}

void ReadWitness(const toml::table& table, const std::string& origin, std::vector<std::string>& problems,
                 EvidenceSettings& evidence) {
  TableReader reader(table, "[[witness]]", origin, problems);
  std::string url;
  std::string key;
  reader.Read("url", url);
  reader.Read("key", key);
  reader.ReportUnknownKeys();
  reader.Require("url", !url.empty());
  reader.Require("key", !key.empty());
  while (url.ends_with('/')) url.pop_back();
  if (key.empty()) return;
  const Result<storage::CosignatureVerifier> parsed = storage::CosignatureVerifier::Parse(key);
  if (!parsed) return reader.Refuse("key", "key must be the line of a witness.pub");
  evidence.witnesses.push_back({url, *parsed});
}

// Files by which a platform sees whose the domain is, served at the top under their own names.
void ReadDomainProofs(TableReader& reader, HttpSettings& http) {
  std::vector<std::string> files;
  reader.Read("domain_proof_files", files);
  for (const std::string& path : files) {
    const std::string name = fs::path(path).filename().string();
    std::ifstream file(path, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(file), {});
    const bool named = name.starts_with("WW_verify_") && name.ends_with(".txt");
    if (!named) {
      reader.Refuse("domain_proof_files", path + " is not named WW_verify_....txt");
    } else if (content.empty() || content.size() > 1024) {
      reader.Refuse("domain_proof_files", "cannot use " + path + ": it must hold one short line");
    } else {
      http.domain_proofs[name] = std::move(content);
    }
  }
}

Settings ReadAll(const toml::table& root, const std::string& origin, std::vector<std::string>& problems) {
  Settings settings;
  TableReader reader(root, "the file", origin, problems);
  reader.Read("data_dir", settings.data_dir);
  if (const toml::table* http = reader.Table("http")) {
    TableReader part(*http, "[http]", origin, problems);
    part.Read("listen", settings.http.listen);
    part.Read("trusted_proxy", settings.http.trusted_proxy);
    part.Read("https", settings.http.https);
    part.Read("ui", settings.http.ui);
    part.Read("public_url", settings.http.public_url);
    ReadDomainProofs(part, settings.http);
    while (settings.http.public_url.ends_with('/')) settings.http.public_url.pop_back();
    part.Read("metrics_listen", settings.http.metrics_listen);
    part.ReportUnknownKeys();
  }
  if (const toml::table* database = reader.Table("database")) {
    TableReader part(*database, "[database]", origin, problems);
    part.ReadSecret("url_file", settings.database_url);
    part.Read("url", settings.database_url);
    part.ReportUnknownKeys();
  }
  if (const toml::table* backup = reader.Table("backup")) {
    TableReader part(*backup, "[backup]", origin, problems);
    part.Read("wal_archive", settings.wal_archive);
    part.ReportUnknownKeys();
  }
  if (const toml::table* rules = reader.Table("rules")) {
    TableReader part(*rules, "[rules]", origin, problems);
    part.Read("packs", settings.packs);
    part.ReportUnknownKeys();
  }
  if (const toml::table* archive = reader.Table("archive")) {
    TableReader part(*archive, "[archive]", origin, problems);
    part.Read("raw_retention_days", settings.raw_retention_days);
    part.Read("verify_hours", settings.verify_hours);
    part.Read("checkpoint_minutes", settings.checkpoint_minutes);
    std::string zone;
    part.Read("zone", zone);
    if (!zone.empty()) {
      const std::optional<std::int32_t> minutes = storage::ParseZone(zone);
      if (!minutes) part.Refuse("zone", "zone must be a distance from UTC such as +08:00");
      settings.evidence.zone_minutes = minutes.value_or(0);
    }
    part.ReportUnknownKeys();
  }
  if (const toml::table* timestamp = reader.Table("timestamp")) {
    TableReader part(*timestamp, "[timestamp]", origin, problems);
    part.Read("url", settings.evidence.timestamp_url);
    part.Read("hours", settings.evidence.timestamp_hours);
    part.ReportUnknownKeys();
    part.Require("url", !settings.evidence.timestamp_url.empty());
  }
  if (const toml::table* phones = reader.Table("phones")) {
    TableReader part(*phones, "[phones]", origin, problems);
    part.Read("silent_hours", settings.phones.silent_hours);
    part.Read("code_hours", settings.phones.code_hours);
    part.ReportUnknownKeys();
    if (settings.phones.silent_hours == 0) part.Refuse("silent_hours", "silent_hours must be at least 1");
    if (settings.phones.code_hours == 0) part.Refuse("code_hours", "code_hours must be at least 1");
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
  if (const toml::array* witnesses = reader.Tables("witness")) {
    for (const toml::node& node : *witnesses) ReadWitness(*node.as_table(), origin, problems, settings.evidence);
  }
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
