// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/import_command.h"

#include <sysexits.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "connectors/record/formats/formats.h"
#include "server/app/commands/import_client.h"
#include "server/app/exit_code.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr std::chrono::milliseconds kLook{300};

struct Arguments {
  std::string format;
  std::vector<std::string> files;
  std::string server = "http://127.0.0.1:8080";
  std::string token;
  std::string token_file;
  std::string source;
  std::string mapping;
  json options = json::object();
  bool as_json = false;
  bool all_faults = false;
};

void Describe(CLI::App& app, Arguments& a) {
  std::string formats;
  for (const std::string& name : BuiltinFormats().names()) formats += (formats.empty() ? "" : ", ") + name;
  app.add_option("format", a.format, formats)->required();
  app.add_option("file", a.files, "files to bring in")->required();
  app.add_option("--server", a.server, "address of the server")->envname("CUSTOS_SERVER");
  app.add_option("--token", a.token, "API token with the scope import")->envname("CUSTOS_TOKEN");
  app.add_option("--token-file", a.token_file, "file that holds the token");
  app.add_option("--source", a.source, "name under which the records are kept; the same records under it come once");
  app.add_option("--mapping", a.mapping, "TOML file that names the columns");
  const auto text = [&](const char* flag, const char* name, const char* help) {
    app.add_option_function<std::string>(
        flag, [&a, name](const std::string& value) { a.options[name] = value; }, help);
  };
  text("--employee", "employee", "id of the employee whose telephone it was");
  text("--device", "device", "id of the work phone");
  text("--region", "region", "region of numbers without country code, such as CN");
  text("--zone", "zone", "zone of times without one, such as Asia/Shanghai");
  text("--outside-prefix", "outside_prefix", "digits dialled for an outside line");
  const auto number = [&](const char* flag, const char* name, const char* help) {
    app.add_option_function<std::uint32_t>(
        flag, [&a, name](std::uint32_t value) { a.options[name] = value; }, help);
  };
  number("--shortest-extension", "shortest_extension", "digits of the shortest extension");
  number("--longest-extension", "longest_extension", "digits of the longest extension; 0 when there are none");
  app.add_flag("--faults", a.all_faults, "list every refused record");
  app.add_flag("--json", a.as_json, "one JSON object for each file");
}

/// What the token and the mapping say; the file that cannot be read otherwise.
std::string ReadFiles(Arguments& a) {
  const auto read = [](const std::string& path, std::string& into) {
    std::ifstream in(path, std::ios::binary);
    into.assign(std::istreambuf_iterator<char>(in), {});
    return static_cast<bool>(in) || in.eof();
  };
  if (!a.token_file.empty()) {
    if (!std::filesystem::is_regular_file(a.token_file) || !read(a.token_file, a.token)) return a.token_file;
    while (!a.token.empty() && (a.token.back() == '\n' || a.token.back() == '\r')) a.token.pop_back();
  }
  if (a.mapping.empty()) return {};
  std::string mapping;
  if (!std::filesystem::is_regular_file(a.mapping) || !read(a.mapping, mapping)) return a.mapping;
  a.options["mapping"] = mapping;
  return {};
}

