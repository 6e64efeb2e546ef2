// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fakes.h"

#include <algorithm>

namespace custos::testing {
namespace {

using storage::Scope;

constexpr char kSource[] = "wecom:test";
constexpr TimeMs kSentAt = 1'772'352'000'000;

storage::PersonView Employee() { return {kSource, PartyKind::kStaff, "zhang.wei", "张伟", "华东"}; }
storage::PersonView Outsider() { return {kSource, PartyKind::kExternal, FakeReader::kCustomer, "王女士", ""}; }

Error Missing() { return {ErrorKind::kNotFound, "storage.not_found", "no such object"}; }

Digest FileDigest() { return Sha256(FakeMedia::Bytes()); }

Digest VoiceDigest() { return Sha256(FakeMedia::VoiceBytes()); }

}  // namespace

bool FakeReader::Sees(const Scope& scope) {
  if (scope.kind == Scope::Kind::kAll) return true;
  if (scope.kind == Scope::Kind::kDepartments) {
    return std::any_of(scope.departments.begin(), scope.departments.end(), [](const auto& d) { return d.id == 2; });
  }
  return scope.kind == Scope::Kind::kOwn &&
         std::any_of(scope.employees.begin(), scope.employees.end(), [](const auto& e) { return e.id == "zhang.wei"; });
}

storage::MessageView FakeReader::MessageWithId(std::uint64_t id) {
  storage::MessageView message;
  message.ref = {id, Conversation(), kSentAt + static_cast<TimeMs>(id) * 1000};
  message.source = kSource;
  message.seq = id;
  message.key = "test-" + std::to_string(id);
  message.action = "send";
  message.type = "text";
  message.from = id % 2 == 0 ? Outsider() : Employee();
  message.role = id % 2 == 0 ? Role::kCustomer : Role::kRep;
  message.text = id == kMessage ? "您好，货款直接微信转我就行" : "好的，测试消息";
  message.detail = R"({"note":"test"})";
  if (id == kMessage) {
    message.quote = Quote{"王女士", "怎么付款"};
    message.media = {{0, "image", "图 1.png", FakeMedia::Bytes().size(), 0, "stored", FileDigest()},
                     {1, "voice", "", 0, 3, "pending", std::nullopt},
                     {2, "voice", "", FakeMedia::VoiceBytes().size(), 1, "stored", VoiceDigest()}};
    message.alert_ids = {FakeAlertStore::kAlert};
  } else {
    message.recalled_at = kSentAt + 60'000;
  }
  return message;
}

Result<storage::SearchPage> FakeReader::Search(const Scope& scope, const storage::SearchQuery& query) {
  last_query = query;
  storage::SearchPage page;
  page.total_exact = true;
  if (!Sees(scope)) return page;
  auto message = MessageWithId(kMessage);
  const auto at = query.text.empty() ? std::string::npos : message.text.find(query.text);
  if (at != std::string::npos) {
    message.hits = {{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + query.text.size())}};
  }
  page.items = {message};
  page.next_cursor = "next";
  page.estimated_total = 1;
  return page;
}

Result<storage::SearchFacets> FakeReader::CountFacets(const Scope& scope, const storage::SearchQuery& query) {
  last_query = query;
  storage::SearchFacets facets;
  facets.exact = true;
  facets.total = facets.counted = Sees(scope) ? 1 : 0;
  facets.facets = {{"employee", {{"zhang.wei", kSource, "张伟", 1}}},
                   {"type", {{"text", "", "", 1}}},
                   {"rule", {{FakeAlertStore::kRule, "", "", 1}}}};
  facets.histogram = {{kSentAt, kSentAt + 3'600'000, 1}};
  return facets;
}

Result<storage::ConversationPage> FakeReader::ReadConversation(const Scope& scope, const ConversationId& conversation,
                                                               std::uint64_t anchor, std::size_t before, std::size_t) {
  if (!Sees(scope) || conversation != Conversation()) return Missing();
  storage::ConversationPage page;
  for (const auto id : {kMessage - 1, kMessage, kMessage + 1}) {
    if (before > 0 || id >= anchor) page.items.push_back(MessageWithId(id));
  }
  page.more_before = true;
  return page;
}

