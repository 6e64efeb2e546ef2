// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/matcher/program.h"

namespace custos::rules {

/// The patterns of a program in Hyperscan, for comparing: every pattern of every rule goes into one block-mode database
/// per folding (UTF-8, equal patterns once), and the conditions are evaluated over what it reports. Allowed phrases and
/// scope are left out, and check digits are beyond it. One object per thread.
class HyperscanReference {
 public:
  /// nullptr when Hyperscan refuses a pattern; `fault` says why. The program must outlive the object.
  static std::unique_ptr<HyperscanReference> Create(const Program& program, std::string* fault);
  ~HyperscanReference();

  /// Which rules fire, ascending, for a text given by its foldings.
  void FiringRules(std::span<const std::string_view> folded, std::vector<std::uint32_t>* rules);

 private:
  struct State;
  explicit HyperscanReference(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace custos::rules
