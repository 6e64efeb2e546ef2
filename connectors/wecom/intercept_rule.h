// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace custos::wecom {

/// What the platform takes (wecom.md 5.4).
inline constexpr std::size_t kMostInterceptRules = 100;      ///< of a company, whoever made them
inline constexpr std::size_t kMostInterceptWords = 300;      ///< in a rule
inline constexpr std::size_t kMostInterceptCharacters = 32;  ///< of a word
inline constexpr std::size_t kMostInterceptPlaces = 1'000;   ///< users of a rule, and as many departments
inline constexpr std::size_t kMostInterceptName = 20;        ///< characters

/// Whose messages a rule looks at. Each list sorted, each entry once.
struct InterceptRange {
  std::vector<std::int64_t> departments;
  std::vector<std::string> users;

  bool empty() const { return departments.empty() && users.empty(); }
  auto operator<=>(const InterceptRange&) const = default;
};

/// A sensitive-word rule (第一时间拦截) as it stands on the platform or is to stand there. Lists sorted, each entry
/// once.
struct InterceptRule {
  std::string id;  ///< the platform's; empty: not there yet
  std::string name;
  bool block = true;  ///< false: the sender is warned and may send all the same
  std::vector<std::string> words;
  std::vector<std::uint8_t> semantics;  ///< 1 phone number, 2 e-mail, 3 red packet
  InterceptRange range;
};

/// Whether two rules do the same, whatever they are called.
bool SameEffect(const InterceptRule& a, const InterceptRule& b);

/// "custos-", twelve hex digits over what the rule does, and `variant`, a digit that tells equal names apart. So a rule
/// of ours is known by its name alone, and one that somebody edited by hand no longer fits its name.
std::string InterceptName(const InterceptRule& rule, char variant = '0');
bool IsOurInterceptName(std::string_view name);
/// Whether the name is that of what the rule does.
bool FitsItsName(const InterceptRule& rule);

/// Sorts every list and leaves each entry once.
void Tidy(InterceptRule& rule);

/// Whether the platform would take the word by its shape: 1–32 characters on one line, no space at its ends.
bool IsInterceptWord(std::string_view word);

}  // namespace custos::wecom