Result<storage::ConversationView> FakeReader::GetConversation(const Scope& scope, const ConversationId& conversation) {
  if (!Sees(scope) || conversation != Conversation()) return Missing();
  return storage::ConversationView{
      Conversation(), kSource,       ConversationKind::kSingle, "张伟 · 王女士", {Employee(), Outsider()}, 3,
      kSentAt,        kSentAt + 3000};
}

Result<std::vector<storage::SimilarConversation>> FakeReader::FindSimilar(const Scope& scope,
                                                                          const ConversationId& conversation,
                                                                          std::size_t) {
  const auto found = GetConversation(scope, conversation);
  if (!found) return found.error();
  return std::vector<storage::SimilarConversation>{{*found, 0.5}};
}

Result<std::vector<storage::SavedSearch>> FakeSavedSearches::ListSearches(std::uint64_t user_id) {
  const std::lock_guard lock(mutex_);
  std::vector<storage::SavedSearch> visible;
  for (const auto& search : searches_) {
    if (search.shared || search.owner_id == user_id) visible.push_back(search);
  }
  return visible;
}

Result<storage::SavedSearch> FakeSavedSearches::SaveSearch(const storage::SavedSearch& search) {
  const std::lock_guard lock(mutex_);
  searches_.push_back(search);
  searches_.back().id = searches_.size();
  return searches_.back();
}

Status FakeSavedSearches::DeleteSearch(std::uint64_t id, std::uint64_t user_id) {
  const std::lock_guard lock(mutex_);
  const auto erased = std::erase_if(
      searches_, [&](const auto& search) { return search.id == id && (user_id == 0 || search.owner_id == user_id); });
  if (erased == 0) return Error{ErrorKind::kNotFound, "search.not_found", "no such saved search"};
  return {};
}

Result<std::string> FakeReader::ReadOriginal(const Scope& scope, std::uint64_t message_id) {
  if (!Sees(scope) || message_id != kMessage) return Missing();
  return std::string(R"({"msgid":"test-101"})");
}

Result<storage::MediaView> FakeReader::GetMedia(const Scope& scope, std::uint64_t message_id, std::uint32_t position) {
  const auto message = MessageWithId(kMessage);
  if (!Sees(scope) || message_id != kMessage || position >= message.media.size()) return Missing();
  return message.media[position];
}

FakeAlertStore::FakeAlertStore() {
  alert_.alert_id = kAlert;
  alert_.version = 1;
  alert_.category = "private_payment";
  alert_.severity = Severity::kHigh;
  alert_.message = FakeReader::MessageWithId(FakeReader::kMessage);
  const auto begin = static_cast<std::uint32_t>(alert_.message.text.find("微信转我"));
  alert_.findings = {{kRule, "1.0.0", "private_payment", Severity::kHigh, {{begin, begin + 12}}, ""}};
  alert_.employee = Employee();
  alert_.counterpart = Outsider();
  alert_.conversation_title = "张伟 · 王女士";
  alert_.created_at = kSentAt;
}

Result<storage::AlertPage> FakeAlertStore::List(const Scope& scope, const storage::AlertFilter& filter) {
  const std::scoped_lock lock(mutex_);
  last_filter = filter;
  storage::AlertPage page;
  if (!FakeReader::Sees(scope)) return page;
  page.items.assign(page_size, alert_);
  page.total = page_size;
  return page;
}

Result<storage::AlertView> FakeAlertStore::Get(const Scope& scope, std::uint64_t alert_id) {
  const std::scoped_lock lock(mutex_);
  if (!FakeReader::Sees(scope) || alert_id != kAlert) return Missing();
  return alert_;
}

