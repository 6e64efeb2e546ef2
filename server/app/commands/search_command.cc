// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/search_command.h"

#include <pwd.h>
#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <utility>

#include "core/clock.h"
#include "core/log.h"
#include "server/api/json_text.h"
#include "server/api/present_search.h"
#include "server/app/exit_code.h"
#include "storage/alert_store.h"
#include "storage/postgres/postgres_storage.h"
#include "storage/query/parser.h"

namespace custos::app {
namespace {

using nlohmann::json;
using server::api::FormatTime;
using server::api::ParseTime;

struct Arguments {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  storage::SearchQuery query;
  std::string employee, customer, department, conversation, channel, role, from, until;
  bool recalled = false;
  bool has_media = false;
  bool as_json = false;
};

void Describe(CLI::App& app, Arguments& a) {
  app.add_option("query", a.query.text, "in the search language; without it the newest messages of the filters");
  app.add_option("--data-dir", a.data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", a.database, "URL of the PostgreSQL server")->envname("CUSTOS_DATABASE");
  app.add_option("--employee", a.employee, "SOURCE/ID of a member of staff who takes part");
  app.add_option("--customer", a.customer, "id of a customer who takes part");
  app.add_option("--department", a.department, "SOURCE/ID, with those below it");
  app.add_option("--conversation", a.conversation, "id, 32 hex digits");
  app.add_option("--channel", a.channel, "chat, sms, call, event");
  app.add_option("--role", a.role, "who speaks: rep, customer, colleague, robot, unknown");
  app.add_option("--type", a.query.type, "the platform's message type");
  app.add_option("--from", a.from, "RFC 3339 time, inclusive");
  app.add_option("--until", a.until, "RFC 3339 time, exclusive");
  app.add_option("--media-kind", a.query.media_kind, "image, voice, video, file …");
  app.add_option("--category", a.query.categories, "of an alert about it")->delimiter(',');
  app.add_option("--verdict", a.query.verdicts, "state of an alert about it")->delimiter(',');
  app.add_option("--rule", a.query.rules, "id of a rule that raised an alert about it")->delimiter(',');
  app.add_flag("--recalled,!--no-recalled", a.recalled, "only what was taken back, or what was not");
  app.add_flag("--has-media,!--no-has-media", a.has_media, "only with files, or without");
  app.add_flag("--oldest", a.query.oldest_first, "oldest first");
  app.add_option("--limit", a.query.limit, "messages at a time")->check(CLI::Range(1, 200));
  app.add_option("--cursor", a.query.cursor, "next_cursor of the page before");
  app.add_flag("--json", a.as_json, "the answer of the API as one JSON object");
}

/// Takes the words apart; the name of the option that does not fit, empty when all do.
std::string ReadFilters(const CLI::App& app, Arguments& a) {
  const auto cut = [](const std::string& ref) {
    const std::size_t slash = ref.rfind('/');
    return slash == std::string::npos ? std::pair<std::string, std::string>()
                                      : std::pair(ref.substr(0, slash), ref.substr(slash + 1));
  };
  if (!a.employee.empty()) {
    const auto [source, id] = cut(a.employee);
    if (source.empty() || id.empty()) return "--employee";
    a.query.employee = {source, id};
  }
  if (!a.department.empty()) {
    const auto [source, id] = cut(a.department);
    char* end = nullptr;
    const std::int64_t number = std::strtoll(id.c_str(), &end, 10);
    if (source.empty() || id.empty() || *end != '\0') return "--department";
    a.query.department = storage::DepartmentRef{source, number};
  }
  if (!a.customer.empty()) a.query.customer = a.customer;
  a.query.conversation = ConversationId::Parse(a.conversation);
  if (!a.conversation.empty() && !a.query.conversation) return "--conversation";
  a.query.channel = ParseChannel(a.channel);
  if (!a.channel.empty() && !a.query.channel) return "--channel";
  a.query.role = ParseRole(a.role);
  if (!a.role.empty() && !a.query.role) return "--role";
  for (const std::string& verdict : a.query.verdicts) {
    if (!storage::ParseAlertState(verdict)) return "--verdict";
  }
  for (const auto& [text, time, name] :
       {std::tuple(&a.from, &a.query.from, "--from"), std::tuple(&a.until, &a.query.until, "--until")}) {
    const auto parsed = ParseTime(*text);
    if (!text->empty() && !parsed) return name;
    *time = parsed.value_or(0);
  }
  if (app.count("--recalled") > 0) a.query.recalled = a.recalled;
  if (app.count("--has-media") > 0) a.query.has_media = a.has_media;
  return {};
}

/// The query, a caret under the fault, and the code.
int ShowFault(const std::string& text, const storage::query::Fault& fault) {
  std::cerr << "custos search: " << fault.code << " at column " << fault.place.column
            << (fault.hint.empty() ? "" : ", try: " + fault.hint) << "\n  " << text << "\n";
  return EX_USAGE;
}

std::string WhoAsks() {
  const passwd* user = getpwuid(getuid());
  return "custos search (" + (user != nullptr ? std::string(user->pw_name) : std::to_string(getuid())) + ")";
}

Status Record(storage::PostgresStorage& storage, const Arguments& a, const Clock& clock, int argc, char** argv) {
  json words = json::array();
  for (int i = 1; i < argc; ++i) words.push_back(argv[i]);
  storage::AuditEntry entry;
  entry.at = clock.Now();
  entry.user_login = WhoAsks();
  entry.action = "message.search";
  entry.detail = server::api::ToText({{"q", a.query.text}, {"arguments", std::move(words)}});
  entry.peer = "local";
  return storage.users().Audit(entry);
}

void PrintMessage(const storage::MessageView& message) {
  std::cout << FormatTime(message.ref.sent_at) << "  " << message.ref.message_id << "  "
            << (message.from.name.empty() ? message.from.id : message.from.name) << "  [" << message.type << "]"
            << (message.recalled_at != 0 ? " recalled" : "") << "  ";
  std::string text = message.text;
  for (const storage::PartHits& hits : message.matches) {
    text += std::string(text.empty() ? "" : "  ") + std::string(ToString(hits.part)) + ": " + hits.text;
  }
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::cout << text << "\n";
}

void PrintForPeople(const storage::SearchPage& page) {
  for (const storage::MessageView& message : page.items) PrintMessage(message);
  std::cerr << (page.total_exact ? "" : "about ") << page.estimated_total << " messages\n";
  for (const storage::UnknownValue& unknown : page.unknown) {
    std::cerr << "nobody and nothing is called " << unknown.value << "\n";
  }
  if (page.cut) std::cerr << "out of time: only a part of the archive was looked at\n";
  if (!page.next_cursor.empty()) std::cerr << "more with --cursor " << page.next_cursor << "\n";
}

int Fail(const Error& error) {
  std::cerr << "custos search: " << error.message << " (" << error.code << ")\n";
  return error.code == "cursor.invalid" ? EX_USAGE : ExitCodeOf(error);
}

}  // namespace

int RunSearchCommand(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Searches the archive", "custos search");
  Describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : EX_USAGE;
  }
  if (const std::string wrong = ReadFilters(app, arguments); !wrong.empty()) {
    std::cerr << "custos search: " << wrong << " has a value that it cannot have\n";
    return EX_USAGE;
  }
  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  arguments.query.now = clock.Now();
  const storage::query::Parsed parsed = storage::query::Parse(arguments.query.text, arguments.query.now);
  if (parsed.fault) return ShowFault(arguments.query.text, *parsed.fault);

  storage::PostgresStorage::Options options;
  options.data_dir = arguments.data_dir;
  options.database_url = arguments.database;
  options.clock = &clock;
  options.join_running = true;
  const Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(options);
  if (!opened) return Fail(opened.error());
  if (const Status recorded = Record(**opened, arguments, clock, argc, argv); !recorded) return Fail(recorded.error());
  const auto page = (*opened)->reader().Search(storage::Scope::All(), arguments.query);
  if (!page) return Fail(page.error());
  if (arguments.as_json) {
    json answer = server::api::Present(*page);
    answer["query_parts"] = server::api::PresentParts(storage::query::TopPlaces(parsed.tree));
    std::cout << server::api::ToText(answer) << "\n";
  } else {
    PrintForPeople(*page);
  }
  return 0;
}

}  // namespace custos::app
