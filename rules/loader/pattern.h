// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace custos::rules {

using WordLists = std::map<std::string, std::vector<std::string>>;

/// Turns the pattern language into RE2: `<name>` becomes the alternatives of that word list, `~8` a gap of at most
/// eight characters that does not leave the sentence, `A~~8B` A and B so far apart in either order (once in a pattern,
/// which it divides whole); everything else is RE2. On a fault returns nullopt and says why.
std::optional<std::string> ExpandPattern(std::string_view pattern, const WordLists& words, std::string* fault);

/// Folds the characters of a regular expression the way text is folded, leaving its syntax alone.
std::string FoldRegex(std::string_view regex, bool numerals);

/// Text as a regular expression that matches just that text.
std::string QuoteRegex(std::string_view text);

}  // namespace custos::rules