int Fail(const std::string& file, const Error& error) {
  std::cerr << "custos import: " << file << ": " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

void ShowProgress(const std::string& text) {
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r\033[K" << text << std::flush;
}

std::string Percent(std::uint64_t done, std::uint64_t size) {
  return std::to_string(size == 0 ? 100 : done * 100 / size) + " %";
}

/// Every refused record with its place, or the first twenty.
json Faults(ImportClient& client, const std::string& id, bool all) {
  json faults = json::array();
  std::string after;
  while (true) {
    const auto reply = client.Ask("GET", "/imports/" + id + "/faults" + (after.empty() ? "" : "?after_line=" + after));
    const json page = reply ? json::parse(reply->body, nullptr, false) : json();
    if (!page.is_object() || !page.contains("items")) return faults;
    for (const json& fault : page["items"]) {
      if (all || faults.size() < 20) faults.push_back(fault);
    }
    if (!all || page["next_line"].is_null()) return faults;
    after = std::to_string(page["next_line"].get<std::uint64_t>());
  }
}

void Report(const std::string& file, const json& job, const json& faults) {
  std::cout << file << ": " << job["accepted"] << " new, " << job["duplicate"] << " there already, " << job["refused"]
            << " refused, " << job["skipped"] << " passed over\n";
  for (const auto& [code, count] : job["reasons"].items()) std::cout << "  " << code << ": " << count << "\n";
  for (const json& fault : faults) {
    std::cout << "  line " << fault["line"] << " (byte " << fault["offset"] << "): " << fault.value("code", "") << "\n";
  }
  if (job["refused"].get<std::uint64_t>() > faults.size() && !faults.empty())
    std::cout << "  all of them with --faults\n";
}

/// Watches the job until it ended; the exit status for the file.
int Watch(ImportClient& client, const Arguments& a, const std::string& file, const std::string& id) {
  while (true) {
    const auto reply = client.Ask("GET", "/imports/" + id);
    if (!reply) return Fail(file, reply.error());
    if (reply->status != 200) return Fail(file, ErrorOf(*reply));
    json job = json::parse(reply->body, nullptr, false);
    if (!job.is_object()) return Fail(file, ErrorOf(*reply));
    const std::string state = job.value("state", "");
    if (state == "running") {
      ShowProgress(file + ": read " + Percent(job["done"].get<std::uint64_t>(), job["size"].get<std::uint64_t>()) +
                   ", " + job["accepted"].dump() + " new");
      std::this_thread::sleep_for(kLook);
      continue;
    }
    ShowProgress("");
    const json faults = job["refused"] == 0 ? json::array() : Faults(client, id, a.all_faults);
    if (a.as_json) {
      job["faults"] = faults;
      std::cout << job.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
    } else {
      Report(file, job, faults);
    }
    if (state == "done") return 0;
    std::cerr << "custos import: " << file << ": " << state << " " << job.value("problem_detail", "") << " ("
              << job.value("problem", "") << ")\n";
    return EX_DATAERR;
  }
}

int ImportFile(ImportClient& client, const Arguments& a, const std::string& file) {
  std::error_code ignored;
  const std::uint64_t size = std::filesystem::file_size(file, ignored);
  if (ignored || size == 0) {
    return Fail(file, {ErrorKind::kInvalid, "import.unreadable", "no file, or an empty one"});
  }
  const auto upload =
      client.Upload(file, [&](std::uint64_t done) { ShowProgress(file + ": sent " + Percent(done, size)); });
  if (!upload) return Fail(file, upload.error());
  json order = a.options;
  order["upload"] = *upload;
  order["format"] = a.format;
  order["source"] = a.source;
  const auto reply = client.Ask("POST", "/imports", order.dump(-1, ' ', false, json::error_handler_t::replace));
  if (!reply) return Fail(file, reply.error());
  if (reply->status != 202) return Fail(file, ErrorOf(*reply));
  return Watch(client, a, file, json::parse(reply->body, nullptr, false).value("id", ""));
}

}  // namespace

int RunImportCommand(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Brings files of calls, text messages and leads to a running server", "custos import");
  Describe(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : EX_USAGE;
  }
  if (const std::string unreadable = ReadFiles(arguments); !unreadable.empty()) {
    std::cerr << "custos import: cannot read " << unreadable << "\n";
    return EX_NOINPUT;
  }
  if (arguments.token.empty()) {
    std::cerr << "custos import: a token is needed: --token, --token-file or CUSTOS_TOKEN\n";
    return EX_USAGE;
  }
  // Without a name the records are kept under whose they are.
  if (arguments.source.empty()) {
    arguments.source = arguments.options.value("employee", arguments.options.value("device", arguments.format));
  }
  ImportClient client(arguments.server, arguments.token);
  int status = 0;
  for (const std::string& file : arguments.files) {
    const int ended = ImportFile(client, arguments, file);
    if (status == 0) status = ended;
  }
  return status;
}

}  // namespace custos::app
