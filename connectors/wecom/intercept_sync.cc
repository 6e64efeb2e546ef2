// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/intercept_sync.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "connectors/wecom/intercept_writer.h"

namespace custos::wecom {
namespace {

constexpr char kRefusedCode[] = "wecom.errcode_41083";
constexpr char kSemanticsCode[] = "wecom.errcode_41084";
constexpr TimeMs kRefusedFor = TimeMs{7} * 86'400'000;
constexpr int kRounds = 3;

std::vector<std::string> Minus(const std::vector<std::string>& from, const std::vector<std::string>& without) {
  std::vector<std::string> rest;
  std::set_difference(from.begin(), from.end(), without.begin(), without.end(), std::back_inserter(rest));
  return rest;
}

/// One run.
class Sync {
 public:
  Sync(InterceptCalls& calls, const Clock& clock, InterceptMemory& memory, const InterceptSync::Keep& keep,
       const std::stop_token& stop)
      : calls_(calls), now_(clock.Now()), memory_(memory), keep_(keep), stop_(stop), writer_(calls, stop) {}

  InterceptOutcome Run(const std::vector<InterceptWish>& wishes) {
    std::erase_if(memory_.refused, [&](const RefusedWord& one) { return one.at + kRefusedFor <= now_; });
    for (int round = 0; round < kRounds; ++round) {
      again_ = false;
      out_.unfit.clear();
      if (const Status done = Round(wishes, round == 0); !done) {
        SayProblem(done.error());
        break;
      }
      if (!again_) break;
    }
    if (again_ && out_.problem.empty()) out_.problem = "intercept.unsettled";
    if (writer_.altered && out_.problem.empty()) out_.problem = "intercept.altered";
    return Finish();
  }

 private:
  void SayProblem(const Error& error) {
    out_.problem = error.code;
    out_.problem_detail = error.message;
  }

  Status Round(const std::vector<InterceptWish>& wishes, bool first) {
    if (const Status read = Read(first); !read) return read;
    const std::vector<InterceptWish> possible = WithoutRefused(wishes);
    std::vector<InterceptRule> ours;
    for (const auto& [id, rule] : writer_.standing()) ours.push_back(rule);
    const InterceptPlan plan = PlanIntercepts(possible, ours, out_.others);
    out_.planned = plan.rules.size();
    out_.unfit.insert(out_.unfit.end(), plan.unfit.begin(), plan.unfit.end());
    origins_.clear();
    for (const InterceptWish& wish : wishes) {
      for (const std::string& word : wish.words) origins_.emplace(word, wish.origin);
    }
    return Apply(plan);
  }

  Status Read(bool first) {
    whole_ = false;
    const auto entries = calls_.List(stop_);
    if (!entries) return entries.error();
    writer_.standing().clear();
    out_.others = 0;
    std::set<std::string> seen;
    for (const InterceptEntry& entry : *entries) {
      seen.insert(entry.id);
      const auto known = memory_.rules.find(entry.id);
      if (!IsOurInterceptName(entry.name) && known == memory_.rules.end()) {
        ++out_.others;
        continue;
      }
      Result<InterceptRule> rule = calls_.Get(entry.id, stop_);
      if (!rule && rule.error().kind == ErrorKind::kNotFound) continue;  // gone since the list was made
      if (!rule) return rule.error();
      if (first && !FitsItsName(*rule)) {
        Drifted(IsOurInterceptName(rule->name) ? "edited" : "renamed", entry.id,
                known == memory_.rules.end() ? rule->name : known->second);
      }
      writer_.standing()[entry.id] = std::move(*rule);
    }
    for (const auto& [id, name] : memory_.rules) {
      if (first && !seen.contains(id)) Drifted("removed", id, name);
    }
    whole_ = true;
    return {};
  }

  void Drifted(const char* what, const std::string& id, const std::string& name) {
    out_.drift.push_back({what, id, name, now_});
  }

  std::vector<InterceptWish> WithoutRefused(const std::vector<InterceptWish>& wishes) {
    std::map<std::string, std::string> refused;
    for (const RefusedWord& one : memory_.refused) refused[one.word] = one.code;
    std::vector<InterceptWish> rest = wishes;
    for (InterceptWish& wish : rest) {
      std::erase_if(wish.words, [&](const std::string& word) {
        const auto found = refused.find(word);
        if (found != refused.end()) out_.unfit.push_back({word, wish.origin, found->second});
        return found != refused.end();
      });
    }
    return rest;
  }

