// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>

#include "server/api/providers.h"
#include "server/packet/packet_service.h"
#include "storage/alert_store.h"
#include "storage/directory_store.h"
#include "storage/media_store.h"
#include "storage/reader.h"
#include "storage/saved_search_store.h"
#include "storage/user_store.h"

namespace custos::testing {

using server::api::CategoryInfo;
using server::api::CheckpointView;
using server::api::LocalText;
using server::api::PackInfo;
using server::api::RuleInfo;
using server::api::SystemStatus;
using server::api::VerifyProgress;

/// A small invented company in memory: 华东 has the employee zhang.wei, who talks to the customer wm-0001. Scopes are
/// honoured, so that tests can see what a caller would see.

class ManualClock final : public Clock {
 public:
  TimeMs Now() const override { return now; }
  std::atomic<TimeMs> now{1'772'352'930'250};  // 2026-03-01T08:15:30.250Z
};

class FakeUserStore final : public storage::UserStore {
 public:
  Result<std::uint64_t> CountUsers() override;
  Result<storage::User> CreateUser(const storage::User& user) override;
  Result<storage::User> UpdateUser(const storage::User& user) override;
  Result<std::optional<storage::User>> FindByLogin(const std::string& login) override;
  Result<std::optional<storage::User>> FindById(std::uint64_t id) override;
  Result<std::vector<storage::User>> ListUsers() override;
  Status CreateSession(const storage::Session& session) override;
  Result<std::optional<std::pair<storage::Session, storage::User>>> FindSession(const std::string& token_hash,
                                                                                TimeMs now) override;
  Status DeleteSession(const std::string& token_hash) override;
  Status DeleteSessionsOf(std::uint64_t user_id) override;
  Status Audit(const storage::AuditEntry& entry) override;
  Result<storage::AuditPage> ListAudit(const storage::AuditFilter& filter) override;

  /// Actions in the trail so far.
  std::vector<std::string> AuditActions() const;
  std::atomic<bool> audit_fails{false};
  storage::AuditFilter audit_filter;  ///< what was asked for last

 private:
  mutable std::mutex mutex_;
  std::map<std::uint64_t, storage::User> users_;
  std::map<std::string, storage::Session> sessions_;
  std::vector<storage::AuditEntry> audit_;
};

/// One conversation of three messages; the second one has an image and is what the alert is about.
class FakeReader final : public storage::Reader {
 public:
  static constexpr std::uint64_t kMessage = 101;
  static constexpr char kCustomer[] = "wm-0001";
  static ConversationId Conversation() { return ConversationId::Of("wecom:test", "wm-0001|zhang.wei"); }
  static storage::MessageView MessageWithId(std::uint64_t id);
  static bool Sees(const storage::Scope& scope);

  Result<storage::SearchPage> Search(const storage::Scope& scope, const storage::SearchQuery& query) override;
  Result<storage::SearchFacets> CountFacets(const storage::Scope& scope, const storage::SearchQuery& query) override;
  Result<storage::ConversationPage> ReadConversation(const storage::Scope& scope, const ConversationId& conversation,
                                                     std::uint64_t anchor, std::size_t before,
                                                     std::size_t after) override;
  Result<storage::ConversationView> GetConversation(const storage::Scope& scope,
                                                    const ConversationId& conversation) override;
  Result<std::vector<storage::SimilarConversation>> FindSimilar(const storage::Scope& scope,
                                                                const ConversationId& conversation,
                                                                std::size_t limit) override;
  Result<std::string> ReadOriginal(const storage::Scope& scope, std::uint64_t message_id) override;
  Result<storage::MediaView> GetMedia(const storage::Scope& scope, std::uint64_t message_id,
                                      std::uint32_t position) override;

  storage::SearchQuery last_query;
};

class FakeSavedSearches final : public storage::SavedSearchStore {
 public:
  Result<std::vector<storage::SavedSearch>> ListSearches(std::uint64_t user_id) override;
  Result<storage::SavedSearch> SaveSearch(const storage::SavedSearch& search) override;
  Status DeleteSearch(std::uint64_t id, std::uint64_t user_id) override;

