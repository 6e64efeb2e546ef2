// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/message.h"

namespace custos {

/// Why a record is not taken: a stable code and the place, a JSON Pointer (RFC 6901). Never content. Codes:
/// `record.not_json` (no JSON object in UTF-8), `record.too_large`, `record.missing`, `record.type`, `record.value`,
/// `record.unknown_member`.
struct RecordProblem {
  std::string code;  ///< empty: there is none
  std::string pointer;

  bool empty() const { return code.empty(); }
};

/// What a reader made of the bytes of one record.
struct RecordResult {
  std::optional<Message> message;  ///< nullopt: see problem
  RecordProblem problem;
  std::string id;  ///< the record's own id as far as it can be read; empty when it cannot
};

/// Reads the members of one JSON object and notes the first thing that does not fit. A member that was never asked for
/// is a fault too, so that a misspelt name is not lost without a word. On one thread, for one object.
class JsonFields {
 public:
  /// `object` and `problem` outlive the reader; `pointer` says where the object stands.
  JsonFields(const nlohmann::json& object, std::string pointer, RecordProblem& problem)
      : object_(object), pointer_(std::move(pointer)), problem_(problem) {}

  /// Text with a number of characters in [min, max] and without U+0000; empty when absent or wrong.
  std::string Text(const char* name, std::size_t min, std::size_t max, bool required = true);
  /// One of `words`; the first of them when the member is absent and not required.
  std::string Word(const char* name, const std::vector<std::string_view>& words, bool required = true);
  /// A whole number in [min, max]; nullopt when absent or wrong.
  std::optional<std::int64_t> Whole(const char* name, std::int64_t min, std::int64_t max, bool required = true);
  /// Milliseconds since 1970 or an RFC 3339 text; nullopt when absent or wrong.
  std::optional<TimeMs> Time(const char* name, bool required = true);
  const nlohmann::json* Object(const char* name, bool required = true);
  /// An array of at most `max` members.
  const nlohmann::json* List(const char* name, std::size_t max, bool required = true);

  bool Has(const char* name);
  void Refuse(const char* name, const char* code = "record.value");
  /// Refuses what nobody asked for.
  void NothingElse();

  std::string PointerOf(std::string_view name) const;
  RecordProblem& problem() { return problem_; }

 private:
  const nlohmann::json* Find(const char* name, bool required);

  const nlohmann::json& object_;
  const std::string pointer_;
  RecordProblem& problem_;
  std::set<std::string, std::less<>> known_;
};

/// A file that comes by an upload of `owner`: {"kind","sha256","size","name"?,"duration_s"?}. `kinds` are allowed; the
/// locator says `upload:<owner>/<sha256>`.
std::optional<MediaRef> ReadUploadedFile(const nlohmann::json& object, const std::string& pointer,
                                         const std::vector<std::string_view>& kinds, const std::string& owner,
                                         RecordProblem& problem);

}  // namespace custos
