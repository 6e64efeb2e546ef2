// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_desk.h"

#include "tests/support/fakes/fakes.h"

namespace custos::testing {
namespace {

constexpr TimeMs kNow = 1'760'000'000'000;

Error NoScript() { return {ErrorKind::kNotFound, "script.not_found", ""}; }
Error NoFolder() { return {ErrorKind::kNotFound, "script_folder.not_found", ""}; }

storage::ScriptFolder Folder() { return {1, 0, "报价", 0}; }

storage::Script PriceList() {
  storage::Script script;
  script.id = 1;
  script.content = {
      .folder = 1, .title = "价格表", .text = "{{customer}}您好", .tags = {"报价"}, .position = 0, .active = true};
  script.changed_at = kNow;
  script.changed_by = "admin";
  const std::string bytes = FakeMedia::Bytes();
  script.file = storage::ScriptFile{Sha256(bytes), "价格.png", "image/png", bytes.size()};
  script.copied = 2;
  return script;
}

}  // namespace

storage::CustomerNote FakeFollowUps::Written() {
  storage::CustomerNote note;
  note.id = 1;
  note.customer = 1;
  note.writer_id = 3;
  note.writer_name = "rep";
  note.at = kNow;
  note.now = {1, kNow, 3, "rep", {storage::NoteKind::kCall, "想要样册", {"寄样册", kNow + 1000, 0}}};
  note.past = {{0, kNow, 3, "rep", {storage::NoteKind::kCall, "想要", {}}}};
  return note;
}

Result<storage::CustomerNote> FakeFollowUps::Write(const storage::Scope& scope, std::uint64_t customer,
                                                   const storage::NoteContent& content,
                                                   const storage::NoteActor& actor) {
  if (customer != 1 || !FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "customer.not_found", ""};
  last_content = content;
  last_actor = actor;
  storage::CustomerNote note = Written();
  note.now.content = content;
  return note;
}

Result<storage::CustomerNote> FakeFollowUps::Change(const storage::Scope& scope, std::uint64_t id,
                                                    std::uint64_t version, const storage::NoteChange& change,
                                                    const storage::NoteActor& actor) {
  if (id != 1 || !FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "note.not_found", ""};
  if (version != 1) return Error{ErrorKind::kConflict, "note.changed", ""};
  if (change.text && actor.name != "rep") return Error{ErrorKind::kDenied, "note.not_yours", ""};
  last_actor = actor;
  return Written();
}

Status FakeFollowUps::Remove(const storage::Scope& scope, std::uint64_t id, std::uint64_t version,
                             const storage::NoteActor& actor) {
  if (id != 1 || !FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "note.not_found", ""};
  if (version != 1) return Error{ErrorKind::kConflict, "note.changed", ""};
  last_actor = actor;
  return {};
}

Result<storage::NotePage> FakeFollowUps::List(const storage::Scope& scope, const storage::NoteQuery& query) {
  last_list = query;
  if (query.customer != 1 || !FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "customer.not_found", ""};
  return storage::NotePage{{Written()}, ""};
}

Result<storage::FollowUpPage> FakeFollowUps::Due(const storage::Scope& scope, const storage::FollowUpQuery& query) {
  last_due = query;
  storage::FollowUpPage page;
  if (!FakeReader::Sees(scope)) return page;
  page.items = {{Written(), "王女士"}};
  page.total = 1;
  return page;
}

Result<storage::NoteCounts> FakeFollowUps::Count(std::uint64_t, TimeMs, TimeMs) {
  return storage::NoteCounts{{{storage::NoteKind::kCall, 2}}, 1, 1};
}

Result<std::vector<storage::ScriptFolder>> FakeScripts::Folders() { return std::vector{Folder()}; }

Result<storage::ScriptFolder> FakeScripts::SaveFolder(const storage::ScriptFolder& folder) {
  if (folder.id > 1 || folder.parent > 1) return NoFolder();
  storage::ScriptFolder saved = folder;
  if (saved.id == 0) saved.id = 2;
  return saved;
}

Status FakeScripts::RemoveFolder(std::uint64_t id) { return id == 1 ? Status() : Status(NoFolder()); }

Result<storage::ScriptPage> FakeScripts::List(const storage::ScriptQuery& query) {
  last_query = query;
  return storage::ScriptPage{{PriceList()}, ""};
}

Result<storage::Script> FakeScripts::Get(std::uint64_t id) {
  if (id != 1) return NoScript();
  storage::Script script = PriceList();
  script.content.active = active;
  script.content.valid_until = valid_until;
  return script;
}

Result<storage::Script> FakeScripts::Create(const storage::ScriptContent& content, const std::string&) {
  last_content = content;
  storage::Script script = PriceList();
  script.content = content;
  script.file.reset();
  return script;
}

Result<storage::Script> FakeScripts::Change(std::uint64_t id, std::uint64_t version,
                                            const storage::ScriptContent& content, const std::string& who) {
  if (id != 1) return NoScript();
  if (version != 1) return Error{ErrorKind::kConflict, "script.changed", ""};
  return Create(content, who);
}

Result<storage::Script> FakeScripts::SetFile(std::uint64_t id, const std::optional<storage::ScriptFile>& file,
                                             const std::string&) {
  if (id != 1) return NoScript();
  last_file = file;
  storage::Script script = PriceList();
  script.file = file;
  return script;
}

Status FakeScripts::CountUse(std::uint64_t id, storage::ScriptUse) { return id == 1 ? Status() : Status(NoScript()); }

Result<std::vector<storage::ScriptState>> FakeScripts::Past(std::uint64_t id) {
  if (id != 1) return NoScript();
  const storage::Script script = PriceList();
  return std::vector<storage::ScriptState>{{1, kNow - 1000, "officer", script.content, script.file}};
}

Result<server::api::PlatformFile> FakePlatformFiles::Prepare(const storage::ScriptFile& file) {
  if (refusal) return *refusal;
  return server::api::PlatformFile{file.type == "image/png" ? "image" : "file", "media-1", kNow + 86'400'000};
}

namespace {

storage::DayReport ReportOf(std::int64_t day) {
  storage::DayReport report;
  report.id = 1;
  report.day = day;
  report.user_id = 3;
  report.user_name = "rep";
  report.employees = {{"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"}};
  report.handed_in_at = kNow;
  report.now = {2, kNow + 1000, "今天很顺利", ""};
  report.past = {{1, kNow, "今天顺利", ""}};
  report.readers = {{2, "officer", 1, kNow + 500}};
  return report;
}

Error NoReport() { return {ErrorKind::kNotFound, "day_report.not_found", ""}; }

}  // namespace

Result<storage::DayReport> FakeDayReports::HandIn(const storage::DayReportAuthor& who, std::int64_t of,
                                                  const std::string& text, const std::string& counted) {
  author = who;
  day = of;
  counts = counted;
  storage::DayReport report = ReportOf(of);
  report.now.text = text;
  report.now.counts = counted;
  return report;
}

Result<std::optional<storage::DayReport>> FakeDayReports::Own(std::uint64_t, std::int64_t) { return own; }

Result<storage::DayReport> FakeDayReports::Get(const storage::Scope& scope, std::uint64_t, std::uint64_t id) {
  if (id != 1 || !FakeReader::Sees(scope)) return NoReport();
  return ReportOf(20'000);
}

Result<storage::DayReportPage> FakeDayReports::List(const storage::Scope& scope, std::uint64_t,
                                                    const storage::DayReportQuery& query) {
  asked = query;
  storage::DayReportPage page;
  if (!FakeReader::Sees(scope)) return page;
  page.items = {ReportOf(query.day)};
  page.total = 1;
  return page;
}

Result<std::vector<storage::MissingReport>> FakeDayReports::Missing(const storage::Scope& scope,
                                                                    const storage::DayReportQuery&) {
  if (scope.kind != storage::Scope::Kind::kAll) return std::vector<storage::MissingReport>{};
  return std::vector<storage::MissingReport>{{4, "stranger", {}}};
}

Status FakeDayReports::MarkRead(const storage::Scope& scope, std::uint64_t, const std::string&, std::uint64_t id) {
  return id == 1 && FakeReader::Sees(scope) ? Status() : Status(NoReport());
}

Result<std::vector<storage::RecordedSource>> FakeTransparency::Recorded(const storage::Scope& scope) {
  std::vector<storage::RecordedSource> sources;
  if (scope.kind == storage::Scope::Kind::kOwn) sources.push_back({"wecom:test", 2, 30, kNow - 1000, kNow});
  return sources;
}

Result<std::vector<storage::LookCount>> FakeTransparency::Looks(const storage::Scope& scope, std::uint64_t user_id,
                                                                TimeMs) {
  asked_by = user_id;
  std::vector<storage::LookCount> looks;
  if (scope.kind == storage::Scope::Kind::kOwn) looks.push_back({storage::LookCount::What::kAlert, 3, 1, kNow});
  return looks;
}

}  // namespace custos::testing
