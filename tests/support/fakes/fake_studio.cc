// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_studio.h"

#include <algorithm>

#include "tests/support/fakes/fakes.h"

namespace custos::testing {

using storage::Backtest;

namespace {

Error NoBacktest() { return {ErrorKind::kNotFound, "backtest.not_found", ""}; }

}  // namespace

Result<Backtest> FakeBacktestStore::Create(const Backtest& backtest) {
  const std::scoped_lock lock(mutex_);
  Backtest made = backtest;
  made.id = kept_.size() + 1;
  kept_[made.id] = made;
  return made;
}

Result<bool> FakeBacktestStore::Beat(std::uint64_t id, const storage::BacktestProgress& progress, TimeMs now) {
  const std::scoped_lock lock(mutex_);
  kept_[id].progress = progress;
  kept_[id].heartbeat_at = now;
  return cancelled_[id];
}

Status FakeBacktestStore::Finish(std::uint64_t id, storage::JobState state, const std::string& problem,
                                 const std::string& result, const std::vector<storage::BacktestSample>& samples,
                                 TimeMs now) {
  const std::scoped_lock lock(mutex_);
  kept_[id].state = state;
  kept_[id].problem = problem;
  kept_[id].result = result;
  kept_[id].finished_at = now;
  samples_[id] = samples;
  return {};
}

Status FakeBacktestStore::SetLookBack(std::uint64_t id, const std::string& look_back) {
  const std::scoped_lock lock(mutex_);
  kept_[id].look_back = look_back;
  return {};
}

Status FakeBacktestStore::Cancel(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NoBacktest();
  cancelled_[id] = true;
  return {};
}

Result<Backtest> FakeBacktestStore::Get(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  if (!kept_.contains(id)) return NoBacktest();
  return kept_[id];
}

Result<storage::BacktestPage> FakeBacktestStore::List(std::uint64_t version_id, const std::string&, std::size_t) {
  const std::scoped_lock lock(mutex_);
  storage::BacktestPage page;
  for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
    if (version_id == 0 || kept->second.version_id == version_id) page.items.push_back(kept->second);
  }
  return page;
}

Result<storage::SamplePage> FakeBacktestStore::Samples(const storage::Scope& scope, std::uint64_t id,
                                                       const storage::SampleFilter& filter) {
  const std::scoped_lock lock(mutex_);
  storage::SamplePage page;
  if (!FakeReader::Sees(scope)) return page;
  for (const auto& sample : samples_[id]) {
    if (sample.gained != filter.gained) continue;
    storage::BacktestSampleView view;
    view.sample = sample;
    view.message = FakeReader::MessageWithId(FakeReader::kMessage);
    page.items.push_back(std::move(view));
  }
  return page;
}

void FakeHistory::Add(Message message) { messages_.push_back(std::move(message)); }

Result<storage::LeafRange> FakeHistory::Find(TimeMs, TimeMs) { return storage::LeafRange{0, messages_.size()}; }

Result<std::vector<storage::HistoryPart>> FakeHistory::Read(std::uint64_t from, std::size_t) {
  std::vector<storage::HistoryPart> parts;
  for (std::uint64_t at = from; at < messages_.size() && parts.size() < 3; at += part_size) {
    parts.push_back({at, std::min<std::uint64_t>(at + part_size, messages_.size()), {}});
  }
  return parts;
}

Result<std::vector<storage::PastMessage>> FakeHistory::Decode(const storage::HistoryPart& part, TimeMs from,
                                                              TimeMs until) const {
  std::vector<storage::PastMessage> messages;
  for (std::uint64_t i = part.first; i < part.end; ++i) {
    if (messages_[i].sent_at >= from && messages_[i].sent_at < until) messages.push_back({i, messages_[i]});
  }
  return messages;
}

Result<std::optional<storage::MessageRef>> FakeHistory::Locate(const std::string& source, const std::string& key) {
  for (std::uint64_t i = 0; i < messages_.size(); ++i) {
    if (messages_[i].source == source && messages_[i].key == key) {
      return std::optional(storage::MessageRef{i, messages_[i].conversation(), messages_[i].sent_at});
    }
  }
  return std::optional<storage::MessageRef>();
}

Result<std::vector<storage::PastAlert>> FakeHistory::Alerts(const storage::LeafRange&) { return alerts; }

Result<std::vector<std::uint64_t>> FakeHistory::AlertsOfRule(const std::string&, std::size_t) { return alerts_of_rule; }

Result<std::vector<storage::RuleHits>> FakeHistory::Hits(TimeMs, TimeMs) {
  return std::vector<storage::RuleHits>{{.rule_id = kSmallRule, .hits = 12, .decided = 4, .false_positives = 1}};
}

Result<storage::JudgementPage> FakeHistory::Judgements(std::uint64_t, std::size_t) {
  return storage::JudgementPage{
      {{.first = 0, .end = 10, .pack = {}, .judgements = 2, .alerts = 1, .from = 1, .until = 2, .results = {}}}, 0};
}

Result<storage::ApiToken> FakeTokenStore::CreateToken(const storage::ApiToken& token) {
  const std::scoped_lock lock(mutex_);
  storage::ApiToken made = token;
  made.id = kept_.size() + 1;
  const auto user = users_.FindById(token.user_id);
  if (user && user->has_value()) made.user_login = (*user)->login;
  kept_[made.id] = made;
  return made;
}

Result<std::optional<std::pair<storage::ApiToken, storage::User>>> FakeTokenStore::FindToken(
    const std::string& token_hash, TimeMs now) {
  ++lookups;
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, token] : kept_) {
    if (token.token_hash != token_hash || token.expires_at <= now) continue;
    const auto user = users_.FindById(token.user_id);
    if (user && user->has_value() && !(*user)->disabled) return std::optional(std::pair(token, **user));
  }
  return std::optional<std::pair<storage::ApiToken, storage::User>>();
}

Result<std::vector<storage::ApiToken>> FakeTokenStore::ListTokens(std::uint64_t user_id) {
  const std::scoped_lock lock(mutex_);
  std::vector<storage::ApiToken> tokens;
  for (const auto& [id, token] : kept_) {
    if (user_id == 0 || token.user_id == user_id) tokens.push_back(token);
  }
  return tokens;
}

Status FakeTokenStore::DeleteToken(std::uint64_t id, std::uint64_t user_id) {
  const std::scoped_lock lock(mutex_);
  const auto found = kept_.find(id);
  if (found == kept_.end() || (user_id != 0 && found->second.user_id != user_id)) {
    return Error{ErrorKind::kNotFound, "token.not_found", ""};
  }
  kept_.erase(found);
  return {};
}

Status FakeTokenStore::CountChecks(TimeMs, std::uint64_t, std::uint64_t, std::uint64_t) { return {}; }

Result<server::studio::RaisedCount> FakeLookBack::Raise(const rules::RuleSet&,
                                                        const std::vector<server::studio::PastAlerts>& found) {
  raised += found.size();
  return server::studio::RaisedCount{found.size(), 0};
}

}  // namespace custos::testing
