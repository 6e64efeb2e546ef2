// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/postgres/tag_rows.h"

namespace custos::storage {

/// Whoever changes wishes or tags of a company does so one after the other: held until the transaction ends. When the
/// tags were last read.
TimeMs HoldTags(db::Connection& connection, int source);

/// Those of one customer's contacts that an order is about.
std::vector<const TagContact*> ContactsFor(const std::vector<const TagContact*>& contacts, const TagOrder& order);

/// What an order leads to, put together before it is written. HoldTags comes first; `order` outlives it.
class TagWishes {
 public:
  struct Open {
    std::uint64_t id = 0;
    bool wanted = false;
    bool asked = false;  ///< a call is under way, or its answer is missing
    bool by_person = false;
  };
  struct Made {
    std::string employee;
    std::string contact;
    std::uint64_t id = 0;
  };

  TagWishes(db::Connection& connection, int source, const TagOrder& order)
      : connection_(connection), source_(source), order_(order) {}

  /// Learns which wishes for the tag wait at these contacts.
  void Load(const std::vector<TagContact>& contacts);
  /// Null when none waits.
  const Open* Waiting(const TagContact& contact) const;
  void Add(const TagContact& contact, TagOutcome& outcome);
  std::vector<Made> Write(TimeMs now);

 private:
  db::Connection& connection_;
  const int source_;
  const TagOrder& order_;
  std::map<std::pair<std::string, std::string>, Open> open_;  ///< by employee and contact
  std::vector<std::string> replaced_employees_, replaced_;
  std::vector<std::string> employees_, parties_;
  std::vector<std::int64_t> customers_;
  std::vector<std::int32_t> asked_;
};

}  // namespace custos::storage