 private:
  std::mutex mutex_;
  std::vector<storage::SavedSearch> searches_ = {{1, 1, "admin", "测试检索", true, {{"q", "微信"}}, 1'760'000'000'000}};
};

/// One alert, and as many events as a test adds.
class FakeAlertStore final : public storage::AlertStore {
 public:
  static constexpr std::uint64_t kAlert = 7;
  static constexpr char kRule[] = "0f6c6a0e-1111-4222-8333-000000000001";

  FakeAlertStore();
  Result<storage::AlertPage> List(const storage::Scope& scope, const storage::AlertFilter& filter) override;
  Result<storage::AlertView> Get(const storage::Scope& scope, std::uint64_t alert_id) override;
  Result<std::vector<storage::AlertDecision>> History(const storage::Scope& scope, std::uint64_t alert_id) override;
  Result<storage::AlertCounts> Counts(const storage::Scope& scope) override;
  Result<storage::AlertView> Decide(const storage::Scope& scope, std::uint64_t alert_id, std::uint64_t expected_version,
                                    storage::AlertState to, std::uint64_t user_id, const std::string& note,
                                    bool undo) override;
  Status Speak(const storage::Scope& scope, std::uint64_t alert_id, std::uint64_t user_id,
               const std::string& statement) override;
  Result<std::vector<storage::AlertEvent>> EventsSince(const storage::Scope& scope, std::uint64_t after_id,
                                                       std::size_t limit) override;
  Result<std::uint64_t> NewestEventId() override;

  void AddEvent(std::uint64_t id, const std::string& kind);
  storage::AlertFilter last_filter;
  std::size_t page_size = 1;  ///< how many copies of the alert a page holds
  std::atomic<int> event_queries{0};

 private:
  std::mutex mutex_;
  storage::AlertView alert_;
  std::vector<storage::AlertDecision> history_;
  std::vector<storage::AlertEvent> events_;
};

class FakeDirectory final : public storage::DirectoryStore {
 public:
  Status Apply(const DirectorySnapshot&) override { return {}; }
  Result<std::vector<storage::DepartmentView>> Departments(const storage::Scope& scope) override;
  Result<std::vector<storage::PersonView>> FindEmployees(const storage::Scope& scope, const std::string& text,
                                                         std::size_t limit) override;
  Result<std::vector<storage::PersonView>> FindCustomers(const storage::Scope& scope, const std::string& text,
                                                         std::size_t limit) override;
};

/// Holds one file: the first bytes of a PNG and a hundred more.
class FakeMedia final : public storage::MediaStore {
 public:
  static std::string Bytes();
  static std::string VoiceBytes();
  Result<std::unique_ptr<storage::MediaUpload>> Create() override;
  Result<std::uint64_t> Size(const Digest& content) override;
  Result<std::string> Read(const Digest& content, std::uint64_t offset, std::size_t length) override;
};

class FakeRules final : public server::api::RuleCatalog {
 public:
  PackInfo Pack() const override;
  std::vector<CategoryInfo> Categories() const override;
  std::vector<RuleInfo> Rules() const override;
  std::optional<LocalText> TitleOf(const std::string& rule_id) const override;
};

class FakeStatus final : public server::api::StatusProvider {
 public:
  Result<SystemStatus> Read() override;
  Result<std::optional<CheckpointView>> NewestCheckpoint() override;
  bool Ready() override { return ready; }
  std::atomic<bool> ready{true};
};

/// Packets whose content is what was ordered.
class FakePackets final : public server::packet::PacketMaker {
 public:
  Result<server::packet::Packet> Make(const storage::Scope& scope, const server::packet::PacketOrder& order) override;
  server::packet::PacketOrder last;
};

class FakeVerify final : public server::api::VerifyService {
 public:
  Result<std::string> Start() override;
  VerifyProgress Progress() const override;
};

}  // namespace custos::testing
