// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "storage/customer_fields.h"
#include "storage/grading_rules.h"

namespace custos::storage {

/// How many customers would go from one value to another; of a tag, from nothing to its id or back.
struct GradeMove {
  GradeTarget target = GradeTarget::kGrade;
  std::string source;  ///< of a tag
  std::string from;
  std::string to;
  std::uint64_t customers = 0;
  std::vector<std::uint64_t> examples;  ///< at most 5
};

struct GradePreview {
  std::uint64_t customers = 0;   ///< there are
  std::uint64_t looked_at = 0;   ///< fewer than there are when they are many: every n-th
  std::vector<GradeMove> moves;  ///< the most customers first
};

/// A tag that rules changed so often at some contacts that they leave it there as it is for now: they undo each other.
struct HeldTag {
  std::string source;
  std::string id;
  std::uint64_t contacts = 0;
};

/// How far the round over all customers is.
struct GradeState {
  std::uint64_t rules = 0;  ///< version of the rules it goes by
  TimeMs begun_at = 0;
  TimeMs ended_at = 0;        ///< of the last whole round; 0 before the first
  bool running = false;       ///< a round is under way
  std::uint64_t due = 0;      ///< customers of whom something changed, not graded since; counted up to 100,000
  std::vector<HeldTag> held;  ///< the most contacts first
};

/// Rules that set grades, stages and tags, and the definitions of the company's own fields. Thread-safe.
class GradingStore {
 public:
  virtual ~GradingStore() = default;

  virtual Result<GradeRules> Rules() = 0;
  /// All rules at once. kConflict "grading.changed" unless `version` is the current one; kInvalid "grading.invalid",
  /// also of a tag that does not stand and was in no rule before; kInvalid "grading.tag_circle" of rules that ask for
  /// each other's tags, with their names as the message.
  virtual Result<GradeRules> SetRules(std::uint64_t version, const std::vector<GradeRule>& rules,
                                      const std::string& user_name) = 0;
  /// What these rules would change at once; nothing is written. kInvalid as SetRules.
  virtual Result<GradePreview> Preview(const std::vector<GradeRule>& rules) = 0;
  virtual Result<GradeState> State() = 0;

  /// Grades a bounded piece: first of whom something changed, then of the round over everybody, which begins every hour
  /// and when the rules changed. How many customers were looked at; 0 when there is nothing to do now. One caller at a
  /// time works, others get 0.
  virtual Result<std::uint64_t> Step() = 0;

  virtual Result<CustomerFields> Fields() = 0;
  /// All definitions at once. kConflict "field.changed" unless `version` is the current one; kInvalid "field.invalid".
  virtual Result<CustomerFields> SetFields(std::uint64_t version, const std::vector<CustomerField>& fields,
                                           const std::string& user_name) = 0;
};

}  // namespace custos::storage
