// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

/// What a customer said to being archived. Values are stored; never renumber.
enum class ConsentState : std::uint8_t {
  kUnknown = 0,  ///< not asked yet, or the platform did not say
  kAgree = 1,
  kDisagree = 2,
  kDefault = 3,  ///< he said nothing: the platform counts it as a yes
};

/// Values are stored; never renumber.
enum class ConsentKind : std::uint8_t { kPair = 1, kGroup = 2 };

std::string_view ToString(ConsentState state);  ///< unknown, agree, disagree, default
std::string_view ToString(ConsentKind kind);    ///< pair, group
std::optional<ConsentState> ParseConsentState(std::string_view name);
std::optional<ConsentKind> ParseConsentKind(std::string_view name);

/// What the platform answered about one customer with one holder: an employee or a group.
struct ConsentFact {
  std::string holder;
  std::string customer;
  ConsentState state = ConsentState::kUnknown;
  TimeMs changed_at = 0;  ///< 0 when the platform does not say
  std::string code;       ///< why it did not say; then what was known stays
};

struct ConsentPairDue {
  std::string employee;
  std::string customer;
};

struct ConsentGroupDue {
  std::string group;
  std::vector<std::string> customers;
};

/// A row of the report.
struct ConsentView {
  ConsentKind kind = ConsentKind::kPair;
  std::optional<PersonView> employee;  ///< of a pair
  std::string group;                   ///< of a group
  std::string group_name;
  PersonView customer;
  std::uint64_t record = 0;  ///< of the customer; 0: there is none yet
  ConsentState state = ConsentState::kUnknown;
  TimeMs changed_at = 0;
  TimeMs asked_at = 0;  ///< 0: never
  std::string code;
};

struct ConsentFilter {
  ConsentKind kind = ConsentKind::kPair;
  std::optional<ConsentState> state;
  std::optional<EmployeeRef> employee;
  std::string cursor;
  std::size_t limit = 50;
};

struct ConsentPage {
  std::vector<ConsentView> items;  ///< by employee or group, then customer
  std::string next_cursor;
};

/// What customers said to being archived, as the platform told it. What it told before is kept for ever. Only pairs
/// count whose employee is there and has an archive seat, and whose contact stands. Thread-safe.
class ConsentStore {
 public:
  virtual ~ConsentStore() = default;

  /// Pairs with news since they were asked, then never asked, then asked at `before` or earlier, the oldest first.
  virtual Result<std::vector<ConsentPairDue>> DuePairs(const std::string& source, TimeMs before, std::size_t limit) = 0;
  /// The same for groups with outsiders and somebody who has a seat.
  virtual Result<std::vector<ConsentGroupDue>> DueGroups(const std::string& source, TimeMs before,
                                                         std::size_t limit) = 0;
  /// Notes answers, and what changed by them, in one commit. Told twice it changes nothing but the time of asking.
  virtual Status Put(const std::string& source, ConsentKind kind, const std::vector<ConsentFact>& facts) = 0;

  virtual Result<ConsentPage> List(const ConsentFilter& filter) = 0;
};

}  // namespace custos::storage
