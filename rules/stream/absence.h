// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/signal.h"
#include "rules/stream/correlation.h"

namespace custos::rules {

/// One group of an absence: whether something waits for its answer. Of several messages without an answer the first
/// one counts, until there is an answer or a silence as long as the timespan. Each source waits by its own time, so
/// that one that lags behind raises nothing early.
class Absence {
 public:
  /// A message that has to be followed. The deadline, when it starts to wait.
  std::optional<TimeMs> Open(std::shared_ptr<const Signal> signal, TimeMs timespan_ms);
  /// The message that follows. One that arrives out of order answers everything said before it arrived.
  void Answer(const Signal& signal, TimeMs timespan_ms);
  /// What waits in the source for this deadline and got no answer; null when nothing does. At most once.
  std::shared_ptr<const Signal> Expire(const std::string& source, TimeMs deadline, TimeMs timespan_ms);

  TimeMs last_at() const;

 private:
  struct Waiting {
    std::shared_ptr<const Signal> first;
    TimeMs last_at = 0;
    bool closed = false;  // answered, but too late
    bool told = false;
  };

  std::map<std::string, Waiting> waiting_;  // by source
  TimeMs answered_at_ = 0;
};

}  // namespace custos::rules
