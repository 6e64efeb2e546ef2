// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <re2/re2.h>

#include <memory>
#include <string>
#include <vector>

#include "rules/matcher/field.h"
#include "rules/matcher/field_reader.h"

namespace custos::rules {

/// A comparison of one field, ready to be tried. Immutable.
class FieldCheck {
 public:
  /// What is wrong with the operands goes to `faults`, which is otherwise left alone.
  FieldCheck(Field field, Comparison comparison, std::vector<std::string> operands, std::size_t needed,
             std::vector<std::string>* faults);

  /// Whether at least `needed` operands (0: one) are met by a value.
  bool Holds(FieldReader* reader) const;

 private:
  bool Meets(const std::vector<std::string>& values, std::size_t operand) const;
  bool MeetsOne(const std::string& value, std::size_t operand) const;
  bool IsOutside(const std::vector<std::string>& values) const;

  Field field_;
  Comparison comparison_;
  std::size_t needed_;
  std::vector<std::string> texts_;  // folded; sorted for kEquals and kOutside
  std::vector<double> numbers_;
  std::vector<std::unique_ptr<re2::RE2>> expressions_;
};

}  // namespace custos::rules
