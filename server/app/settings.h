// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/format/cosignature.h"

namespace custos::app {

struct HttpSettings {
  std::string listen = "127.0.0.1:8080";  ///< host:port; port 0 takes a free one
  std::string trusted_proxy;              ///< address of the one proxy whose X-Forwarded-For is believed
  bool https = false;                     ///< browsers reach the server by https: cookies are Secure
  std::filesystem::path ui;               ///< the built UI; empty = beside the program
  std::string public_url;                 ///< where people reach the page, for links in messages; empty = no links
  std::map<std::string, std::string> domain_proofs;  ///< read from domain_proof_files: name, content
  std::string metrics_listen;                        ///< host:port of GET /metrics; empty = none
};

/// Words that the platform stops before a message goes out.
struct InterceptSettings {
  std::vector<std::int64_t> departments;  ///< whose messages are looked at when a rule names nobody
  std::vector<std::string> users;
  std::uint32_t minutes = 60;  ///< between two looks at what stands there
};

struct WecomCompany {
  std::string name;
  std::string corp_id;
  std::string archive_secret;  ///< read from archive_secret_file
  std::string contact_secret;  ///< read from contact_secret_file; empty = no names from the directory
  std::filesystem::path sdk_library;
  std::filesystem::path private_keys;  ///< directory of <version>.pem
  std::uint32_t helpers = 1;
  std::uint32_t poll_ms = 2000;          ///< between calls when there is nothing more
  std::uint32_t calls_per_minute = 500;  ///< of the 600 that the platform allows
  std::string proxy;
  std::string proxy_password;
  std::string api_base = "https://qyapi.weixin.qq.com";
  std::string callback_token;                ///< read from callback_token_file; empty = no callbacks
  std::string callback_aes_key;              ///< read from callback_aes_key_file
  std::uint32_t contact_check_minutes = 60;  ///< between two comparisons of all contacts; 0 = none
  std::uint32_t agent_id = 0;                ///< of the application that opens the desk; 0 = none
  std::optional<InterceptSettings> intercept;
};

/// A way to people that rules name under `notify`.
struct NotifyChannel {
  std::string name;
  std::string kind;            ///< wecom_app, wecom_robot, mail
  std::string company;         ///< name of its [[wecom]]; a robot needs one only for its proxy
  std::uint32_t agent_id = 0;  ///< of an app
  std::vector<std::string> users;
  std::vector<std::string> parties;
  std::vector<std::string> tags;
  std::string robot_key;  ///< read from robot_key_file
  std::string mail_url;   ///< smtps://host[:port] or smtp://host[:port]
  std::string mail_user;
  std::string mail_password;  ///< read from password_file
  std::string mail_from;
  std::vector<std::string> mail_to;
  std::string mail_ca_file;  ///< of an authority of one's own; empty: the system's
  bool mail_plain = false;   ///< without TLS
};

/// An exchange: the files it writes, and whether it may post.
struct ExchangeSource {
  std::string name;    ///< "main": its records are of the source exchange:main
  std::string format;  ///< asterisk, freeswitch-csv, freeswitch-json, table
  std::vector<std::string> files;
  std::filesystem::path directory;
  std::filesystem::path recordings;
  std::string mapping;  ///< read from mapping_file
  std::string login = "custos";
  std::string password;  ///< read from password_file; empty = it cannot post
  std::string region = "CN";
  std::string zone = "Asia/Shanghai";
  std::string outside_prefix;
  std::uint32_t shortest_extension = 2;
  std::uint32_t longest_extension = 5;
  std::map<std::string, std::string> extensions;  ///< employee by extension or number
};

/// An SMS gateway: Kannel, which comes to us with texts and reports, and takes ours.
struct SmsGatewaySettings {
  std::string name;  ///< "main": the source sms:main
  std::string login = "custos";
  std::string password;  ///< read from password_file: Kannel's, for its calls
  std::string line;      ///< number of ours that texts are sent from
  std::string send_url;  ///< smsbox's sendsms; empty = nothing is sent
  std::string send_user;
  std::string send_password;  ///< read from send_password_file
  std::string report_url;     ///< where Kannel reaches us, http://host:port; empty = no reports
  std::string box_host;       ///< of bearerbox; empty = texts come by calls of smsbox
  std::uint16_t box_port = 0;
  std::string box_id = "custos";
  std::uint32_t per_second = 10;
  std::uint32_t unsure_seconds = 120;  ///< how long a report is awaited after a call that broke off
  std::string region = "CN";
  std::map<std::string, std::string> employees;  ///< by number of ours
};

/// What all sources of leads have in common.
struct LeadSource {
  std::string name;  ///< "shop": its leads are of the source lead:shop
  std::string region = "CN";
  std::string zone = "Asia/Shanghai";
  std::map<std::string, std::string> fields;  ///< JSON Pointer by member of leads, where the sender uses other names
};

/// A queue of RabbitMQ that leads are taken from.
struct LeadQueueSource {
  LeadSource lead;
  std::string host = "127.0.0.1";
  std::uint32_t port = 0;  ///< 0: 5672, with TLS 5671
  std::string vhost = "/";
  std::string user = "guest";
  std::string password;  ///< read from password_file
  bool tls = false;
  std::filesystem::path ca_file;
  std::string queue;
  std::string dead_letter_queue;  ///< empty: what is no lead is kept aside here only
  std::uint32_t prefetch = 200;
  std::uint32_t heartbeat_s = 30;
};

/// A site or a database that is asked for leads.
struct LeadPollSource {
  LeadSource lead;
  std::uint32_t every_s = 60;
  std::uint32_t timeout_s = 20;
  std::string first_cursor;
  std::string url;    ///< of a site; empty: it is a database
  std::string token;  ///< read from token_file
  std::string items = "/items";
  std::string next;
  std::string item_cursor;
  std::string database_url;  ///< read from database_url_file
  std::string query;
  std::string cursor_column;
};

struct WitnessAddress {
  std::string url;  ///< without /add-checkpoint
  storage::CosignatureVerifier key;
};

/// Who else confirms what the archive holds, and by which clock its days end.
struct EvidenceSettings {
  std::int32_t zone_minutes = 480;  ///< east of UTC: where the days of manifests end
  std::vector<WitnessAddress> witnesses;
  std::string timestamp_url;           ///< RFC 3161 authority; empty = none is asked
  std::uint32_t timestamp_hours = 24;  ///< between two timestamps
};

/// Work phones.
struct PhoneSettings {
  std::uint32_t silent_hours = 24;  ///< a phone unheard of for longer raises an alert
  std::uint32_t code_hours = 24;    ///< how long an enrolment code works
};

/// The report of each day; docs/activity.md section 6.
struct ReportSettings {
  std::uint32_t at_minutes = 18 * 60 + 30;  ///< after midnight, by the company's clock
  std::vector<std::string> channels;        ///< names of [[notify]]; empty = no report
  std::uint32_t over_hours = 2;             ///< a wait that is told of
  bool english = false;
};

/// Who is archived, and who carries a work phone.
struct BindingSettings {
  std::vector<std::string> phones_expected;  ///< names of departments, with those below them
  std::uint32_t consent_seconds = 60;        ///< between looks at whom to ask for consent
  std::uint32_t consent_hours = 24;          ///< between two questions about the same contact
};

/// Handing customers over.
struct HandoverSettings {
  std::uint32_t check_seconds = 600;     ///< between looks at what is waiting, at first; it grows to an hour
  std::uint32_t leavers_seconds = 3600;  ///< between looks at who left
};

/// The company's tags on its platform.
struct TagSettings {
  std::uint32_t read_seconds = 600;  ///< between readings of the company's tags
};

/// Everything an operator can set. Precedence: flag, environment, file, default.
struct Settings {
  std::filesystem::path data_dir = "/var/lib/custos";
  std::string database_url;  ///< empty = embedded
  HttpSettings http;
  std::filesystem::path packs;  ///< empty = beside the program
  std::uint32_t raw_retention_days = 30;
  std::uint32_t verify_hours = 24;  ///< between two checks of the whole archive; 0 = only on demand
  std::uint32_t checkpoint_minutes = 10;
  std::filesystem::path wal_archive;  ///< where the embedded database keeps its write-ahead log; empty = nowhere
  EvidenceSettings evidence;
  PhoneSettings phones;
  std::vector<std::string> customer_names;    ///< whose name a customer takes: the first that has one; empty: the usual
  std::uint32_t protection_days = 0;          ///< of an owner against disputes by reps; 0: none
  std::string first_owner = "first_contact";  ///< of customers nobody ever served: first_contact, none
  ReportSettings report;
  HandoverSettings handovers;
  TagSettings tags;
  BindingSettings binding;
  std::vector<WecomCompany> wecom;
  std::vector<NotifyChannel> notify;
  std::vector<ExchangeSource> exchanges;
  std::vector<SmsGatewaySettings> sms_gateways;
  std::vector<LeadQueueSource> lead_queues;
  std::vector<LeadPollSource> lead_polls;
};

/// Reads a TOML file over the defaults. Every mistake is named with its line: a syntax error, an unknown key with the
/// nearest known one, a wrong type, a secret file that cannot be read.
Result<Settings> LoadSettings(const std::filesystem::path& file);

/// As LoadSettings, for text already in memory; `origin` names it in errors.
Result<Settings> ParseSettings(const std::string& toml, const std::string& origin);

/// Where things lie beside the running program: <prefix>/bin/custos and <prefix>/share/custos.
std::filesystem::path ProgramDirectory();
std::filesystem::path ShareDirectory();

}  // namespace custos::app