Result<std::vector<storage::AlertDecision>> FakeAlertStore::History(const Scope& scope, std::uint64_t alert_id) {
  const std::scoped_lock lock(mutex_);
  if (!FakeReader::Sees(scope) || alert_id != kAlert) return Missing();
  return history_;
}

Result<storage::AlertCounts> FakeAlertStore::Counts(const Scope& scope) {
  const std::uint64_t one = FakeReader::Sees(scope) ? 1 : 0;
  return storage::AlertCounts{{{"new", one}}, {{"high", one}}, {{"private_payment", one}}};
}

Result<storage::AlertView> FakeAlertStore::Decide(const Scope& scope, std::uint64_t alert_id,
                                                  std::uint64_t expected_version, storage::AlertState to,
                                                  std::uint64_t user_id, const std::string& note, bool undo) {
  const std::scoped_lock lock(mutex_);
  if (!FakeReader::Sees(scope) || alert_id != kAlert) return Missing();
  if (alert_.version != expected_version) return Error{ErrorKind::kConflict, "storage.version", "changed"};
  history_.push_back({500 + history_.size(), alert_id, alert_.state, to, user_id, "测试员", kSentAt, note, undo});
  alert_.state = to;
  ++alert_.version;
  alert_.decided_by = "测试员";
  alert_.decided_at = kSentAt;
  alert_.note = note;
  return alert_;
}

Status FakeAlertStore::Speak(const Scope& scope, std::uint64_t alert_id, std::uint64_t user_id,
                             const std::string& statement) {
  const std::scoped_lock lock(mutex_);
  if (!FakeReader::Sees(scope) || alert_id != kAlert) return Missing();
  history_.push_back(
      {500 + history_.size(), alert_id, alert_.state, alert_.state, user_id, "张伟", kSentAt, statement, false});
  return {};
}

Result<std::vector<storage::AlertEvent>> FakeAlertStore::EventsSince(const Scope& scope, std::uint64_t after_id,
                                                                     std::size_t limit) {
  const std::scoped_lock lock(mutex_);
  ++event_queries;
  std::vector<storage::AlertEvent> events;
  if (!FakeReader::Sees(scope)) return events;
  for (const auto& event : events_) {
    if (event.id > after_id && events.size() < limit) events.push_back(event);
  }
  return events;
}

Result<std::uint64_t> FakeAlertStore::NewestEventId() {
  const std::scoped_lock lock(mutex_);
  return events_.empty() ? std::uint64_t{0} : events_.back().id;
}

void FakeAlertStore::AddEvent(std::uint64_t id, const std::string& kind) {
  const std::scoped_lock lock(mutex_);
  events_.push_back({id, kAlert, kind, Severity::kHigh, "private_payment", storage::AlertState::kNew});
}

Result<std::vector<storage::DepartmentView>> FakeDirectory::Departments(const Scope&) {
  return std::vector<storage::DepartmentView>{{kSource, 1, 0, "测试公司", 0}, {kSource, 2, 1, "华东", 1}};
}

Result<std::vector<storage::PersonView>> FakeDirectory::FindEmployees(const Scope& scope, const std::string&,
                                                                      std::size_t) {
  if (!FakeReader::Sees(scope)) return std::vector<storage::PersonView>{};
  return std::vector<storage::PersonView>{Employee()};
}

Result<std::vector<storage::PersonView>> FakeDirectory::FindCustomers(const Scope& scope, const std::string&,
                                                                      std::size_t) {
  if (!FakeReader::Sees(scope)) return std::vector<storage::PersonView>{};
  return std::vector<storage::PersonView>{Outsider()};
}

std::string FakeMedia::Bytes() { return std::string("\x89PNG\r\n\x1a\n", 8) + std::string(100, 'x'); }

