// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

namespace custos::architecture {
namespace {

namespace fs = std::filesystem;

/// A folder and the folders it may include besides itself. A trailing '/' takes in what lies below; without it only
/// the headers directly in the folder are meant: its interfaces, never an implementation.
struct Box {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};

// The house, bottom up. The first entry that fits a path decides, so inner folders stand before outer ones.
const std::vector<Box>& Boxes() {
  static const std::vector<Box> boxes = {
      {"core/", {}},
      {"connectors/", {"core/"}},
      {"rules/", {"core/"}},
      {"storage/", {"core/"}},
      {"server/http/", {"core/"}},
      {"server/alerts/", {"core/", "connectors", "rules", "storage"}},
      {"server/customers/", {"core/", "connectors", "connectors/wecom/", "rules", "storage"}},
      {"server/governance/", {"core/", "connectors", "rules", "storage"}},
      {"server/studio/", {"core/", "connectors", "rules", "rules/stream", "storage", "server/alerts/"}},
      {"server/packet/", {"core/", "storage", "storage/format/"}},
      {"server/sound/", {"core/"}},
      {"server/live/",
       {"core/", "connectors", "rules", "storage", "server/alerts/", "server/customers/", "server/governance/",
        "server/http/"}},
      {"server/pipeline/",
       {"core/", "connectors", "rules", "rules/stream", "storage", "server/alerts/", "server/customers/",
        "server/governance/"}},
      {"server/intake/", {"core/", "connectors", "connectors/generic/", "connectors/phone/", "storage"}},
      {"server/machine/", {"core/", "connectors", "storage", "server/governance/", "server/http/", "server/intake/"}},
      {"server/imports/",
       {"core/", "connectors", "connectors/sheet/", "storage", "server/governance/", "server/http/"}},
      {"server/orders/", {"core/", "connectors", "connectors/order/", "storage", "server/imports/"}},
      {"server/report/", {"core/", "storage"}},
      {"server/leads/", {"core/", "connectors", "connectors/record/", "storage"}},
      {"server/api/",
       {"core/", "connectors", "rules", "storage", "storage/query", "server/alerts/", "server/customers/",
        "server/governance/", "server/studio/", "server/packet/", "server/sound/", "server/http/", "server/intake/",
        "server/imports/", "server/leads/", "server/orders/", "server/report/"}},
      {"server/app/", {"core/", "connectors/", "rules/", "storage/", "server/", "tests/support/"}},
      {"tests/", {"core/", "connectors/", "rules/", "storage/", "server/"}},
  };
  return boxes;
}

/// An outside library that stays behind one folder of ours.
struct Fence {
  std::string_view header;  ///< the name, or a folder with its '/'
  std::vector<std::string_view> allowed;
};

const std::vector<Fence>& Fences() {
  static const std::vector<Fence> fences = {
      {"httplib.h", {"server/http/", "tests/"}},
      {"pqxx/", {"storage/postgres/"}},
      {"libpq-fe.h", {"storage/postgres/", "connectors/lead_poll/"}},
      {"hs/", {"rules/bench/"}},
      {"hs.h", {"rules/bench/"}},
      {"zip.h", {"server/packet/"}},
      {"minizip/", {"connectors/lead/", "connectors/sheet/", "server/packet/", "server/report/"}},
      {"xlsxwriter.h", {"server/report/"}},
      {"amqp.h", {"connectors/lead_queue/"}},
      {"qrcodegen/", {"server/intake/"}},
      {"opencore-amrnb/", {"server/sound/"}},
      {"opencore-amrwb/", {"server/sound/"}},
      {"re2/", {"rules/"}},
      {"yaml-cpp/", {"rules/loader/", "tests/"}},
      {"opencc/", {"rules/"}},
      {"spdlog/", {"core/log.cc"}},
      {"toml++/", {"server/app/", "connectors/record/table/", "connectors/sheet/"}},
      {"phonenumbers/", {"connectors/record/"}},
      {"CLI/", {"server/app/", "tests/"}},
  };
  return fences;
}

// Each costs seconds in every file that reads it.
constexpr std::array<std::string_view, 6> kHeavy = {"nlohmann/json.hpp", "simdjson.h", "httplib.h",
                                                    "yaml-cpp/yaml.h",   "hs/hs.h",    "pqxx/pqxx"};

constexpr std::array<std::string_view, 6> kFolders = {"core", "connectors", "rules", "storage", "server", "tests"};

std::string_view FolderOf(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

bool Fits(std::string_view pattern, std::string_view path) {
  if (pattern.ends_with('/')) return path.starts_with(pattern);
  const std::string_view folder = FolderOf(path);
  return folder.size() == pattern.size() + 1 && folder.starts_with(pattern);
}

const Box* BoxOf(std::string_view path) {
  const auto& boxes = Boxes();
  const auto box = std::find_if(boxes.begin(), boxes.end(), [&](const Box& b) { return path.starts_with(b.folder); });
  return box == boxes.end() ? nullptr : &*box;
}

/// What connectors share: of record files, exchanges and telephones; of tables; of all ways in which leads and orders
/// come.
constexpr std::array<std::string_view, 4> kSharedByConnectors = {"connectors/record", "connectors/sheet",
                                                                 "connectors/lead", "connectors/order"};

/// "connectors/wecom" for a file of one connector; empty for the interface and the list of connectors.
std::string_view ConnectorOf(std::string_view path) {
  constexpr std::string_view kRoot = "connectors/";
  if (!path.starts_with(kRoot)) return {};
  const auto slash = path.find('/', kRoot.size());
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::optional<std::string> WhyOursForbidden(std::string_view path, std::string_view header) {
  const Box* from = BoxOf(path);
  if (from == nullptr) return "the file is in no folder of the table in tests/architecture";
  if (BoxOf(header) == nullptr) return "\"" + std::string(header) + "\" is not a path from the repository root";
  const bool from_connector = !ConnectorOf(path).empty();
  const bool to_other = !ConnectorOf(header).empty() && ConnectorOf(header) != ConnectorOf(path);
  const bool shared = std::find(kSharedByConnectors.begin(), kSharedByConnectors.end(), ConnectorOf(header)) !=
                      kSharedByConnectors.end();
  if (from_connector && to_other && !shared) {
    return "one connector must not know another: " + std::string(header);
  }
  if (header.starts_with(from->folder)) return std::nullopt;
  const auto& allowed = from->may_include;
  if (std::any_of(allowed.begin(), allowed.end(), [&](std::string_view a) { return Fits(a, header); })) {
    return std::nullopt;
  }
  const bool is_test = path.ends_with("_test.cc") || path.ends_with("_pgtest.cc");
  if (is_test && header.starts_with("tests/support/")) return std::nullopt;
  return std::string(from->folder) + " must not include " + std::string(header);
}

std::optional<std::string> WhyTheirsForbidden(std::string_view path, std::string_view header) {
  const bool is_header = path.ends_with(".h") && !path.starts_with("tests/");
  if (is_header && std::find(kHeavy.begin(), kHeavy.end(), header) != kHeavy.end()) {
    return "heavy header <" + std::string(header) + "> in a header of ours";
  }
  for (const Fence& fence : Fences()) {
    const bool fenced = fence.header.ends_with('/') ? header.starts_with(fence.header) : header == fence.header;
    if (!fenced) continue;
    const auto& allowed = fence.allowed;
    if (std::any_of(allowed.begin(), allowed.end(), [&](std::string_view a) { return path.starts_with(a); })) continue;
    return "<" + std::string(header) + "> belongs in " + std::string(allowed.front());
  }
  return std::nullopt;
}

bool IsSource(const fs::path& path) {
  const auto extension = path.extension();
  return extension == ".h" || extension == ".cc" || extension == ".c";
}

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::vector<Include> FindIncludes(std::string_view text) {
  std::vector<Include> includes;
  int line_number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line_number;
    const auto skip_blanks = [&line] { line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size())); };
    skip_blanks();
    if (!line.starts_with('#')) continue;
    line.remove_prefix(1);
    skip_blanks();
    constexpr std::string_view kWord = "include";
    if (!line.starts_with(kWord)) continue;
    line.remove_prefix(kWord.size());
    skip_blanks();
    if (line.empty() || (line.front() != '"' && line.front() != '<')) continue;
    const bool quoted = line.front() == '"';
    const auto close = line.find(quoted ? '"' : '>', 1);
    if (close == std::string_view::npos) continue;
    includes.push_back({std::string(line.substr(1, close - 1)), quoted, line_number});
  }
  return includes;
}

std::optional<std::string> WhyForbidden(std::string_view path, const Include& include) {
  if (auto reason = WhyTheirsForbidden(path, include.header)) return reason;
  return include.quoted ? WhyOursForbidden(path, include.header) : std::nullopt;
}

std::vector<std::string> CheckTree(const std::string& root, std::size_t& files) {
  std::vector<std::string> faults;
  files = 0;
  for (const std::string_view folder : kFolders) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(root) / folder)) {
      if (!entry.is_regular_file() || !IsSource(entry.path())) continue;
      ++files;
      const std::string path = fs::relative(entry.path(), root).generic_string();
      for (const Include& include : FindIncludes(ReadFile(entry.path()))) {
        const auto reason = WhyForbidden(path, include);
        if (reason) faults.push_back(path + ":" + std::to_string(include.line) + ": " + *reason);
      }
    }
  }
  std::sort(faults.begin(), faults.end());
  return faults;
}

}  // namespace custos::architecture
