// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/query/fault.h"
#include "storage/query/fields.h"

namespace custos::storage::query {

struct Token {
  enum class Kind : std::uint8_t { kTerm, kPhrase, kField, kOpen, kClose, kAnd, kOr, kNot, kNear, kEnd };
  Kind kind = Kind::kEnd;
  std::string text{};                 ///< of a term or phrase
  const FieldName* field = nullptr;   ///< kField
  std::vector<std::string> values{};  ///< kField: the value cut at its commas, without quotation marks
  std::uint32_t distance = 0;         ///< kNear
  Place place{};
};

/// Cuts a query into tokens; the last one is kEnd. Stops at the first fault.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::optional<Fault> Run(std::vector<Token>& tokens);

 private:
  std::optional<Fault> Next(std::vector<Token>& tokens);
  std::optional<Fault> ReadQuoted(std::string& into);
  std::optional<Fault> ReadWord(std::vector<Token>& tokens);
  std::optional<Fault> ReadField(std::string_view name, std::size_t begin, std::vector<Token>& tokens);
  Place Since(std::size_t begin) const;
  bool AtWordEnd(std::size_t at) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace custos::storage::query
