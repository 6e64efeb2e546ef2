// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "storage/customer_segment_store.h"
#include "storage/grading_store.h"

namespace custos::testing {

inline storage::CustomerCondition GradedA() {
  storage::CustomerCondition condition;
  condition.join = storage::CustomerCondition::Join::kLeaf;
  condition.texts = {"A"};
  return condition;
}

/// One shared segment of account 1, number 1.
class FakeSegments final : public storage::CustomerSegmentStore {
 public:
  Result<std::vector<storage::CustomerSegment>> Segments(std::uint64_t) override { return segments; }
  Result<storage::CustomerSegment> Segment(std::uint64_t id, std::uint64_t) override {
    for (const auto& segment : segments) {
      if (segment.id == id) return segment;
    }
    return NoSuch();
  }
  Result<storage::CustomerSegment> CreateSegment(const storage::CustomerSegment& segment) override {
    storage::CustomerSegment made = segment;
    made.id = segments.size() + 1;
    made.version = 1;
    segments.push_back(made);
    return made;
  }
  Result<storage::CustomerSegment> ChangeSegment(const storage::CustomerSegment& segment,
                                                 std::uint64_t user_id) override {
    for (auto& one : segments) {
      if (one.id != segment.id || (user_id != 0 && one.owner_id != user_id)) continue;
      if (one.version != segment.version) return Error{ErrorKind::kConflict, "segment.changed", ""};
      one.name = segment.name;
      return one;
    }
    return NoSuch();
  }
  Status DeleteSegment(std::uint64_t id, std::uint64_t user_id) override {
    const auto gone = std::erase_if(
        segments, [&](const auto& one) { return one.id == id && (user_id == 0 || one.owner_id == user_id); });
    if (gone == 0) return NoSuch();
    return {};
  }
  Result<std::optional<std::uint64_t>> Count(const storage::Scope&,
                                             const storage::CustomerCondition& condition) override {
    counted = condition;
    return count;
  }

  std::vector<storage::CustomerSegment> segments{{.id = 1,
                                                  .owner_id = 1,
                                                  .owner_name = "admin",
                                                  .name = "重点",
                                                  .shared = true,
                                                  .condition = GradedA(),
                                                  .version = 1,
                                                  .changed_at = 1'760'000'000'000}};
  std::optional<std::uint64_t> count = 5;
  storage::CustomerCondition counted;

 private:
  static Error NoSuch() { return {ErrorKind::kNotFound, "segment.not_found", ""}; }
};

/// One rule, number 1, and two fields, of which reps see one.
class FakeGrading final : public storage::GradingStore {
 public:
  Result<storage::GradeRules> Rules() override { return rules; }
  Result<storage::GradeRules> SetRules(std::uint64_t version, const std::vector<storage::GradeRule>& next,
                                       const std::string& user_name) override {
    if (refused) return *refused;
    if (version != rules.version) return Error{ErrorKind::kConflict, "grading.changed", ""};
    storage::GradeRules set = rules;
    set.rules = next;
    set.changed_by = user_name;
    return set;
  }
  Result<storage::GradePreview> Preview(const std::vector<storage::GradeRule>&) override {
    if (refused) return *refused;
    return storage::GradePreview{
        .customers = 3, .looked_at = 3, .moves = {{storage::GradeTarget::kGrade, "", "", "A", 2, {1}}}};
  }
  Result<storage::GradeState> State() override { return storage::GradeState{.rules = 1, .held = held}; }
  Result<std::uint64_t> Step() override { return std::uint64_t{0}; }
  Result<storage::CustomerFields> Fields() override { return fields; }
  Result<storage::CustomerFields> SetFields(std::uint64_t version, const std::vector<storage::CustomerField>& next,
                                            const std::string&) override {
    if (version != fields.version) return Error{ErrorKind::kConflict, "field.changed", ""};
    storage::CustomerFields set = fields;
    set.fields = next;
    return set;
  }

  std::optional<Error> refused;  ///< instead of an answer to new rules
  std::vector<storage::HeldTag> held;
  storage::GradeRules rules{.version = 1,
                            .rules = {{.id = 1,
                                       .target = storage::GradeTarget::kGrade,
                                       .value = "A",
                                       .name = "大客户",
                                       .condition = GradedA(),
                                       .active = true,
                                       .version = 1}},
                            .changed_at = 1'760'000'000'000,
                            .changed_by = "admin"};
  storage::CustomerFields fields{.version = 1,
                                 .fields = {{"amount", "金额", "Amount", storage::CustomerFieldType::kNumber, {}, true},
                                            {"city", "城市", "City", storage::CustomerFieldType::kText, {}, false}},
                                 .changed_at = 0,
                                 .changed_by = {}};
};

}  // namespace custos::testing
