// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/reader.h"
#include "storage/scope.h"

namespace custos::storage {

/// What became of a wish. Values are stored; never renumber.
enum class TagWishState : std::uint8_t {
  kWaiting = 0,
  kDone = 1,
  kRefused = 2,
  kOvertaken = 3,  ///< somebody changed it on the platform after the wish
  kReplaced = 4,   ///< by a newer wish of the contrary
};

std::string_view ToString(TagWishState state);  ///< waiting, done, refused, overtaken, replaced
std::optional<TagWishState> ParseTagWishState(std::string_view name);

struct TagRef {
  std::string source;  ///< of the directory
  std::string id;
};

struct TagInfo {
  std::string id;
  std::string name;
  std::int64_t order = 0;
  std::uint64_t relations = 0;  ///< that have it; 0 unless asked for
};

struct TagGroupInfo {
  std::string source;
  std::string id;  ///< empty: tags whose group was not told yet
  std::string name;
  std::int64_t order = 0;
  std::vector<TagInfo> tags;
};

/// One company's tags on its platform.
struct TagSync {
  std::string source;
  TimeMs read_at = 0;   ///< when they were last read; 0: never
  std::string problem;  ///< code of what keeps wishes from being written; empty: nothing does
  std::uint64_t waiting = 0;
};

struct TagCatalogue {
  std::vector<TagGroupInfo> groups;
  std::vector<TagSync> companies;
};

/// Tags that customers are to have, or not any more.
struct TagOrder {
  std::vector<std::uint64_t> customers;
  TagRef tag;
  bool add = true;
  std::string employee;  ///< only on this one's contacts; empty: as the store chooses
  std::string cause;     ///< person, or what wished it: "grade"
  std::uint64_t user_id = 0;
  std::string user_name;
};

/// What an order means for one customer.
struct TagOutcome {
  std::uint64_t customer = 0;
  std::uint64_t waiting = 0;   ///< contacts where it is to be written
  std::uint64_t standing = 0;  ///< contacts where it is so already
  std::string refused;         ///< code when there is none of either: "tag.no_relation"
};

struct TagWish {
  std::uint64_t id = 0;
  std::uint64_t customer = 0;
  PersonView employee;
  std::string contact;  ///< the customer's id within the source
  TagRef tag;
  std::string tag_name;
  bool add = true;
  TagWishState state = TagWishState::kWaiting;
  std::string code;  ///< why it is not written, or not yet
  std::uint32_t attempts = 0;
  TimeMs asked_at = 0;  ///< of a call whose answer is missing; 0: there is none
  TimeMs created_at = 0;
  TimeMs changed_at = 0;
  TimeMs due_at = 0;
  std::string cause;
  std::string user_name;
};

/// A contact of a customer with its tags.
struct TaggedContact {
  PersonView employee;
  std::string contact;
  bool stands = true;
  bool serves = false;  ///< by the ledger
  std::vector<TagInfo> tags;
};

struct CustomerTags {
  std::vector<TaggedContact> contacts;  ///< within the scope
  std::vector<TagWish> wishes;          ///< of these, the newest first: all that wait, and of the others the last 20
};

/// What came of asking the platform.
struct TagSettlement {
  std::uint64_t wish = 0;
  TagWishState state = TagWishState::kWaiting;  ///< kWaiting: it is asked again
  std::string code = {};
  TimeMs due_at = 0;
  bool unanswered = false;  ///< kWaiting: nobody knows whether it was written
};

/// The company's tags and what is to be written of them to the platform. A wish is kept before the platform is asked,
/// its outcome after, so that a crash in between costs nothing: writing the same again changes nothing. Thread-safe.
class TagStore {
 public:
  virtual ~TagStore() = default;

  /// Tags that stand, groups and tags in the platform's order.
  virtual Result<TagCatalogue> Catalogue(bool count) = 0;
  /// As the platform told them at `read_at`; what is not among them was deleted. An older one changes nothing.
  virtual Status PutCatalogue(const std::string& source, const std::vector<TagGroupInfo>& groups, TimeMs read_at) = 0;
  /// True when it was never read, is older than this, or has tags whose group is not known.
  virtual Result<bool> IsCatalogueOld(const std::string& source, TimeMs older_than) = 0;

  /// Of each customer, a tag goes to the contact of who serves him, if he is among the contacts, else to all that
  /// stand; it comes off all that have it. Contacts outside the scope are none. kNotFound "tag.not_found".
  virtual Result<std::vector<TagOutcome>> Wish(const Scope& scope, const TagOrder& order) = 0;
  virtual Result<CustomerTags> Of(const Scope& scope, std::uint64_t customer) = 0;
  /// The newest first; with an id only those before it.
  virtual Result<std::vector<TagWish>> List(std::optional<TagWishState> state, std::uint64_t before,
                                            std::size_t limit) = 0;

  /// Wishes that wait and are due, those of one contact together.
  virtual Result<std::vector<TagWish>> Due(const std::string& source, std::size_t limit) = 0;
  /// Before the platform is asked: which of these are to be written. Those that came true by themselves are done.
  virtual Result<std::vector<std::uint64_t>> Asking(const std::vector<std::uint64_t>& wishes) = 0;
  /// What was done stands in the contact's tags and its history with the same commit.
  virtual Status Settle(const std::vector<TagSettlement>& settlements) = 0;
  /// Whether the platform told of a change to this contact since.
  virtual Result<bool> ChangedSince(const std::string& source, const std::string& employee, const std::string& contact,
                                    TimeMs since) = 0;
  /// What keeps wishes of this company from being written; empty: nothing does.
  virtual Status SetProblem(const std::string& source, const std::string& code) = 0;
};

}  // namespace custos::storage
