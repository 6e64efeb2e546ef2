// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <vector>

#include "server/studio/backtest_service.h"
#include "server/studio/pack_service.h"
#include "storage/backtest_store.h"
#include "storage/history.h"
#include "storage/pack_store.h"
#include "storage/token_store.h"

namespace custos::testing {

/// A pack of one rule in memory: 微信转我 by a rep, but not 请勿微信转我. `extra` becomes a second word.
storage::PackFiles SmallPack(const std::string& extra = {});
inline constexpr char kSmallRule[] = "0f6c6a0e-1111-4222-8333-000000000001";  // of FakeAlertStore's alert, too

class FakePackStore final : public storage::PackStore {
 public:
  Result<storage::PackPage> List(const std::vector<storage::PackState>& states, const std::string& cursor,
                                 std::size_t limit) override;
  Result<storage::PackVersion> Get(std::uint64_t id) override;
  Result<std::optional<storage::PackVersion>> Newest(storage::PackState state) override;
  Result<std::optional<storage::PackVersion>> FindContent(const Digest& content) override;
  Result<storage::PackFiles> Files(std::uint64_t id) override;
  Result<std::vector<storage::PackEvent>> History(std::uint64_t id) override;
  Result<storage::PackVersion> Create(const storage::NewPack& pack) override;
  Result<storage::PackVersion> Save(std::uint64_t id, std::uint64_t revision, const storage::PackFiles& files,
                                    const storage::PackFacts& facts, const storage::PackActor& by, TimeMs at) override;
  Result<storage::PackVersion> Move(std::uint64_t id, std::uint64_t revision, const storage::PackMove& move) override;
  Status Delete(std::uint64_t id) override;
  Status SetShadow(std::uint64_t id, const std::string& result) override;

 private:
  struct Kept {
    storage::PackVersion version;
    storage::PackFiles files;
    std::vector<storage::PackEvent> events;
  };

  std::mutex mutex_;
  std::map<std::uint64_t, Kept> kept_;
};

/// Holds the pack that was put in force last.
class FakeSwitch final : public server::studio::PackSwitch {
 public:
  Status PutInForce(std::shared_ptr<const rules::RuleSet> rules, const storage::PackVersion& version) override;
  std::shared_ptr<const rules::RuleSet> InForce() const override;

  std::atomic<int> swaps{0};

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const rules::RuleSet> rules_;
};

class FakeBacktestStore final : public storage::BacktestStore {
 public:
  Result<storage::Backtest> Create(const storage::Backtest& backtest) override;
  Result<bool> Beat(std::uint64_t id, const storage::BacktestProgress& progress, TimeMs now) override;
  Status Finish(std::uint64_t id, storage::JobState state, const std::string& problem, const std::string& result,
                const std::vector<storage::BacktestSample>& samples, TimeMs now) override;
  Status SetLookBack(std::uint64_t id, const std::string& look_back) override;
  Status Cancel(std::uint64_t id) override;
  Result<storage::Backtest> Get(std::uint64_t id) override;
  Result<storage::BacktestPage> List(std::uint64_t version_id, const std::string& cursor, std::size_t limit) override;
  Result<storage::SamplePage> Samples(const storage::Scope& scope, std::uint64_t id,
                                      const storage::SampleFilter& filter) override;

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, storage::Backtest> kept_;
  std::map<std::uint64_t, std::vector<storage::BacktestSample>> samples_;
  std::map<std::uint64_t, bool> cancelled_;
};

/// A past of messages that a test adds, `part_size` to a part; message n is leaf n.
class FakeHistory final : public storage::History {
 public:
  void Add(Message message);

  Result<storage::LeafRange> Find(TimeMs from, TimeMs until) override;
  Result<std::vector<storage::HistoryPart>> Read(std::uint64_t from, std::size_t max_bytes) override;
  Result<std::vector<storage::PastMessage>> Decode(const storage::HistoryPart& part, TimeMs from,
                                                   TimeMs until) const override;
  Result<std::optional<storage::MessageRef>> Locate(const std::string& source, const std::string& key) override;
  Result<std::vector<storage::PastAlert>> Alerts(const storage::LeafRange& range) override;
  Result<std::vector<std::uint64_t>> AlertsOfRule(const std::string& rule_id, std::size_t limit) override;
  Result<std::vector<storage::RuleHits>> Hits(TimeMs hits_since, TimeMs decided_since) override;
  Result<storage::JudgementPage> Judgements(std::uint64_t before, std::size_t limit) override;

  std::size_t part_size = 7;
  std::vector<storage::PastAlert> alerts;
  std::vector<std::uint64_t> alerts_of_rule;

 private:
  std::vector<Message> messages_;
};

class FakeTokenStore final : public storage::TokenStore {
 public:
  explicit FakeTokenStore(storage::UserStore& users) : users_(users) {}

  Result<storage::ApiToken> CreateToken(const storage::ApiToken& token) override;
  Result<std::optional<std::pair<storage::ApiToken, storage::User>>> FindToken(const std::string& token_hash,
                                                                               TimeMs now) override;
  Result<std::vector<storage::ApiToken>> ListTokens(std::uint64_t user_id) override;
  Status DeleteToken(std::uint64_t id, std::uint64_t user_id) override;
  Status CountChecks(TimeMs now, std::uint64_t allowed, std::uint64_t warned, std::uint64_t blocked) override;

  std::atomic<int> lookups{0};

 private:
  storage::UserStore& users_;
  std::mutex mutex_;
  std::map<std::uint64_t, storage::ApiToken> kept_;
};

/// Counts what a look back would have written.
class FakeLookBack final : public server::studio::LookBackWriter {
 public:
  Result<server::studio::RaisedCount> Raise(const rules::RuleSet& rules,
                                            const std::vector<server::studio::PastAlerts>& found) override;
  std::atomic<std::uint64_t> raised{0};
};

}  // namespace custos::testing
