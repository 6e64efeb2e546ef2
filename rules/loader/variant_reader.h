// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/loader/definition.h"
#include "rules/loader/fields.h"

namespace custos::rules {

/// Reads variants.yaml: `words` (word to the ways it is written), `characters` (character to its stand-ins), `spell`
/// (words of which every mixture of stand-ins is a variant) and `ordinary` (mixtures that mean something else).
std::vector<Variant> ReadVariants(const Node& root, Fields* fields);

}  // namespace custos::rules
