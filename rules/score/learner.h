// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "rules/score/model.h"

namespace custos::rules {

/// A labelled sentence.
struct Lesson {
  std::string text;  ///< folded the way the score will see texts
  Role role = Role::kRep;
  std::vector<std::string> classes;  ///< what it is an example of; empty: harmless
};

struct LearnSettings {
  double strength = 1.0;         ///< inverse of the regularisation, C of the logistic regression
  double positive_weight = 2.0;  ///< how much more a missed lesson counts than a false alarm
  std::size_t min_lessons = 2;   ///< a feature that fewer lessons have is not weighed
  // Small weights make files large and answers no better: those below this share of the greatest are left out.
  double least_risk = 1.0 / 80;
  double least_kind = 1.0 / 16;
};

/// Learns the weights: one logistic regression of risky against harmless for the risk, one per class among the risky
/// ones for the kind (LIBLINEAR, L2-regularised). The same lessons give the same model. kInvalid when there are no
/// risky or no harmless lessons.
Result<ScoreModel> Learn(const std::vector<Lesson>& lessons, const LearnSettings& settings);

}  // namespace custos::rules
