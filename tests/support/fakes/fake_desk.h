// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/api/providers.h"
#include "storage/day_report_store.h"
#include "storage/follow_up_store.h"
#include "storage/script_store.h"
#include "storage/transparency.h"

namespace custos::testing {

/// One note, number 1, on customer 1, with a step and a past.
class FakeFollowUps final : public storage::FollowUpStore {
 public:
  static storage::CustomerNote Written();

  Result<storage::CustomerNote> Write(const storage::Scope& scope, std::uint64_t customer,
                                      const storage::NoteContent& content, const storage::NoteActor& actor) override;
  Result<storage::CustomerNote> Change(const storage::Scope& scope, std::uint64_t id, std::uint64_t version,
                                       const storage::NoteChange& change, const storage::NoteActor& actor) override;
  Status Remove(const storage::Scope& scope, std::uint64_t id, std::uint64_t version,
                const storage::NoteActor& actor) override;
  Result<storage::NotePage> List(const storage::Scope& scope, const storage::NoteQuery& query) override;
  Result<storage::FollowUpPage> Due(const storage::Scope& scope, const storage::FollowUpQuery& query) override;
  Result<storage::NoteCounts> Count(std::uint64_t user_id, TimeMs from, TimeMs until) override;

  storage::NoteContent last_content;
  storage::FollowUpQuery last_due;
  storage::NoteQuery last_list;
  storage::NoteActor last_actor;
};

/// One folder and one script, numbers 1; the script has an image.
class FakeScripts final : public storage::ScriptStore {
 public:
  Result<std::vector<storage::ScriptFolder>> Folders() override;
  Result<storage::ScriptFolder> SaveFolder(const storage::ScriptFolder& folder) override;
  Status RemoveFolder(std::uint64_t id) override;
  Result<storage::ScriptPage> List(const storage::ScriptQuery& query) override;
  Result<storage::Script> Get(std::uint64_t id) override;
  Result<storage::Script> Create(const storage::ScriptContent& content, const std::string& who) override;
  Result<storage::Script> Change(std::uint64_t id, std::uint64_t version, const storage::ScriptContent& content,
                                 const std::string& who) override;
  Result<storage::Script> SetFile(std::uint64_t id, const std::optional<storage::ScriptFile>& file,
                                  const std::string& who) override;
  Status CountUse(std::uint64_t id, storage::ScriptUse use) override;
  Result<std::vector<storage::ScriptState>> Past(std::uint64_t id) override;

  bool active = true;
  std::int64_t valid_until = 0;
  storage::ScriptQuery last_query;
  storage::ScriptContent last_content;
  std::optional<storage::ScriptFile> last_file;
};

/// Holds what is asked for until it is told to refuse.
class FakePlatformFiles final : public server::api::PlatformFiles {
 public:
  Result<server::api::PlatformFile> Prepare(const storage::ScriptFile& file) override;

  std::optional<Error> refusal;
};

/// The report of user 3, number 1, on whatever day is asked for; nothing came from user 4.
class FakeDayReports final : public storage::DayReportStore {
 public:
  Result<storage::DayReport> HandIn(const storage::DayReportAuthor& author, std::int64_t day, const std::string& text,
                                    const std::string& counts) override;
  Result<std::optional<storage::DayReport>> Own(std::uint64_t user_id, std::int64_t day) override;
  Result<storage::DayReport> Get(const storage::Scope& scope, std::uint64_t reader, std::uint64_t id) override;
  Result<storage::DayReportPage> List(const storage::Scope& scope, std::uint64_t reader,
                                      const storage::DayReportQuery& query) override;
  Result<std::vector<storage::MissingReport>> Missing(const storage::Scope& scope,
                                                      const storage::DayReportQuery& query) override;
  Status MarkRead(const storage::Scope& scope, std::uint64_t reader, const std::string& name,
                  std::uint64_t id) override;

  std::optional<storage::DayReport> own;  ///< what Own finds
  storage::DayReportAuthor author;
  storage::DayReportQuery asked;
  std::int64_t day = 0;
  std::string counts;
};

/// One source and looks of one kind, for scopes that are one's own.
class FakeTransparency final : public storage::Transparency {
 public:
  Result<std::vector<storage::RecordedSource>> Recorded(const storage::Scope& scope) override;
  Result<std::vector<storage::LookCount>> Looks(const storage::Scope& scope, std::uint64_t user_id,
                                                TimeMs since) override;

  std::uint64_t asked_by = 0;
};

}  // namespace custos::testing
