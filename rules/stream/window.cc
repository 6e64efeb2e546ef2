// SPDX-License-Identifier: Apache-2.0
#include "rules/stream/window.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace custos::rules {
namespace {

bool Compare(const Correlation& correlation, std::size_t count) {
  switch (correlation.comparison) {
    case CountComparison::kAtLeast: return count >= correlation.count;
    case CountComparison::kMore: return count > correlation.count;
    case CountComparison::kExactly: return count == correlation.count;
  }
  return false;
}

// What is inside a timespan that slides over the events.
class Sliding {
 public:
  explicit Sliding(const Correlation& correlation) : correlation_(correlation), seen_(correlation.rules.size(), 0) {}

  void Add(const GroupEvent& event) { Change(event, true); }
  void Remove(const GroupEvent& event) { Change(event, false); }

  bool Holds() const {
    switch (correlation_.type) {
      case CorrelationType::kEventCount: return Compare(correlation_, events_);
      case CorrelationType::kValueCount: return Compare(correlation_, values_.size());
      default: return std::all_of(seen_.begin(), seen_.end(), [](std::size_t n) { return n > 0; });
    }
  }

 private:
  void Change(const GroupEvent& event, bool add) {
    events_ += add ? 1 : -1;
    for (std::size_t r = 0; r < seen_.size(); ++r) {
      if (event.rules >> r & 1) seen_[r] += add ? 1 : -1;
    }
    if (correlation_.type != CorrelationType::kValueCount) return;
    const std::string value = ValueOf(*event.signal, correlation_.field);
    if (value.empty()) return;
    if (add) {
      ++values_[value];
    } else if (--values_[value] == 0) {
      values_.erase(value);
    }
  }

  const Correlation& correlation_;
  std::size_t events_ = 0;
  std::vector<std::size_t> seen_;
  std::map<std::string, std::size_t> values_;
};

std::vector<bool> HoldsInAnyOrder(const Correlation& correlation, const GroupEvents& events, std::size_t without) {
  std::vector<bool> holds(events.size(), false);
  Sliding sliding(correlation);
  std::size_t oldest = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i == without) continue;
    sliding.Add(events[i]);
    for (; events[i].at - events[oldest].at > correlation.timespan_ms; ++oldest) {
      if (oldest != without) sliding.Remove(events[oldest]);
    }
    holds[i] = sliding.Holds();
  }
  return holds;
}

// For every rule the latest start of a chain that has come so far; a message is one link, whatever it hits.
std::vector<bool> HoldsInOrder(const Correlation& correlation, const GroupEvents& events, std::size_t without) {
  constexpr TimeMs kNever = INT64_MIN / 2;
  std::vector<bool> holds(events.size(), false);
  std::vector<TimeMs> start(correlation.rules.size(), kNever);
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i == without) continue;
    for (std::size_t r = start.size(); r-- > 0;) {  // backwards: the link before must be an earlier message
      if (!(events[i].rules >> r & 1)) continue;
      const TimeMs began = r == 0 ? events[i].at : start[r - 1];
      start[r] = std::max(start[r], began);
      if (r + 1 == start.size()) holds[i] = events[i].at - began <= correlation.timespan_ms;
    }
  }
  return holds;
}

std::vector<std::size_t> Chain(const Correlation& correlation, const GroupEvents& events, std::size_t last) {
  std::vector<std::size_t> chain{last};
  for (std::size_t r = correlation.rules.size() - 1; r-- > 0;) {
    std::size_t i = chain.front();
    while (i > 0 && !(events[i - 1].rules >> r & 1)) --i;
    if (i == 0) break;
    chain.insert(chain.begin(), i - 1);
  }
  return chain;
}

}  // namespace

std::string ValueOf(const Signal& signal, GroupKey key) {
  switch (key) {
    case GroupKey::kEmployee: return signal.employee;
    case GroupKey::kCustomer: return signal.customer;
    case GroupKey::kConversation: return signal.conversation.Hex();
    case GroupKey::kDevice: return signal.device;
    case GroupKey::kDepartment: return {};
  }
  return {};
}

std::size_t Insert(GroupEvent event, GroupEvents* events) {
  for (std::size_t i = events->size(); i-- > 0 && (*events)[i].at >= event.at;) {
    GroupEvent& there = (*events)[i];
    if (there.signal->key != event.signal->key || there.signal->source != event.signal->source) continue;
    there.rules |= event.rules;
    return i;
  }
  const auto earlier = [](const GroupEvent& a, const GroupEvent& b) {
    return std::tie(a.at, a.order) < std::tie(b.at, b.order);
  };
  auto place = std::upper_bound(events->begin(), events->end(), event, earlier);
  auto index = static_cast<std::size_t>(place - events->begin());
  events->insert(place, std::move(event));
  if (events->size() <= kMaxGroupEvents) return index;
  events->erase(events->begin());
  return index == 0 ? kNone : index - 1;
}

std::vector<bool> HoldsAt(const Correlation& correlation, const GroupEvents& events, std::size_t without) {
  if (correlation.type == CorrelationType::kTemporalOrdered) return HoldsInOrder(correlation, events, without);
  return HoldsInAnyOrder(correlation, events, without);
}

std::vector<std::size_t> Reasons(const Correlation& correlation, const GroupEvents& events, std::size_t last) {
  if (correlation.type == CorrelationType::kTemporalOrdered) return Chain(correlation, events, last);
  std::vector<std::size_t> inside;
  for (std::size_t i = 0; i <= last; ++i) {
    if (events[last].at - events[i].at <= correlation.timespan_ms) inside.push_back(i);
  }
  return inside;
}

}  // namespace custos::rules
