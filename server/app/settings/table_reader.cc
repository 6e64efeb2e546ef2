// SPDX-License-Identifier: Apache-2.0
#include "server/app/settings/table_reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>
#include <string_view>

namespace custos::app {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

void TableReader::Read(const char* key, std::string& out) {
  if (const toml::node* node = Find(key)) {
    if (const auto value = node->value_exact<std::string>())
      out = *value;
    else
      Complain(*node, std::string(key) + " must be a string");
  }
}

void TableReader::Read(const char* key, fs::path& out) {
  std::string text = out.string();
  Read(key, text);
  out = text;
}

void TableReader::Read(const char* key, std::uint32_t& out, std::int64_t most) {
  if (const toml::node* node = Find(key)) {
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= 0 && *value <= most)
      out = static_cast<std::uint32_t>(*value);
    else
      Complain(*node, std::string(key) + " must be a whole number from 0 to " + std::to_string(most));
  }
}

void TableReader::Read(const char* key, bool& out) {
  if (const toml::node* node = Find(key)) {
    if (const auto value = node->value_exact<bool>())
      out = *value;
    else
      Complain(*node, std::string(key) + " must be true or false");
  }
}

void TableReader::Read(const char* key, std::vector<std::string>& out) {
  const toml::node* node = Find(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  if (array == nullptr || !std::all_of(array->begin(), array->end(), [](const auto& one) { return one.is_string(); })) {
    return Complain(*node, std::string(key) + " must be a list of strings");
  }
  for (const toml::node& one : *array) out.push_back(*one.value_exact<std::string>());
}

void TableReader::Read(const char* key, std::vector<std::int64_t>& out) {
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

void TableReader::ReadSecret(const char* key, std::string& out) {
  std::string path;
  Read(key, path);
  if (path.empty()) return;
  std::ifstream file(path);
  if (!file) return Complain(*table_.get(key), std::string(key) + ": cannot read " + path);
  std::getline(file, out);
  while (!out.empty() && (out.back() == '\r' || out.back() == ' ')) out.pop_back();
  if (out.empty()) Complain(*table_.get(key), std::string(key) + ": " + path + " is empty");
}

void TableReader::Read(const char* key, std::map<std::string, std::string>& out) {
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

void TableReader::ReadFile(const char* key, std::string& out) {
  std::string path;
  Read(key, path);
  if (path.empty()) return;
  std::ifstream file(path, std::ios::binary);
  if (!file) return Complain(*table_.get(key), std::string(key) + ": cannot read " + path);
  out.assign(std::istreambuf_iterator<char>(file), {});
}

const toml::table* TableReader::Table(const char* key) {
  const toml::node* node = Find(key);
  if (node != nullptr && !node->is_table()) Complain(*node, std::string(key) + " must be a table");
  return node != nullptr ? node->as_table() : nullptr;
}

const toml::array* TableReader::Tables(const char* key) {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  const toml::array* array = node->as_array();
  if (array == nullptr || !array->is_array_of_tables()) {
    Complain(*node, "write [[" + std::string(key) + "]]");
    return nullptr;
  }
  return array;
}

void TableReader::Require(const char* key, bool present) {
  if (!present) Complain(table_, name_ + " needs " + key);
}

void TableReader::ReportUnknownKeys() {
  for (const auto& [key, node] : table_) {
    if (known_.contains(std::string(key.str()))) continue;
    Complain(node, "unknown key " + std::string(key.str()) + " in " + name_ + ", did you mean " +
                       Nearest(key.str(), known_) + "?");
  }
}

const toml::node* TableReader::Find(const char* key) {
  known_.insert(key);
  return table_.get(key);
}

void TableReader::Complain(const toml::node& node, const std::string& problem) {
  std::ostringstream line;
  line << origin_ << ":" << node.source().begin.line << ": " << problem;
  problems_.push_back(line.str());
}

}  // namespace custos::app
