// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/finding.h"

namespace custos::rules {

/// A text for people, in both languages of the product.
struct Bilingual {
  std::string zh;
  std::string en;
};

/// What the rest of the program may know of a rule.
struct RuleInfo {
  std::string id;  ///< UUID, never reused
  std::string version;
  Bilingual title;
  Bilingual description;
  std::string category;  ///< key of a category of the pack, for example "private_payment"
  Severity severity = Severity::kMedium;
  std::string status;  ///< experimental, test, stable; a deprecated rule is read but never fires
};

/// A group of rules that reviewers see as one kind of misconduct.
struct CategoryInfo {
  std::string key;
  Bilingual title;
};

}  // namespace custos::rules
