// SPDX-License-Identifier: Apache-2.0
#include "rules/score/learner.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace custos::rules {
namespace {

constexpr double kThousandths = 1000.0;
constexpr double kPrecision = 0.01;

using Row = std::vector<feature_node>;
using ModelPtr = std::unique_ptr<model, void (*)(model*)>;

std::set<std::uint64_t> FeaturesOf(const Lesson& lesson) {
  ScoredText text;
  text.Assign(lesson.text);
  std::set<std::uint64_t> keys{RoleKey(lesson.role)};
  ForEachFeature(text, 0, std::min(text.size(), kScoreWindow),
                 [&](const Feature& feature) { keys.insert(feature.key); });
  return keys;
}

// Lessons as rows of numbered features.
struct Table {
  std::vector<std::uint64_t> keys;  // by number, from 0; LIBLINEAR counts from 1
  std::vector<Row> rows;
};

Table Tabulate(const std::vector<Lesson>& lessons, std::size_t min_lessons) {
  std::vector<std::set<std::uint64_t>> features;
  std::unordered_map<std::uint64_t, std::size_t> counts;
  for (const auto& lesson : lessons) {
    features.push_back(FeaturesOf(lesson));
    for (const std::uint64_t key : features.back()) ++counts[key];
  }
  Table table;
  for (const auto& [key, count] : counts) {
    if (count >= min_lessons) table.keys.push_back(key);
  }
  std::sort(table.keys.begin(), table.keys.end());
  std::unordered_map<std::uint64_t, int> numbers;
  for (std::size_t i = 0; i < table.keys.size(); ++i) numbers[table.keys[i]] = static_cast<int>(i) + 1;
  for (const auto& keys : features) {
    Row row;
    for (const std::uint64_t key : keys) {
      if (const auto number = numbers.find(key); number != numbers.end()) row.push_back({number->second, 1.0});
    }
    row.push_back({static_cast<int>(table.keys.size()) + 1, 1.0});  // the bias
    row.push_back({-1, 0.0});
    table.rows.push_back(std::move(row));
  }
  return table;
}

// Weights by feature, the bias last.
std::vector<double> Separate(const std::vector<Row*>& rows, const std::vector<bool>& positive, std::size_t features,
                             double strength, double positive_weight) {
  std::vector<feature_node*> x;
  std::vector<double> y;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    x.push_back(rows[i]->data());
    y.push_back(positive[i] ? 1 : -1);
  }
  int labels[] = {1};
  double weights[] = {positive_weight};
  const problem task{static_cast<int>(rows.size()), static_cast<int>(features) + 1, y.data(), x.data(), -1};
  parameter how{};
  how.solver_type = L2R_LR;
  how.eps = kPrecision;
  how.C = strength;
  how.nr_weight = 1;
  how.weight_label = labels;
  how.weight = weights;
  set_print_string_function([](const char*) {});
  const ModelPtr trained(train(&task, &how), [](model* m) { free_and_destroy_model(&m); });
  const double sign = trained->label[0] == 1 ? 1 : -1;
  std::vector<double> result(features + 1);
  for (std::size_t i = 0; i <= features; ++i) result[i] = sign * trained->w[i];
  return result;
}

// The smallest weight worth keeping, the bias at the end left aside.
double Least(const std::vector<std::vector<double>>& models, double share) {
  double greatest = 0;
  for (const auto& weights : models) {
    for (std::size_t i = 0; i + 1 < weights.size(); ++i) greatest = std::max(greatest, std::abs(weights[i]));
  }
  return share * greatest;
}

std::int32_t Thousandths(double weight) { return static_cast<std::int32_t>(std::lround(weight * kThousandths)); }

}  // namespace

Result<ScoreModel> Learn(const std::vector<Lesson>& lessons, const LearnSettings& settings) {
  std::set<std::string> names;
  for (const auto& lesson : lessons) names.insert(lesson.classes.begin(), lesson.classes.end());
  const bool harmless = std::any_of(lessons.begin(), lessons.end(), [](const Lesson& l) { return l.classes.empty(); });
  if (names.empty() || !harmless) {
    return Error{ErrorKind::kInvalid, "score.lessons", "risky and harmless lessons are both needed"};
  }

  Table table = Tabulate(lessons, settings.min_lessons);
  const std::size_t features = table.keys.size();
  std::vector<Row*> all, risky;
  std::vector<bool> is_risky;
  std::vector<const Lesson*> risky_lessons;
  for (std::size_t i = 0; i < lessons.size(); ++i) {
    all.push_back(&table.rows[i]);
    is_risky.push_back(!lessons[i].classes.empty());
    if (!is_risky.back()) continue;
    risky.push_back(&table.rows[i]);
    risky_lessons.push_back(&lessons[i]);
  }
  const auto risk = Separate(all, is_risky, features, settings.strength, settings.positive_weight);
  const std::vector<std::string> classes(names.begin(), names.end());
  std::vector<std::vector<double>> kinds;
  for (const auto& name : classes) {
    std::vector<bool> positive;
    for (const Lesson* lesson : risky_lessons) {
      positive.push_back(std::count(lesson->classes.begin(), lesson->classes.end(), name) > 0);
    }
    kinds.push_back(classes.size() == 1 ? std::vector<double>(features + 1)
                                        : Separate(risky, positive, features, settings.strength, 1));
  }
  std::vector<std::int32_t> class_bias;
  for (const auto& kind : kinds) class_bias.push_back(Thousandths(kind[features]));
  const double least_risk = Least({risk}, settings.least_risk), least_kind = Least(kinds, settings.least_kind);
  ScoreModel model(classes, Thousandths(risk[features]), class_bias);
  for (std::size_t i = 0; i < features; ++i) {
    std::vector<std::pair<std::size_t, std::int32_t>> weights;
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const std::int32_t weight = Thousandths(kinds[k][i]);
      if (weight != 0 && std::abs(kinds[k][i]) >= least_kind) weights.emplace_back(k, weight);
    }
    const std::int32_t weight = Thousandths(risk[i]);
    const bool telling = weight != 0 && std::abs(risk[i]) >= least_risk;
    if (telling || !weights.empty()) model.Add(table.keys[i], weight, weights);
  }
  return model;
}

}  // namespace custos::rules
