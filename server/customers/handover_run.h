// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "connectors/wecom/change_hint.h"
#include "connectors/wecom/handover_calls.h"
#include "connectors/wecom/handover_code.h"
#include "connectors/wecom/platform_reader.h"
#include "core/clock.h"
#include "storage/handover_store.h"

namespace custos::server::customers {

/// One company's platform. What it refers to outlives it.
struct HandoverPlatform {
  std::string source;  ///< of its directory
  wecom::ApiClient& api;
  wecom::PlatformReader& reader;
  std::function<void(const std::vector<wecom::ChangeHint>&)> look_again;  ///< what moved, for the directory
};

struct HandoverPace {
  std::chrono::milliseconds check{600'000};      ///< between looks at what is waiting, at first
  std::chrono::milliseconds longest{3'600'000};  ///< between looks, at most
};

/// One look at one handover: finds out about calls whose answer is missing, asks for what is planned, looks at what
/// waits. Whatever it is about to ask is written down before, its outcome in one commit after, so that it may end
/// anywhere and the next look goes on. On one thread.
class HandoverRun {
 public:
  HandoverRun(storage::HandoverStore& store, HandoverPlatform& platform, const Clock& clock, const HandoverPace& pace,
              const storage::HandoverView& handover, std::stop_token stop);

  Status Step();

 private:
  using Items = std::vector<storage::HandoverItem>;
  using Outcomes = std::vector<storage::HandoverOutcome>;

  Status FindOut(const Items& asked);
  Status Ask(const Items& planned);
  Status AskCustomers(const std::string& taker, const Items& items);
  Status AskPart(const std::string& taker, const Items& items);
  Status MoveGroups(const std::string& taker, const Items& items);
  Status Look(const Items& waiting);
  Result<std::map<std::string, std::vector<wecom::HandoverProgress>>> ProgressOf(const std::string& taker);
  storage::HandoverOutcome OutcomeOf(const storage::HandoverItem& item,
                                     const std::vector<wecom::HandoverProgress>* told) const;
  storage::HandoverOutcome OutcomeOfGroup(const storage::HandoverItem& item, int errcode);
  bool Owns(const std::string& group, const std::string& taker);
  Status Settle(const Items& items, Outcomes outcomes);
  Status Rest();
  wecom::HandoverPair Pair(const std::string& taker) const;
  TimeMs Tomorrow() const;

  storage::HandoverStore& store_;
  HandoverPlatform& platform_;
  wecom::HandoverCalls calls_;
  const Clock& clock_;
  const HandoverPace pace_;
  const storage::HandoverView handover_;
  const std::stop_token stop_;
  std::string problem_;  ///< code of what the platform refuses or cannot do now
};

}  // namespace custos::server::customers
