// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace custos::app {

/// Reads one table of the settings file and remembers which keys exist, so that what is left over can be reported.
/// Every problem is put behind the others as "file:line: what is wrong"; a key that is missing leaves its value alone.
class TableReader {
 public:
  /// `name` as people write it, such as "[http]". Everything outlives the reader.
  TableReader(const toml::table& table, std::string name, const std::string& origin, std::vector<std::string>& problems)
      : table_(table), name_(std::move(name)), origin_(origin), problems_(problems) {}

  void Read(const char* key, std::string& out);
  void Read(const char* key, std::filesystem::path& out);
  void Read(const char* key, std::uint32_t& out, std::int64_t most = 1'000'000);
  void Read(const char* key, bool& out);
  void Read(const char* key, std::vector<std::string>& out);
  void Read(const char* key, std::vector<std::int64_t>& out);  ///< each from 1
  void Read(const char* key, std::map<std::string, std::string>& out);
  /// The first line of a file that the key names. Secrets come from files only, so that they never stand in a
  /// configuration that is shown or copied.
  void ReadSecret(const char* key, std::string& out);
  /// The whole of a file that the key names.
  void ReadFile(const char* key, std::string& out);

  const toml::table* Table(const char* key);  ///< nullptr when it is missing
  const toml::array* Tables(const char* key);

  /// A problem with the value of a key that stands there.
  void Refuse(const char* key, const std::string& problem) { Complain(*table_.get(key), problem); }
  /// A problem unless what the table cannot do without is `present`.
  void Require(const char* key, bool present);
  void ReportUnknownKeys();

 private:
  const toml::node* Find(const char* key);
  void Complain(const toml::node& node, const std::string& problem);

  const toml::table& table_;
  const std::string name_;
  const std::string& origin_;
  std::vector<std::string>& problems_;
  std::set<std::string> known_;
};

}  // namespace custos::app
