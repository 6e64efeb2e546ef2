// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/message.h"
#include "rules/facts.h"
#include "storage/people_store.h"

namespace custos::server {

/// What the directory said of people at one moment: departments with all above them, tags of customers. Filled once by
/// a store, then Sort, then only read, from any thread. A customer that has tags takes its id and 16 bytes, one that
/// has none takes nothing.
class PeoplePicture final : public storage::PeopleVisitor {
 public:
  void OnBorrower(const std::string& source, const std::string& directory) override;
  void OnDepartment(const std::string& source, const Department& department) override;
  void OnEmployee(const std::string& source, const std::string& id,
                  const std::vector<std::int64_t>& departments) override;
  void OnTag(const std::string& source, const CustomerTag& tag) override;
  void OnTagged(const std::string& source, const std::string& customer, const std::vector<std::string>& tags) override;
  /// Makes it ready to be asked.
  void Sort();

  /// What the message says of itself, and what is known of its people.
  rules::Facts Of(const Message& message) const;

 private:
  /// Employees of the same departments share these.
  struct Place {
    std::vector<std::string> own;
    std::vector<std::string> all;
  };
  struct TaggedCustomer {
    std::uint64_t begin = 0;  // of its id in `ids`
    std::uint32_t length = 0;
    std::uint32_t tags = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Source {
    std::map<std::int64_t, Department> departments;
    std::map<std::string, std::string> tag_names;
    std::map<std::vector<std::int64_t>, std::uint32_t> place_of;
    std::vector<Place> places;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> employees;
    std::map<std::vector<std::string>, std::uint32_t> tag_set_of;
    std::vector<std::vector<std::string>> tag_sets;  // ids and names
    std::string ids;
    std::vector<TaggedCustomer> customers;

    std::string_view IdOf(const TaggedCustomer& customer) const {
      return std::string_view(ids).substr(customer.begin, customer.length);
    }
  };

  static Place PlaceOf(const std::string& name, const Source& source, const std::vector<std::int64_t>& departments);
  static std::uint32_t TagSet(Source& source, std::vector<std::string> tags);
  static const std::vector<std::string>* TagsOf(const Source& source, std::string_view customer);

  std::unordered_map<std::string, Source> sources_;
  std::unordered_map<std::string, std::string> directories_;  // of sources that use another's
};

}  // namespace custos::server
