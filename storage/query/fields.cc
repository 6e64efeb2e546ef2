// SPDX-License-Identifier: Apache-2.0
#include "storage/query/fields.h"

#include <algorithm>
#include <array>

namespace custos::storage::query {
namespace {

constexpr std::size_t kLongestName = 16;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string Lowered(std::string_view name) {
  std::string lowered(name);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), Lower);
  return lowered;
}

/// Levenshtein distance of two short words.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::array<std::size_t, kLongestName + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

const std::vector<FieldName>& FieldNames() {
  static const std::vector<FieldName> names = {
      {"from", Field::kSender},
      {"to", Field::kRecipient},
      {"with", Field::kParticipant},
      {"dept", Field::kDepartment},
      {"in", Field::kConversation},
      {"type", Field::kType},
      {"has", Field::kHas},
      {"channel", Field::kChannel},
      {"direction", Field::kRole},
      {"role", Field::kRole},
      {"rule", Field::kRule},
      {"category", Field::kCategory},
      {"verdict", Field::kVerdict},
      {"recalled", Field::kRecalled},
      {"before", Field::kTime},
      {"after", Field::kTime},
      {"on", Field::kTime},
      {"source", Field::kSource},
      {"employee", Field::kParticipant},
      {"customer", Field::kParticipant},
  };
  return names;
}

const FieldName* FindField(std::string_view name) {
  const std::string lowered = Lowered(name);
  const auto& names = FieldNames();
  const auto found = std::find_if(names.begin(), names.end(), [&](const FieldName& f) { return f.name == lowered; });
  return found == names.end() ? nullptr : &*found;
}

std::string_view NearestField(std::string_view name) {
  if (name.size() > kLongestName) return {};
  const std::string lowered = Lowered(name);
  std::string_view nearest;
  std::size_t least = name.size() <= 3 ? 2 : 3;  // changes that are too many
  for (const FieldName& field : FieldNames()) {
    const std::size_t distance = Distance(lowered, field.name);
    if (distance >= least) continue;
    least = distance;
    nearest = field.name;
  }
  return nearest;
}

}  // namespace custos::storage::query
