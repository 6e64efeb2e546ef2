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

/// What a person sets.
struct ScriptContent {
  std::uint64_t folder = 0;  ///< 0 at the top
  std::string title;
  std::string text;  ///< with {{variables}}
  std::vector<std::string> tags;
  std::int32_t position = 0;
  bool active = true;
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

struct ScriptQuery {
  std::string text;                     ///< in title, text or tags; or title or tags by sound: "jgb", "jiage"
  std::optional<std::uint64_t> folder;  ///< with everything below it
  std::string tag;
  bool inactive = false;  ///< those too that are switched off
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
};

}  // namespace custos::storage
