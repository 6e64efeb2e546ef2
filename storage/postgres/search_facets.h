// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "storage/postgres/sources.h"
#include "storage/reader.h"

namespace custos::storage {

/// Counts properties of messages that a search found. Made per request; throws db::Failure.
class FacetTally {
 public:
  FacetTally(db::Connection& connection, Sources& sources) : connection_(connection), sources_(sources) {}

  /// All at once: people and alerts are looked up in a few statements.
  void Add(const std::vector<MessageView>& messages);

  /// The ten most frequent values of each property, counts multiplied by `factor`.
  std::vector<Facet> Top(double factor);

 private:
  struct Key {
    std::string source;
    std::string value;
    auto operator<=>(const Key&) const = default;
  };
  struct Tally {
    std::uint64_t count = 0;
    std::string label;
  };
  using Property = std::map<Key, Tally>;

  void Count(const char* property, Key key, const std::string& label = {});
  void CountPeople(const std::map<ConversationId, std::uint64_t>& messages);
  void CountAlerts(const std::vector<MessageView>& messages);
  void NameDepartments();

  db::Connection& connection_;
  Sources& sources_;
  std::map<std::string, Property> properties_;
};

/// Borders of the bars between two times: hours, days, weeks or months of the company's zone, at most 62 bars.
std::vector<TimeMs> BarBorders(TimeMs from, TimeMs until);

}  // namespace custos::storage
