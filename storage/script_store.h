// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/digest.h"
#include "core/result.h"

namespace custos::storage {

struct ScriptFolder {
  std::uint64_t id = 0;
  std::uint64_t parent = 0;  ///< 0 at the top
  std::string title;
  std::int32_t position = 0;  ///< among its neighbours, the smallest first
};

/// An image or a file of a script, in the media store.
struct ScriptFile {
  Digest content{};
  std::string name;
  std::string type;
  std::uint64_t size = 0;
};

/// Values are stored; never renumber.
enum class ScriptKind : std::uint8_t { kScript = 0, kPrice = 1 };

std::string_view ToString(ScriptKind kind);  ///< script, price
std::optional<ScriptKind> ParseScriptKind(std::string_view name);

/// What one thing costs.
struct PriceRow {
  std::string item;
  std::string unit;
  std::string price;     ///< as ExactPrice gives it
  std::string currency;  ///< three capital letters, ISO 4217
  std::string note;

  bool operator==(const PriceRow&) const = default;
};

/// A price as it is kept, never as a binary fraction: "01,280.50" gives "1280.50". At most twelve digits before the
/// point and four behind it, thousands parted by commas or not at all; nullopt for anything else.
std::optional<std::string> ExactPrice(std::string_view text);

/// What a person sets.
struct ScriptContent {
  std::uint64_t folder = 0;  ///< 0 at the top
  std::string title;
  std::string text;  ///< with {{variables}}
  std::vector<std::string> tags;
  std::int32_t position = 0;
  bool active = true;
  ScriptKind kind = ScriptKind::kScript;
  std::int64_t valid_from = 0;   ///< day since 1970-01-01 by the company's clock; 0: since ever
  std::int64_t valid_until = 0;  ///< the last day; 0: for good
  std::vector<PriceRow> rows = {};
};

/// A text, and perhaps a file, that reps may send.
struct Script {
  std::uint64_t id = 0;
  std::uint64_t version = 1;
  ScriptContent content;
  TimeMs changed_at = 0;
  std::string changed_by;
  std::optional<ScriptFile> file;
  std::uint64_t copied = 0;
  std::uint64_t sent = 0;
  TimeMs used_at = 0;  ///< 0: never
};

/// How a script read from `at` on, and who made it so.
struct ScriptState {
  std::uint64_t version = 1;
  TimeMs at = 0;
  std::string who;
  ScriptContent content;
  std::optional<ScriptFile> file;
};

struct ScriptQuery {
  std::string text;                     ///< in title, text or tags; or title or tags by sound: "jgb", "jiage"
  std::optional<std::uint64_t> folder;  ///< with everything below it
  std::string tag;
  bool inactive = false;  ///< those too that are switched off
  std::optional<ScriptKind> kind = {};
  std::int64_t valid_on = 0;  ///< only what holds on this day; 0: whatever it is
  std::string cursor;
  std::size_t limit = 50;
};

struct ScriptPage {
  std::vector<Script> items;  ///< by position, then by id
  std::string next_cursor;
};

enum class ScriptUse : std::uint8_t { kCopied, kSent };

std::optional<ScriptUse> ParseScriptUse(std::string_view name);  ///< copied, sent

/// A title by its sound, for search: the syllables in one piece and then the first letters, of each line.
/// "价格表" gives "jiagebiao jgb". What is no ideograph stays, in small letters.
std::string SoundsOf(std::string_view lines);

/// Scripts and price sheets in a tree of folders. Thread-safe.
class ScriptStore {
 public:
  virtual ~ScriptStore() = default;

  /// All of them, by position, then by id.
  virtual Result<std::vector<ScriptFolder>> Folders() = 0;
  /// Creates it when `folder.id` is 0. kNotFound "script_folder.not_found" (itself or its parent), kConflict
  /// "script_folder.loop" when the parent is the folder or stands below it.
  virtual Result<ScriptFolder> SaveFolder(const ScriptFolder& folder) = 0;
  /// kNotFound "script_folder.not_found", kConflict "script_folder.not_empty".
  virtual Status RemoveFolder(std::uint64_t id) = 0;

  /// kInvalid "cursor.invalid".
  virtual Result<ScriptPage> List(const ScriptQuery& query) = 0;
  /// kNotFound "script.not_found".
  virtual Result<Script> Get(std::uint64_t id) = 0;
  /// kNotFound "script_folder.not_found".
  virtual Result<Script> Create(const ScriptContent& content, const std::string& who) = 0;
  /// kConflict "script.changed" unless `version` is the current one.
  virtual Result<Script> Change(std::uint64_t id, std::uint64_t version, const ScriptContent& content,
                                const std::string& who) = 0;
  /// nullopt takes the file away; its bytes stay in the media store.
  virtual Result<Script> SetFile(std::uint64_t id, const std::optional<ScriptFile>& file, const std::string& who) = 0;
  virtual Status CountUse(std::uint64_t id, ScriptUse use) = 0;
  /// How it read before, the newest first, at most 200; empty when it never changed.
  virtual Result<std::vector<ScriptState>> Past(std::uint64_t id) = 0;
};

}  // namespace custos::storage
