// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/scope.h"

namespace custos::storage {

/// What a note is about. Values are stored; never renumber.
enum class NoteKind : std::uint8_t { kNote = 1, kCall = 2, kVisit = 3, kOther = 4 };

std::string_view ToString(NoteKind kind);  ///< note, call, visit, other
std::optional<NoteKind> ParseNoteKind(std::string_view name);

/// What is to be done next. An empty text: nothing.
struct NextStep {
  std::string text;
  TimeMs due_at = 0;   ///< 0 without a step
  TimeMs done_at = 0;  ///< 0 while it is open

  bool operator==(const NextStep&) const = default;
};

struct NoteContent {
  NoteKind kind = NoteKind::kNote;
  std::string text;
  NextStep step;

  bool operator==(const NoteContent&) const = default;
};

/// How a note read from `at` on, and who made it so.
struct NoteState {
  std::uint64_t version = 1;
  TimeMs at = 0;
  std::uint64_t user_id = 0;
  std::string user_name;
  NoteContent content;
};

/// A note on a customer. What was removed is only hidden, and every former text is kept.
struct CustomerNote {
  std::uint64_t id = 0;
  std::uint64_t customer = 0;  ///< the record that stands for him now
  std::uint64_t writer_id = 0;
  std::string writer_name;
  TimeMs at = 0;                ///< when it was written
  NoteState now;                ///< as it reads
  std::vector<NoteState> past;  ///< oldest first; empty when it never changed
  TimeMs removed_at = 0;        ///< by its writer; 0: it stands
};

/// Members that are nullopt stay as they are.
struct NoteChange {
  std::optional<NoteKind> kind;
  std::optional<std::string> text;
  std::optional<std::string> step;  ///< empty: there is none any more
  std::optional<TimeMs> due_at;
  std::optional<bool> done;
};

/// The user who writes or changes.
struct NoteActor {
  std::uint64_t id = 0;
  std::string name;
};

struct NotePage {
  std::vector<CustomerNote> items;
  std::string next_cursor;
};

struct NoteQuery {
  std::uint64_t customer = 0;
  bool open = false;     ///< only with a step that is not done, the first due first; else all, the newest first
  bool removed = false;  ///< those too that were removed
  std::string cursor;
  std::size_t limit = 50;
};

/// A step that somebody set himself.
struct FollowUp {
  CustomerNote note;  ///< without its past
  std::string customer_name;
};

/// Open steps of a user that are due in [from, until), the first due first. 0 = open end.
struct FollowUpQuery {
  std::uint64_t user_id = 0;
  TimeMs from = 0;
  TimeMs until = 0;
  std::string cursor;
  std::size_t limit = 50;
};

struct FollowUpPage {
  std::vector<FollowUp> items;
  std::string next_cursor;
  std::uint64_t total = 0;  ///< on all pages
};

/// What a user wrote and finished in a time.
struct NoteCounts {
  std::map<NoteKind, std::uint64_t> written;
  std::uint64_t customers = 0;  ///< with a note of his
  std::uint64_t steps_done = 0;
};

/// Notes and next steps. What lies outside the scope does not exist for the caller. Thread-safe.
class FollowUpStore {
 public:
  virtual ~FollowUpStore() = default;

  /// kNotFound "customer.not_found".
  virtual Result<CustomerNote> Write(const Scope& scope, std::uint64_t customer, const NoteContent& content,
                                     const NoteActor& actor) = 0;
  /// Its writer changes everything; others who see the customer only its step, which may have come to them with him.
  /// kNotFound "note.not_found", kConflict "note.changed" unless `version` is the current one, kDenied
  /// "note.not_yours", kInvalid "note.step" for a due time or an end without a step.
  virtual Result<CustomerNote> Change(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                      const NoteChange& change, const NoteActor& actor) = 0;
  /// kNotFound "customer.not_found", kInvalid "cursor.invalid".
  virtual Result<NotePage> List(const Scope& scope, const NoteQuery& query) = 0;
  virtual Result<FollowUpPage> Due(const Scope& scope, const FollowUpQuery& query) = 0;
  /// Of what the user did in [from, until).
  virtual Result<NoteCounts> Count(std::uint64_t user_id, TimeMs from, TimeMs until) = 0;
  /// Hides it, and ends its step. Its writer only: kDenied "note.not_yours"; kNotFound "note.not_found" also when it
  /// was removed before, kConflict "note.changed".
  virtual Status Remove(const Scope& scope, std::uint64_t id, std::uint64_t version, const NoteActor& actor) = 0;
};

}  // namespace custos::storage
