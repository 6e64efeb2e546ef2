// SPDX-License-Identifier: Apache-2.0
#include "tests/fault/facts.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "storage/format/bundle.h"
#include "storage/format/content.h"
#include "storage/format/record.h"

namespace custos::testing {
namespace {

template <class T>
T Require(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message);
  return std::move(result).value();
}

std::string Describe(const std::string& key, const storage::AlertFields& alert, const std::vector<Finding>& findings) {
  std::ostringstream line;
  line << key << ' ' << alert.category << ' ' << ToString(alert.severity);
  for (const Finding& finding : findings) {
    line << ' ' << finding.rule_id;
    for (const Span& span : finding.spans) line << ':' << span.begin << '-' << span.end;
  }
  return line.str();
}

class FactReader {
 public:
  void ReadSegment(const std::string& bytes) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
      std::size_t used = 0;
      const storage::Bundle bundle = Require(storage::Bundle::Decode(rest, &used));
      rest.remove_prefix(used);
      for (std::uint64_t index = bundle.first(); index < bundle.end(); ++index) ReadLeaf(bundle, index);
    }
  }

  ArchiveFacts Take() { return std::move(facts_); }

 private:
  void ReadLeaf(const storage::Bundle& bundle, std::uint64_t index) {
    ++facts_.leaves;
    const storage::Leaf leaf = Require(bundle.ReadLeaf(index));
    const storage::Record record = Require(storage::DecodeRecord(leaf.record));
    if (const auto* message = std::get_if<storage::MessageFields>(&record.fields)) {
      ++facts_.messages[message->key];
      keys_[index] = message->key;
    } else if (const auto* alert = std::get_if<storage::AlertFields>(&record.fields)) {
      ++facts_.alert_leaves;
      facts_.alerts.insert(
          Describe(keys_.at(alert->message_id), *alert, Require(storage::DecodeFindings(leaf.content))));
    }
  }

  ArchiveFacts facts_;
  std::unordered_map<std::uint64_t, std::string> keys_;
};

}  // namespace

ArchiveFacts ReadFacts(const std::filesystem::path& offline_copy) {
  std::set<std::filesystem::path> segments;
  for (const auto& entry : std::filesystem::directory_iterator(offline_copy / "bundles")) segments.insert(entry.path());
  FactReader reader;
  for (const std::filesystem::path& segment : segments) {
    std::ifstream file(segment, std::ios::binary);
    reader.ReadSegment(std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>()));
  }
  return reader.Take();
}

}  // namespace custos::testing
