// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/wecom/api_client.h"
#include "core/clock.h"
#include "core/result.h"

namespace custos::wecom {

inline constexpr std::size_t kMostPerHandoverCall = 100;
inline constexpr std::size_t kMostGroupsPerDay = 300;  ///< of one giver

/// Between whom customers are handed over. Someone resigned (离职继承) has calls of his own (在职转接 for others).
struct HandoverPair {
  std::string giver;
  std::string taker;
  bool resigned = false;
};

/// What the platform answers for one customer or group.
struct HandoverAnswer {
  std::string id;
  int errcode = 0;
};

enum class HandoverStatus { kUnknown = 0, kDone = 1, kWaiting = 2, kRefused = 3, kTakerFull = 4, kNoRecord = 5 };

struct HandoverProgress {
  std::string customer;
  HandoverStatus status = HandoverStatus::kUnknown;
  TimeMs at = 0;  ///< of the take-over; in the future while it waits; 0 when not told
};

/// A customer of somebody who left, whom nobody has yet.
struct Unassigned {
  std::string giver;
  std::string customer;
  TimeMs left_at = 0;
};

/// The platform's calls for handing customers over (wecom.md 5.5). Errors as ApiClient; any thread.
class HandoverCalls {
 public:
  explicit HandoverCalls(ApiClient& api) : api_(api) {}

  /// Asks for at most kMostPerHandoverCall customers; an answer for each. `message` goes to customers of somebody who
  /// is still there, at most 200 characters; empty: the platform's own words.
  Result<std::vector<HandoverAnswer>> Ask(const HandoverPair& pair, std::span<const std::string> customers,
                                          const std::string& message, const std::stop_token& stop);
  /// How all handovers between these two stand; several entries for a customer who was asked for several times.
  Result<std::vector<HandoverProgress>> Progress(const HandoverPair& pair, const std::stop_token& stop);
  /// Hands at most kMostPerHandoverCall groups over; an answer for each, errcode 0 when it is done.
  Result<std::vector<HandoverAnswer>> MoveGroups(const HandoverPair& pair, std::span<const std::string> groups,
                                                 const std::stop_token& stop);
  /// All customers whom people who left have left behind.
  Result<std::vector<Unassigned>> UnassignedCustomers(const std::stop_token& stop);

 private:
  ApiClient& api_;
};

}  // namespace custos::wecom
