// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "core/result.h"

namespace custos::wecom {

inline constexpr std::size_t kMostCorpTags = 3'000;       ///< of a company, and on one customer by one employee
inline constexpr std::size_t kLongestTagName = 30;        ///< characters; of tags and of groups
inline constexpr std::uint32_t kHighestTagOrder = 99999;  ///< the larger, the further in front

/// A company's tag as the platform has it.
struct CorpTag {
  std::string id;
  std::string name;
  std::uint32_t order = 0;
};

struct CorpTagGroup {
  std::string id;
  std::string name;
  std::uint32_t order = 0;
  std::vector<CorpTag> tags;
};

/// Tags to be made: in a group that is there, or in a new one of this name.
struct CorpTagDraft {
  std::string group_id;
  std::string group_name;
  std::vector<std::string> names;
};

/// What is to be on a customer of an employee, and what not any more. Ids.
struct TagMark {
  std::string employee;
  std::string customer;
  std::vector<std::string> add;
  std::vector<std::string> remove;
};

/// The platform's calls for the company's tags (wecom.md 5.3). Any thread. Errors as ApiClient; what is wrong with a
/// tag, a name or a relation carries a code of TagRefusal in place of the errcode's.
class TagCalls {
 public:
  explicit TagCalls(ApiClient& api) : api_(api) {}

  /// The company's tags, without those that were deleted.
  Result<std::vector<CorpTagGroup>> List(const std::stop_token& stop);
  /// The group with what was made.
  Result<CorpTagGroup> Add(const CorpTagDraft& draft, const std::stop_token& stop);
  /// Of a tag or a group.
  Status Edit(const std::string& id, const std::optional<std::string>& name, std::optional<std::uint32_t> order,
              const std::stop_token& stop);
  /// Tags go off every customer; a group goes with all its tags.
  Status Remove(const std::vector<std::string>& tags, const std::vector<std::string>& groups,
                const std::stop_token& stop);
  /// The same twice is the same once.
  Status Mark(const TagMark& mark, const std::stop_token& stop);

 private:
  Result<std::string> Post(const char* call, const std::string& body, const std::stop_token& stop);

  ApiClient& api_;
};

/// What an errcode says about a tag, a name or a relation: "tag.not_found", "tag.name_taken", "tag.name_length",
/// "tag.too_many", "tag.no_relation", "tag.unknown_employee", "tag.unknown_customer"; empty for any other.
std::string TagRefusal(int errcode);

}  // namespace custos::wecom
