// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.h"
#include "core/message.h"

namespace custos::storage {

/// A query, taken apart: terms as search folds them, and the codes that every match has in the index. Pure.
class SearchTerms {
 public:
  explicit SearchTerms(const std::string& query);

  bool empty() const { return terms_.empty(); }
  const std::vector<std::int32_t>& codes() const { return codes_; }

  /// Whether every term occurs in the text or in the quote; `hits` gets the places in the text, ascending and not
  /// overlapping. The index only promises that the codes are there.
  bool Match(const std::string& text, const std::optional<Quote>& quote, std::vector<Span>& hits) const;

 private:
  std::vector<std::string> terms_;
  std::vector<std::int32_t> codes_;
};

}  // namespace custos::storage
