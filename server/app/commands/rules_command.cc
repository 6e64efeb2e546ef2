// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/rules_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/digest.h"
#include "rules/rule_set.h"

namespace custos::app {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxLine = 8 << 20;  // bytes; a longer line is a fault of the input

std::shared_ptr<const rules::RuleSet> LoadPack(const std::string& directory, std::size_t* examples) {
  auto loaded = rules::RuleSet::Load(directory);
  std::cerr << loaded.report.ToText();
  if (examples) *examples = loaded.examples;
  return loaded.rules;
}

int Lint(const std::string& directory) {
  const auto pack = LoadPack(directory, nullptr);
  if (!pack) return 1;
  std::cout << pack->name() << ' ' << pack->version() << ": " << pack->rules().size() << " rules in "
            << pack->categories().size() << " categories, digest " << HexEncode(AsBytes(pack->digest())) << '\n';
  return 0;
}

int Test(const std::string& directory) {
  std::size_t examples = 0;
  const auto pack = LoadPack(directory, &examples);
  std::cout << examples << " examples run: " << (pack ? "all as expected\n" : "see the faults above\n");
  return pack ? 0 : 1;
}

// A field that must be text when it is there; `fault` is set when it is something else.
std::string TextField(const json& line, const char* key, bool required, std::string* fault) {
  const auto found = line.find(key);
  if (found != line.end() && found->is_string()) return found->get<std::string>();
  if (found != line.end() || required) *fault = std::string("field \"") + key + "\" must be text";
  return {};
}

// One input line as a message; nullopt with the reason when it is none.
std::optional<Message> ReadLine(const std::string& text, std::string* id, std::string* fault) {
  if (text.size() > kMaxLine) {
    *fault = "line is too long";
    return std::nullopt;
  }
  const json line = json::parse(text, nullptr, false);
  if (!line.is_object()) {
    *fault = "not a JSON object";
    return std::nullopt;
  }
  Message message;
  *id = TextField(line, "id", true, fault);
  message.text = TextField(line, "text", true, fault);
  message.conversation_key = TextField(line, "conversation", false, fault);
  message.type = line.contains("type") ? TextField(line, "type", true, fault) : "text";
  const std::string speaker = TextField(line, "speaker", false, fault);
  const std::string channel = TextField(line, "channel", false, fault);
  const auto role = speaker.empty() ? std::optional(Role::kUnknown) : ParseRole(speaker);
  const auto way = channel.empty() ? std::optional(Channel::kChat) : ParseChannel(channel);
  if (fault->empty() && !role) *fault = "speaker must be rep, customer or colleague";
  if (fault->empty() && !way) *fault = "channel must be chat, sms, call or event";
  if (!fault->empty()) return std::nullopt;
  message.role = *role;
  message.channel = *way;
  return message;
}

json HitJson(const Finding& finding) {
  json spans = json::array();
  for (const Span& span : finding.spans) spans.push_back({span.begin, span.end});
  return {{"rule", finding.rule_id},
          {"category", finding.category},
          {"severity", std::string(ToString(finding.severity))},
          {"spans", std::move(spans)}};
}

int Eval(const std::string& directory) {
  const auto pack = LoadPack(directory, nullptr);
  if (!pack) return 1;
  std::ios::sync_with_stdio(false);
  std::string text;
  bool clean = true;
  for (std::size_t number = 1; std::getline(std::cin, text); ++number) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    if (text.empty()) continue;
    std::string id, fault;
    const auto message = ReadLine(text, &id, &fault);
    if (!message) {
      std::cerr << "line " << number << ": " << fault << '\n';
      clean = false;
      continue;
    }
    json hits = json::array();
    for (const Finding& finding : pack->Judge(*message)) hits.push_back(HitJson(finding));
    const json out = {{"id", id}, {"hits", std::move(hits)}};
    std::cout << out.dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  }
  std::cout.flush();
  return clean && std::cout.good() ? 0 : 1;
}

}  // namespace

int RunRulesCommand(int argc, char** argv) {
  CLI::App app("Check, test and run rule packs", "custos rules");
  app.require_subcommand(1);
  std::string directory;
  const auto add = [&](const char* name, const char* help) {
    CLI::App* command = app.add_subcommand(name, help);
    command->add_option("DIR", directory, "Directory of the pack")->required();
    return command;
  };
  const CLI::App* lint = add("lint", "Report every fault of a pack");
  const CLI::App* test = add("test", "Run the examples of every rule");
  add("eval", "Judge NDJSON messages from standard input, write findings to standard output");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& fault) {
    return app.exit(fault) == 0 ? 0 : 64;
  }
  if (lint->parsed()) return Lint(directory);
  if (test->parsed()) return Test(directory);
  return Eval(directory);
}

}  // namespace custos::app
