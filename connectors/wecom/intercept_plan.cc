// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_plan.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace custos::wecom {
namespace {

struct Wanted {
  std::uint8_t weight = 0;
  std::string origin;
};

/// What is to be stopped in one way for one range.
struct Group {
  bool block = true;
  InterceptRange range;
  std::map<std::string, Wanted> words;
  std::map<std::uint8_t, Wanted> semantics;
  std::uint8_t weight = 0;
  std::size_t rules = 0;             ///< that it gets
  std::vector<InterceptRule> bins;   ///< that it is made of
  std::vector<bool> touched;         ///< whether a bin differs from what stands there
  std::vector<std::size_t> sources;  ///< of each bin: its place in `ours`, or kNew
};

constexpr std::size_t kNew = static_cast<std::size_t>(-1);

std::size_t RulesFor(std::size_t words) { return (words + kMostInterceptWords - 1) / kMostInterceptWords; }

/// A range in parts that one rule can have, departments in the first ones.
std::vector<InterceptRange> Parts(const InterceptRange& range) {
  const std::size_t longest = std::max(range.departments.size(), range.users.size());
  std::vector<InterceptRange> parts((longest + kMostInterceptPlaces - 1) / kMostInterceptPlaces);
  for (std::size_t i = 0; i < range.departments.size(); ++i) {
    parts[i / kMostInterceptPlaces].departments.push_back(range.departments[i]);
  }
  for (std::size_t i = 0; i < range.users.size(); ++i) {
    parts[i / kMostInterceptPlaces].users.push_back(range.users[i]);
  }
  return parts;
}

template <class Key>
void Want(std::map<Key, Wanted>& wanted, const Key& key, const InterceptWish& wish) {
  const auto [found, fresh] = wanted.try_emplace(key, Wanted{wish.weight, wish.origin});
  if (fresh || found->second.weight >= wish.weight) return;
  found->second = {wish.weight, wish.origin};
}

class Planner {
 public:
  Planner(const std::vector<InterceptRule>& ours, std::size_t others)
      : ours_(ours), used_(ours.size(), false), room_(kMostInterceptRules - std::min(others, kMostInterceptRules)) {}

  InterceptPlan Run(const std::vector<InterceptWish>& wishes) {
    for (const InterceptWish& wish : wishes) Gather(wish);
    DropWhatIsBlockedAnyway();
    Allot();
    for (Group* group : order_) TakeSame(*group);
    for (Group* group : order_) TakeOthers(*group);
    for (Group* group : order_) Fill(*group);
    return Finish();
  }

 private:
  void Unfit(const std::string& word, const std::string& origin, const char* reason) {
    plan_.unfit.push_back({word, origin, reason});
  }

  void Gather(const InterceptWish& wish) {
    InterceptRule shape;
    shape.range = wish.range;
    Tidy(shape);
    const std::vector<InterceptRange> parts = Parts(shape.range);
    for (const std::string& word : wish.words) {
      if (!IsInterceptWord(word)) Unfit(word, wish.origin, "intercept.word");
      if (IsInterceptWord(word) && parts.empty()) Unfit(word, wish.origin, "intercept.no_range");
    }
    for (const InterceptRange& part : parts) {
      Group& group = groups_[{wish.block, part}];
      group.block = wish.block;
      group.range = part;
      group.weight = std::max(group.weight, wish.weight);
      for (const std::string& word : wish.words) {
        if (IsInterceptWord(word)) Want(group.words, word, wish);
      }
      for (const std::uint8_t one : wish.semantics) Want(group.semantics, one, wish);
    }
  }

  void DropWhatIsBlockedAnyway() {
    for (auto& [key, group] : groups_) {
      if (group.block) continue;
      const auto blocked = groups_.find({true, group.range});
      if (blocked == groups_.end()) continue;
      for (const auto& [word, wanted] : blocked->second.words) group.words.erase(word);
      for (const auto& [one, wanted] : blocked->second.semantics) group.semantics.erase(one);
    }
  }

  // How many rules each group gets; what has no room is said.
  void Allot() {
    for (auto& [key, group] : groups_) order_.push_back(&group);
    std::stable_sort(order_.begin(), order_.end(), [](const Group* a, const Group* b) {
      return std::tuple(!a->block, -int{a->weight}, a->range.departments.empty()) <
             std::tuple(!b->block, -int{b->weight}, b->range.departments.empty());
    });
    for (Group* group : order_) {
      group->rules = std::min(RulesFor(group->words.size()), room_);
      room_ -= group->rules;
      if (group->words.empty() || group->rules == 0) {
        const char* const reason = group->words.empty() ? "intercept.no_word" : "intercept.full";
        for (const auto& [one, wanted] : group->semantics) Unfit("", wanted.origin, reason);
        group->semantics.clear();
      }
      LeaveOut(*group);
    }
  }

  // The lightest words of a group that are beyond its rules.
  void LeaveOut(Group& group) {
    const std::size_t most = group.rules * kMostInterceptWords;
    if (group.words.size() <= most) return;
    std::vector<std::pair<int, std::string>> lightest_last;
    for (const auto& [word, wanted] : group.words) lightest_last.emplace_back(-int{wanted.weight}, word);
    std::sort(lightest_last.begin(), lightest_last.end());
    for (std::size_t i = most; i < lightest_last.size(); ++i) {
      const auto found = group.words.find(lightest_last[i].second);
      Unfit(found->first, found->second.origin, "intercept.full");
      group.words.erase(found);
    }
  }

