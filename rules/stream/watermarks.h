// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "core/clock.h"
#include "rules/stream/stream_item.h"

namespace custos::rules {

/// How far event time has come: the greatest sent_at seen, by source and over all. Never the wall clock. Cheap enough
/// to run over a whole archive before its conversations are judged in parallel. Not thread-safe.
class Watermarks {
 public:
  /// The item that this message is, and moves on behind it. The arguments must outlive the item.
  StreamItem Pass(const Message& message, const Facts& facts) {
    TimeMs& source = by_source_[message.source];
    const StreamItem item{message, facts, source, all_};
    Advance(&source, message.sent_at);
    return item;
  }
  void Restore(const std::string& source, TimeMs newest) { Advance(&by_source_[source], newest); }

  TimeMs Of(const std::string& source) const {
    const auto found = by_source_.find(source);
    return found == by_source_.end() ? 0 : found->second;
  }
  TimeMs all() const { return all_; }

 private:
  void Advance(TimeMs* source, TimeMs at) {
    *source = std::max(*source, at);
    all_ = std::max(all_, at);
  }

  std::map<std::string, TimeMs> by_source_;
  TimeMs all_ = 0;
};

}  // namespace custos::rules
