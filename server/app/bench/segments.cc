// SPDX-License-Identifier: Apache-2.0
#include "server/app/bench/segments.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "storage/suggested_rules.h"

namespace custos::app {
namespace {

using nlohmann::json;
using Time = std::chrono::steady_clock;

struct Asked {
  const char* name;
  const char* condition;
};

// Nearly everybody, some, one, nobody.
constexpr std::array kAsked{
    Asked{"silent", R"({"on":"contact","op":"at_least","value":30})"},
    Asked{"talked", R"({"on":"messages","op":"at_least","value":1,"days":3650})"},
    Asked{"chatty", R"({"on":"messages","op":"at_least","value":5,"days":3650})"},
    Asked{"company", R"({"on":"company","op":"contains","value":"青岛"})"},
    Asked{"busiest", R"({"on":"messages","op":"at_least","value":10000,"days":3650})"},
    Asked{"alerted", R"({"on":"alerts","op":"at_least","value":1})"},
    Asked{
        "rich",
        R"({"all":[{"on":"field","key":"amount","op":"at_least","value":100},{"on":"phone","op":"is","value":true}]})"},
};

double Seconds(Time::time_point begin) { return std::chrono::duration<double>(Time::now() - begin).count(); }

}  // namespace

Result<json> MeasureSegments(storage::PostgresStorage& storage, std::size_t rounds, Asking& asking) {
  const storage::Scope all = storage::Scope::All();
  json counts = json::object();
  for (const Asked& asked : kAsked) {
    const Result<storage::CustomerCondition> condition = storage::ParseCondition(asked.condition);
    if (!condition) return condition.error();
    storage::CustomerFilter filter;
    filter.condition = *condition;
    for (std::size_t round = 0; round < std::min<std::size_t>(rounds, 5); ++round) {
      const Status listed = asking.Time(std::string("segment_") + asked.name,
                                        [&] { return Done(storage.customers().List(all, filter)); });
      if (!listed) return listed.error();
    }
    const auto begin = Time::now();
    const auto count = storage.customer_segments().Count(all, *condition);
    if (!count) return count.error();
    counts[asked.name] = {{"customers", *count ? json(**count) : json()}, {"s", Seconds(begin)}};
  }
  std::vector<storage::GradeRule> rules = storage::SuggestedRules(false, "amount");
  for (storage::GradeRule& rule : rules) rule.active = true;
  const auto begin = Time::now();
  const auto preview = storage.grading().Preview(rules);
  if (!preview) return preview.error();
  const double previewed = Seconds(begin);
  if (const auto set = storage.grading().SetRules(0, rules, "bench"); !set) return set.error();
  const auto round = Time::now();
  std::uint64_t graded = 0;
  double longest = 0;
  while (true) {
    const auto piece = Time::now();
    const Result<std::uint64_t> step = storage.grading().Step();
    if (!step) return step.error();
    if (*step == 0) break;
    graded += *step;
    longest = std::max(longest, Seconds(piece));
  }
  return json{{"segment_counts", std::move(counts)},
              {"grade_preview_s", previewed},
              {"graded", graded},
              {"grade_round_s", Seconds(round)},
              {"grade_longest_piece_s", longest}};
}

}  // namespace custos::app