  // What stands is changed first; where there is no room for new rules, those that are not needed go before.
  Status Apply(const InterceptPlan& plan) {
    std::vector<InterceptRule> added;
    for (const InterceptRule& rule : plan.rules) {
      if (rule.id.empty()) {
        added.push_back(rule);
        continue;
      }
      const InterceptRule& now = writer_.standing().at(rule.id);
      if (SameEffect(now, rule) && now.name == rule.name) continue;
      if (const Status put = Put(rule); !put) return put;
    }
    const bool room = out_.others + writer_.standing().size() + added.size() <= kMostInterceptRules;
    if (!room) {
      if (const Status removed = RemoveAll(plan.removals); !removed) return removed;
    }
    for (const InterceptRule& rule : added) {
      if (const Status put = Put(rule); !put) return put;
    }
    return room ? RemoveAll(plan.removals) : Status();
  }

  Status RemoveAll(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      const InterceptRule was = writer_.standing().at(id);
      memory_.rules.erase(id);
      if (const Status kept = keep_(memory_); !kept) return kept;
      if (const Status removed = writer_.Remove(id); !removed) return removed;
      out_.changes.push_back({"removed", id, was.name, was.block, {}, was.words});
    }
    return {};
  }

  Status Put(const InterceptRule& rule) {
    const std::map<std::string, InterceptRule> before = writer_.standing();
    const Status put = writer_.Put(rule);
    TellChanges(before);
    KeepRefusals(rule);
    if (put) return {};
    if (put.error().kind == ErrorKind::kNotFound && !rule.id.empty()) {
      again_ = true;
      return {};
    }
    if (put.error().kind != ErrorKind::kInvalid && put.error().kind != ErrorKind::kNotFound) return put;
    for (const std::string& word : rule.words) out_.unfit.push_back({word, OriginOf(word), put.error().code});
    SayProblem(put.error());
    return {};
  }

  void TellChanges(const std::map<std::string, InterceptRule>& before) {
    for (const auto& [id, rule] : writer_.standing()) {
      const auto was = before.find(id);
      if (was == before.end()) {
        out_.changes.push_back({"added", id, rule.name, rule.block, rule.words, {}});
      } else if (!SameEffect(was->second, rule) || was->second.name != rule.name) {
        out_.changes.push_back({"changed", id, rule.name, rule.block, Minus(rule.words, was->second.words),
                                Minus(was->second.words, rule.words)});
      }
    }
    for (const auto& [id, rule] : before) {
      if (!writer_.standing().contains(id))
        out_.changes.push_back({"removed", id, rule.name, rule.block, {}, rule.words});
    }
  }

  void KeepRefusals(const InterceptRule& rule) {
    for (const std::string& word : writer_.refused_words) {
      memory_.refused.push_back({word, kRefusedCode, now_});
      out_.unfit.push_back({word, OriginOf(word), kRefusedCode});
    }
    if (writer_.refused_semantics) out_.unfit.push_back({"", OriginOf(rule.words.front()), kSemanticsCode});
    writer_.refused_words.clear();
    writer_.refused_semantics = false;
  }

  std::string OriginOf(const std::string& word) const {
    const auto found = origins_.find(word);
    return found == origins_.end() ? std::string() : found->second;
  }

  InterceptOutcome Finish() {
    if (whole_) {
      memory_.rules.clear();
      for (const auto& [id, rule] : writer_.standing()) memory_.rules[id] = rule.name;
    }
    if (const Status kept = keep_(memory_); !kept && out_.problem.empty()) SayProblem(kept.error());
    out_.standing = writer_.standing().size();
    for (const auto& [id, rule] : writer_.standing()) out_.words += rule.words.size();
    std::sort(out_.unfit.begin(), out_.unfit.end());
    out_.unfit.erase(std::unique(out_.unfit.begin(), out_.unfit.end()), out_.unfit.end());
    return std::move(out_);
  }

  InterceptCalls& calls_;
  const TimeMs now_;
  InterceptMemory& memory_;
  const InterceptSync::Keep& keep_;
  const std::stop_token& stop_;
  InterceptWriter writer_;
  InterceptOutcome out_;
  std::map<std::string, std::string> origins_;  // of words
  bool again_ = false;                          // what stands is not what was read: read once more
  bool whole_ = false;                          // all of ours was read
};

}  // namespace

InterceptOutcome InterceptSync::Run(const std::vector<InterceptWish>& wishes, InterceptMemory& memory, const Keep& keep,
                                    const std::stop_token& stop) {
  return Sync(calls_, clock_, memory, keep, stop).Run(wishes);
}

}  // namespace custos::wecom