Result<std::unique_ptr<storage::MediaUpload>> FakeMedia::Create() {
  class Upload final : public storage::MediaUpload {
   public:
    Status Write(std::string_view chunk) override {
      bytes_ += chunk;
      return {};
    }
    std::uint64_t size() const override { return bytes_.size(); }
    std::string md5() const override { return Md5Hex(bytes_); }
    Result<Digest> Commit() override { return Sha256(bytes_); }

   private:
    std::string bytes_;
  };
  return std::unique_ptr<storage::MediaUpload>(std::make_unique<Upload>());
}

// A second of silence.
std::string FakeMedia::VoiceBytes() { return "#!AMR\n" + std::string(50, '\x7C'); }

Result<std::uint64_t> FakeMedia::Size(const Digest& content) {
  if (content == VoiceDigest()) return std::uint64_t{VoiceBytes().size()};
  if (content != FileDigest()) return Missing();
  return std::uint64_t{Bytes().size()};
}

Result<std::string> FakeMedia::Read(const Digest& content, std::uint64_t offset, std::size_t length) {
  if (content == VoiceDigest()) return VoiceBytes().substr(offset, length);
  if (content != FileDigest()) return Missing();
  return Bytes().substr(offset, length);
}

PackInfo FakeRules::Pack() const { return {std::string(64, 'a'), "test", "1.0.0", 1, kSentAt}; }

std::vector<CategoryInfo> FakeRules::Categories() const {
  return {{"private_payment", {"私自收款", "Private payment"}, 1}};
}

std::vector<RuleInfo> FakeRules::Rules() const {
  return {{FakeAlertStore::kRule,
           "1.0.0",
           {"微信转账", "Transfer by chat"},
           {"测试", "Test"},
           "private_payment",
           Severity::kHigh,
           "stable"}};
}

std::optional<LocalText> FakeRules::TitleOf(const std::string& rule_id) const {
  if (rule_id != FakeAlertStore::kRule) return std::nullopt;
  return Rules().front().title;
}

Result<SystemStatus> FakeStatus::Read() {
  SystemStatus status;
  server::api::SourceView source;
  source.source = kSource;
  source.kind = "wecom";
  source.state = "running";
  source.lag_seconds = 4;
  source.last_success_at = kSentAt;
  source.gaps = {{5, 9}};
  source.gap_count = 5;
  status.sources = {source};
  status.queue_capacity = 64;
  status.callbacks = {{.company = "test", .received = 12, .forged = 1, .waiting = 2, .oldest_at = kSentAt}};
  status.channels = {{.channel = "duty", .waiting = 1, .sent = 5, .oldest_at = kSentAt, .problem = "notify.refused"}};
  status.consents = {{.source = "wecom:test",
                      .answered = 24,
                      .problem = "wecom.errcode_301053",
                      .problem_detail = "archive not enabled"}};
  status.messages_per_s = 12.5;
  status.tree_size = 1000;
  status.checkpoint = NewestCheckpoint().value();
  status.schema_version = 1;
  status.started_at = kSentAt;
  return status;
}

Result<std::optional<CheckpointView>> FakeStatus::NewestCheckpoint() {
  return std::optional<CheckpointView>({1000, "cm9vdA==", kSentAt, "test.example/archive\n1000\ncm9vdA==\n"});
}

Result<std::string> FakeVerify::Start() { return std::string("running"); }

VerifyProgress FakeVerify::Progress() const {
  return {"failed", kSentAt, kSentAt + 1000, 1000, {{"record_changed", 17, "leaf hash differs"}}};
}

Result<server::packet::Packet> FakePackets::Make(const storage::Scope& scope,
                                                 const server::packet::PacketOrder& order) {
  last = order;
  if (!FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "archive.no_message", "no such message"};
  if (order.id == 102) return Error{ErrorKind::kInvalid, "packet.too_large", "too many messages"};
  auto file = server::packet::ScratchFile::Create("/tmp");
  if (!file) return file.error();
  if (const Status written = (*file)->Write("PK" + order.reason); !written) return written.error();
  return server::packet::Packet{
      .file = std::move(*file), .file_name = "custos-message-101-200.zip", .messages = 1, .tree_size = 200};
}

}  // namespace custos::testing
