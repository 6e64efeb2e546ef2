// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"
#include "rules/loader/pattern.h"

namespace custos::rules {

/// Hidden writings: those that are listed, and words to be found by their sound.
struct Variants {
  std::vector<Variant> listed;
  Keywords keywords;
};

/// Reads variants.yaml: `words` (word to the ways it is written), `characters` (character to its stand-ins), `spell`
/// (keywords, found by sound, pinyin, stand-ins, parts and repetition; "<list>" for all words of a word list),
/// `initials` (keywords whose initials count as well), `readings` (character to other ways to read it) and `ordinary`
/// (writings that mean something else).
Variants ReadVariants(const Node& root, const WordLists& lists, Fields* fields);

/// The words of all lists that are long enough to be keywords unasked: nothing else sounds like three ideographs in a
/// row by chance.
std::vector<std::string> LongWords(const WordLists& lists);

}  // namespace custos::rules
