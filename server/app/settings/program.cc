// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>

#include "server/app/settings/sections.h"

namespace custos::app {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

void ReadProgram(TableReader& reader, const std::string& origin, std::vector<std::string>& problems,
                 Settings& settings) {
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
}

}  // namespace custos::app
