// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/pack_directory.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "rules/loader/node.h"

namespace custos::rules {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFiles = 5000;
constexpr std::uintmax_t kMaxScoreBytes = 16 << 20;

bool AddFiles(const fs::path& folder, const std::string& prefix, PackFiles* files, LoadReport* report) {
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const fs::path& path = at->path();
    const std::string name = prefix + path.filename().string();
    const bool score = name == "score.tsv";
    if ((path.extension() != ".yaml" && !score) || !fs::is_regular_file(fs::symlink_status(path, error))) continue;
    if (files->size() >= kMaxFiles) {
      report->Add("pack.too_large", {name, 0, 0}, "too many files");
      return false;
    }
    const std::uintmax_t limit = score ? kMaxScoreBytes : kMaxYamlBytes;
    if (fs::file_size(path, error) > limit) {
      report->Add(score ? "score.too_large" : "yaml.too_large", {name, 0, 0},
                  "file is larger than " + std::to_string(limit) + " bytes");
      continue;
    }
    std::ifstream in(path, std::ios::binary);
    (*files)[name].assign(std::istreambuf_iterator<char>(in), {});
    if (in.bad() || !in.is_open()) report->Add("pack.unreadable", {name, 0, 0}, "file cannot be read");
  }
  if (error) report->Add("pack.unreadable", {prefix.empty() ? folder.string() : prefix, 0, 0}, error.message());
  return !error;
}

}  // namespace

std::optional<PackFiles> ReadPackDirectory(const std::string& directory, LoadReport* report) {
  PackFiles files;
  if (!AddFiles(directory, "", &files, report)) return std::nullopt;
  std::error_code error;
  if (fs::is_directory(fs::path(directory) / "rules", error) &&
      !AddFiles(fs::path(directory) / "rules", "rules/", &files, report)) {
    return std::nullopt;
  }
  if (fs::is_directory(fs::path(directory) / "local", error)) {
    ReadOverlay((fs::path(directory) / "local").string(), &files, report);
  }
  return files;
}

void ReadOverlay(const std::string& directory, PackFiles* files, LoadReport* report) {
  std::erase_if(*files, [](const auto& file) { return file.first.starts_with("local/"); });
  if (!AddFiles(directory, "local/", files, report)) return;
  for (const std::string folder : {"rules", "filters"}) {
    std::error_code error;
    const fs::path path = fs::path(directory) / folder;
    if (fs::is_directory(path, error)) AddFiles(path, "local/" + folder + "/", files, report);
  }
}

}  // namespace custos::rules
