// SPDX-License-Identifier: Apache-2.0
#include "server/app/commands/prove_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/log.h"
#include "server/api/present_evidence.h"
#include "server/app/exit_code.h"
#include "storage/format/manifest.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {
namespace {

using nlohmann::json;
using storage::Evidence;

struct Arguments {
  std::string data_dir = "/var/lib/custos";
  std::string database;
  std::string kind;
  std::uint64_t id = 0;
  std::uint64_t checkpoint = 0;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  std::string source;
  std::string zone = "+08:00";
  std::string output;
  bool bare = false;
  bool make = false;
  bool to_now = false;
};

Result<std::string> ProveLeaf(Evidence& evidence, const Arguments& arguments) {
  auto proof = evidence.ProveLeaf(arguments.id, arguments.checkpoint, !arguments.bare);
  if (!proof) return proof.error();
  if (arguments.kind != "leaf" && arguments.kind != proof->kind) {
    return Error{ErrorKind::kInvalid, "prove.kind",
                 "leaf " + std::to_string(arguments.id) + " is no " + arguments.kind + " but: " + proof->kind};
  }
  return std::move(proof->text);
}

// Every judgement and every pack with its own proof, so that nobody has to come back.
Result<std::string> ProveSupervision(Evidence& evidence, const Arguments& arguments) {
  json all = nullptr;
  json proofs = json::object();
  for (std::uint64_t from = arguments.from;;) {
    const auto part = evidence.Supervise(from, arguments.to);
    if (!part) return part.error();
    std::vector<std::uint64_t> leaves;
    for (const auto& judgement : part->judgements) leaves.push_back(judgement.leaf);
    for (const auto& pack : part->packs) leaves.push_back(pack.leaf);
    for (const std::uint64_t leaf : leaves) {
      const std::string name = std::to_string(leaf);
      if (proofs.contains(name)) continue;
      const auto proof = evidence.ProveLeaf(leaf, arguments.checkpoint, false);
      if (!proof) return proof.error();
      proofs[name] = proof->text;
    }
    json shown = server::api::Present(*part);
    if (all.is_null()) {
      all = std::move(shown);
    } else {
      all["to"] = shown["to"];
      all["messages"] = all["messages"].get<std::uint64_t>() + shown["messages"].get<std::uint64_t>();
      for (const char* list : {"judgements", "unjudged", "packs"}) {
        for (json& item : shown[list]) {
          auto& items = all[list];
          if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(std::move(item));
        }
      }
    }
    if (part->next == 0) break;
    from = part->next;
  }
  all.erase("next");
  all["proofs"] = std::move(proofs);
  return all.dump(2) + "\n";
}

Result<std::string> ShowManifests(Evidence& evidence, const Arguments& arguments) {
  const std::optional<std::int32_t> zone = storage::ParseZone(arguments.zone);
  if (!zone) return Error{ErrorKind::kInvalid, "prove.zone", "--zone is a distance from UTC such as +08:00"};
  if (arguments.make || arguments.to_now) {
    const auto made = evidence.MakeManifests(*zone, arguments.to_now);
    if (!made) return made.error();
    std::cerr << *made << " manifests made\n";
  }
  std::string text;
  storage::ManifestFilter filter;
  filter.source = arguments.source;
  do {
    const auto page = evidence.Manifests(filter);
    if (!page) return page.error();
    for (const auto& manifest : page->items) text += manifest.note + "\n";
    filter.before = page->next_before;
  } while (filter.before != 0);
  return text;
}

Result<std::string> Prove(storage::PostgresStorage& storage, const Arguments& arguments) {
  Evidence& evidence = storage.evidence();
  if (arguments.kind == "consistency") return evidence.ProveConsistency(arguments.from, arguments.to);
  if (arguments.kind == "supervision") return ProveSupervision(evidence, arguments);
  if (arguments.kind == "manifests") return ShowManifests(evidence, arguments);
  if (arguments.kind == "checkpoint") return storage.archive().Checkpoint();
  return ProveLeaf(evidence, arguments);
}

int Fail(const Error& error) {
  std::cerr << "custos prove: " << error.message << " (" << error.code << ")\n";
  return ExitCodeOf(error);
}

int Write(const std::string& text, const std::string& path) {
  if (path.empty() || path == "-") {
    std::cout << text << std::flush;
    return std::cout ? 0 : 1;
  }
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!(file << text << std::flush)) {
    return Fail({ErrorKind::kUnavailable, "prove.output", path + " cannot be written"});
  }
  return 0;
}

void Describe(CLI::App& app, Arguments& arguments) {
  app.require_subcommand(1);
  app.add_option("--data-dir", arguments.data_dir, "where everything is kept")->envname("CUSTOS_DATA_DIR");
  app.add_option("--database", arguments.database, "URL of the PostgreSQL server")->envname("CUSTOS_DATABASE");
  app.add_option("-o,--output", arguments.output, "file for the proof; without it standard output");
  app.fallthrough();
  const auto add = [&](const std::string& name, const std::string& what) {
    CLI::App* command = app.add_subcommand(name, what);
    command->callback([&arguments, name] { arguments.kind = name; });
    return command;
  };
  for (const std::string& kind : std::vector<std::string>{"message", "alert", "decision", "pack", "leaf"}) {
    CLI::App* command = add(kind, kind == "leaf" ? "any leaf of the log" : "the leaf of a " + kind);
    command->add_option("ID", arguments.id, "its id: the index of its leaf")->required();
    command->add_option("--checkpoint", arguments.checkpoint, "size of a kept checkpoint; 0 = the newest that has it");
    command->add_flag("--bare", arguments.bare, "leave the content out");
  }
  CLI::App* consistency = add("consistency", "that one kept checkpoint continues another");
  consistency->add_option("--from", arguments.from, "size of the older one")->required();
  consistency->add_option("--to", arguments.to, "size of the newer one; 0 = the newest");
  CLI::App* supervision = add("supervision", "which pack judged a range of leaves, when, with what result");
  supervision->add_option("--from", arguments.from, "first leaf");
  supervision->add_option("--to", arguments.to, "end of the range; 0 = the end of the log");
  supervision->add_option("--checkpoint", arguments.checkpoint, "size of a kept checkpoint for the proofs");
  CLI::App* manifests = add("manifests", "what every source brought, day by day, newest first");
  manifests->add_option("--source", arguments.source, "only of this source");
  manifests->add_flag("--make", arguments.make, "make those of days that are over first");
  manifests->add_flag("--to-now", arguments.to_now, "make one of today so far too");
  manifests->add_option("--zone", arguments.zone, "where days end, as in the server's settings");
  add("checkpoint", "sign and keep the present state");
}

}  // namespace

int RunProveCommand(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Proves to a stranger what the archive holds", "custos prove");
  Describe(app, arguments);
  CLI11_PARSE(app, argc, argv);

  SetLogLevel(LogLevel::kWarn);
  const SystemClock clock;
  storage::PostgresStorage::Options options;
  options.data_dir = arguments.data_dir;
  options.database_url = arguments.database;
  options.clock = &clock;
  options.join_running = true;
  const Result<std::unique_ptr<storage::PostgresStorage>> opened = storage::PostgresStorage::Open(options);
  if (!opened) return Fail(opened.error());
  const Result<std::string> text = Prove(**opened, arguments);
  return text ? Write(*text, arguments.output) : Fail(text.error());
}

}  // namespace custos::app
