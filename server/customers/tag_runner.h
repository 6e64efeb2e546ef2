// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/change_hint.h"
#include "connectors/wecom/platform_reader.h"
#include "connectors/wecom/tag_calls.h"
#include "core/clock.h"
#include "storage/tag_store.h"

namespace custos::server::customers {

/// One company's platform. What it refers to outlives it.
struct TagPlatform {
  std::string source;  ///< of its directory
  wecom::ApiClient& api;
  wecom::PlatformReader& reader;
  std::function<void(const std::vector<wecom::ChangeHint>&)> look_again;  ///< what was written, for the directory
};

/// Writes what is wished to the platform, one call for all tags of a contact, and reads the company's tags. Whatever is
/// about to be asked is noted before and its outcome after, so that it may end anywhere: a call whose answer is missing
/// is looked up on the platform before it is made again.
class TagRunner {
 public:
  struct Parts {
    storage::TagStore& store;
    const Clock& clock;
    TimeMs catalogue_every = 600'000;  ///< between readings of the company's tags
    TimeMs first_pause = 5'000;        ///< after the platform could not be asked; doubles
    TimeMs longest_pause = 600'000;
  };

  explicit TagRunner(Parts parts) : parts_(parts) {}

  /// Before the first Tick.
  void Add(TagPlatform platform);
  bool Knows(const std::string& source) const { return companies_.contains(source); }

  /// A bounded piece of what is due; from one thread.
  void Tick();
  /// Reads the company's tags now; any thread. kInvalid "tag.no_platform"; errors as TagCalls.
  Status Refresh(const std::string& source);
  /// nullptr for a company whose platform cannot be asked.
  wecom::ApiClient* ApiOf(const std::string& source) const;
  std::stop_token stop_token() const { return stop_.get_token(); }
  /// Lets a Tick and every call return soon, from any thread.
  void Stop() { stop_.request_stop(); }

 private:
  using Wishes = std::vector<storage::TagWish>;

  struct Company {
    TagPlatform platform;
    TimeMs rests_until = 0;
    TimeMs pause = 0;
    TimeMs looked_at = 0;  ///< for the age of the tags
  };

  void ReadTags(Company& company);
  void Work(Company& company);
  /// False when the platform cannot be asked now.
  bool Write(Company& company, const Wishes& of_one_contact);
  bool Mark(Company& company, const Wishes& wishes);
  /// Which of these are to be written, after those whose answer is missing were looked up.
  bool FindOut(Company& company, Wishes& wishes);
  bool Judge(Company& company, const Wishes& wishes, const Error& error);
  void Settle(Company& company, const std::vector<storage::TagSettlement>& settlements, const Wishes& wishes);
  void Rest(Company& company, const std::string& code);

  const Parts parts_;
  std::map<std::string, Company> companies_;
  std::stop_source stop_;
};

}  // namespace custos::server::customers
