// SPDX-License-Identifier: Apache-2.0
#include "rules/matcher/field_check.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "core/text/fold.h"
#include "rules/loader/pattern.h"

namespace custos::rules {
namespace {

constexpr std::int64_t kRegexMemory = 1 << 20;

std::optional<double> ParseNumber(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool IsNumeric(Comparison c) {
  return c == Comparison::kGreater || c == Comparison::kGreaterOrEqual || c == Comparison::kLess ||
         c == Comparison::kLessOrEqual;
}

std::string FoldOperand(const std::string& operand, const Field& field) {
  std::string folded = text::Fold(operand, text::kFoldBase, false).text;
  if (field.id == FieldId::kPhones || field.transform == Transform::kPhone) {
    if (auto phone = PhoneOf(folded); !phone.empty()) return phone;
  }
  return folded;
}

bool UnderDomain(std::string_view value, std::string_view domain) {
  return value == domain ||
         (value.size() > domain.size() && value.ends_with(domain) && value[value.size() - domain.size() - 1] == '.');
}

}  // namespace

FieldCheck::FieldCheck(Field field, Comparison comparison, std::vector<std::string> operands, std::size_t needed,
                       std::vector<std::string>* faults)
    : field_(std::move(field)), comparison_(comparison), needed_(std::max<std::size_t>(needed, 1)) {
  for (const auto& operand : operands) {
    if (IsNumeric(comparison_)) {
      const auto number = ParseNumber(operand);
      if (!number) faults->push_back("expected a number");
      numbers_.push_back(number.value_or(0));
    } else if (comparison_ == Comparison::kRegex) {
      re2::RE2::Options options(re2::RE2::Quiet);
      options.set_max_mem(kRegexMemory);
      expressions_.push_back(std::make_unique<re2::RE2>(FoldRegex(operand, false), options));
      if (!expressions_.back()->ok()) faults->push_back(expressions_.back()->error());
    } else {
      texts_.push_back(FoldOperand(operand, field_));
    }
  }
  if (comparison_ == Comparison::kExists && (texts_.size() != 1 || (texts_[0] != "true" && texts_[0] != "false"))) {
    faults->push_back("exists is true or false");
  }
}

bool FieldCheck::Holds(FieldReader* reader) const {
  const std::vector<std::string> values = reader->Values(field_);
  if (comparison_ == Comparison::kExists) return values.empty() == (texts_[0] == "false");
  if (comparison_ == Comparison::kOutside) return IsOutside(values);
  const std::size_t operands = std::max({texts_.size(), numbers_.size(), expressions_.size()});
  std::size_t met = 0;
  for (std::size_t i = 0; i < operands && met < needed_; ++i) met += Meets(values, i);
  return met >= needed_;
}

bool FieldCheck::Meets(const std::vector<std::string>& values, std::size_t operand) const {
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) { return MeetsOne(value, operand); });
}

bool FieldCheck::MeetsOne(const std::string& value, std::size_t operand) const {
  const bool domain = field_.id == FieldId::kDomains || field_.transform == Transform::kDomain;
  switch (comparison_) {
    case Comparison::kEquals: return domain ? UnderDomain(value, texts_[operand]) : value == texts_[operand];
    case Comparison::kContains: return value.find(texts_[operand]) != std::string::npos;
    case Comparison::kStartsWith: return value.starts_with(texts_[operand]);
    case Comparison::kEndsWith: return value.ends_with(texts_[operand]);
    case Comparison::kRegex: return re2::RE2::PartialMatch(value, *expressions_[operand]);
    case Comparison::kOutside:
    case Comparison::kExists: return false;
    case Comparison::kGreater:
    case Comparison::kGreaterOrEqual:
    case Comparison::kLess:
    case Comparison::kLessOrEqual: break;
  }
  const auto number = ParseNumber(value);
  if (!number) return false;
  const double bound = numbers_[operand];
  switch (comparison_) {
    case Comparison::kGreater: return *number > bound;
    case Comparison::kGreaterOrEqual: return *number >= bound;
    case Comparison::kLess: return *number < bound;
    default: return *number <= bound;
  }
}

bool FieldCheck::IsOutside(const std::vector<std::string>& values) const {
  if (texts_.empty()) return false;
  const bool domain = field_.id == FieldId::kDomains || field_.transform == Transform::kDomain;
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return std::none_of(texts_.begin(), texts_.end(),
                        [&](const std::string& text) { return domain ? UnderDomain(value, text) : value == text; });
  });
}

}  // namespace custos::rules