  std::size_t Kept(const Group& group, const InterceptRule& rule) const {
    return static_cast<std::size_t>(std::count_if(rule.words.begin(), rule.words.end(),
                                                  [&](const std::string& word) { return group.words.contains(word); }));
  }

  // Those of ours that fit and keep most words become rules of the group, as long as it needs any.
  template <class Fits>
  void Take(Group& group, const Fits& fits) {
    std::vector<std::tuple<std::size_t, std::string, std::size_t>> best;  // kept, id, place
    for (std::size_t i = 0; i < ours_.size(); ++i) {
      const std::size_t kept = used_[i] ? 0 : Kept(group, ours_[i]);
      if (kept > 0 && fits(ours_[i])) best.emplace_back(kept, ours_[i].id, i);
    }
    std::sort(best.begin(), best.end(), [](const auto& a, const auto& b) {
      return std::get<0>(a) != std::get<0>(b) ? std::get<0>(a) > std::get<0>(b) : std::get<1>(a) < std::get<1>(b);
    });
    for (const auto& [kept, id, place] : best) {
      if (group.bins.size() == group.rules) return;
      used_[place] = true;
      group.bins.push_back(ours_[place]);
      group.sources.push_back(place);
    }
  }

  void TakeSame(Group& group) {
    Take(group, [&](const InterceptRule& rule) { return rule.block == group.block && rule.range == group.range; });
  }

  void TakeOthers(Group& group) {
    Take(group, [](const InterceptRule&) { return true; });
    while (group.bins.size() < group.rules) {
      group.bins.emplace_back();
      group.sources.push_back(kNew);
    }
  }

  void Fill(Group& group) {
    std::set<std::string> left;
    for (const auto& [word, wanted] : group.words) left.insert(word);
    for (std::size_t i = 0; i < group.bins.size(); ++i) {
      InterceptRule& bin = group.bins[i];
      const bool same = group.sources[i] != kNew && bin.block == group.block && bin.range == group.range;
      bin.block = group.block;
      bin.range = group.range;
      const std::size_t before = bin.words.size();
      std::erase_if(bin.words, [&](const std::string& word) { return left.erase(word) == 0; });
      for (; bin.words.size() > kMostInterceptWords; bin.words.pop_back()) left.insert(bin.words.back());
      group.touched.push_back(!same || bin.words.size() != before);
    }
    PutIn(group, left);
    PutSemantics(group);
  }

  void PutIn(Group& group, std::set<std::string>& left) {
    std::vector<std::size_t> order(group.bins.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return std::tuple(!group.touched[a], group.bins[a].words.size()) <
             std::tuple(!group.touched[b], group.bins[b].words.size());
    });
    for (const std::size_t i : order) {
      std::vector<std::string>& words = group.bins[i].words;
      while (!left.empty() && words.size() < kMostInterceptWords) {
        words.push_back(std::move(left.extract(left.begin()).value()));
        group.touched[i] = true;
      }
    }
  }

  // All of them in one rule: where they are, else where something changes anyway.
  static void PutSemantics(Group& group) {
    if (group.bins.empty()) return;
    std::vector<std::uint8_t> wanted;
    for (const auto& [one, why] : group.semantics) wanted.push_back(one);
    std::size_t place = 0;
    for (std::size_t i = group.bins.size(); i-- > 0;) {
      if (group.touched[i]) place = i;
    }
    for (std::size_t i = group.bins.size(); i-- > 0;) {
      if (!wanted.empty() && group.bins[i].semantics == wanted) place = i;
    }
    for (InterceptRule& bin : group.bins) bin.semantics.clear();
    group.bins[place].semantics = wanted;
  }

  InterceptPlan Finish() {
    for (Group* group : order_) {
      for (std::size_t i = 0; i < group->bins.size(); ++i) {
        InterceptRule& bin = group->bins[i];
        Tidy(bin);
        if (!FitsItsName(bin)) bin.name = InterceptName(bin);
        plan_.rules.push_back(std::move(bin));
      }
    }
    for (std::size_t i = 0; i < ours_.size(); ++i) {
      if (!used_[i]) plan_.removals.push_back(ours_[i].id);
    }
    std::sort(plan_.unfit.begin(), plan_.unfit.end());
    plan_.unfit.erase(std::unique(plan_.unfit.begin(), plan_.unfit.end()), plan_.unfit.end());
    return std::move(plan_);
  }

  const std::vector<InterceptRule>& ours_;
  std::vector<bool> used_;
  std::size_t room_;
  std::map<std::pair<bool, InterceptRange>, Group> groups_;
  std::vector<Group*> order_;
  InterceptPlan plan_;
};

}  // namespace

InterceptPlan PlanIntercepts(const std::vector<InterceptWish>& wishes, const std::vector<InterceptRule>& ours,
                             std::size_t others) {
  return Planner(ours, others).Run(wishes);
}

}  // namespace custos::wecom
