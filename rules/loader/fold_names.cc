// SPDX-License-Identifier: Apache-2.0
#include "rules/loader/fold_names.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/text/fold.h"
#include "rules/loader/definition.h"

namespace custos::rules {
namespace {

struct Named {
  std::string_view name;
  std::uint32_t bit;
};

constexpr Named kFoldings[] = {{"separators", text::kFoldSeparators},
                               {"numerals", text::kFoldNumerals},
                               {"repeats", text::kFoldRepeats},
                               {"variants", kFoldVariants}};
constexpr std::string_view kAlwaysOn[] = {"width", "case", "trad", "zero_width"};

}  // namespace

std::uint32_t ReadFold(const Node& list, Fields* fields) {
  std::uint32_t fold = text::kFoldBase;
  for (const auto& name : fields->Texts(list)) {
    const auto found =
        std::find_if(std::begin(kFoldings), std::end(kFoldings), [&](const Named& f) { return f.name == name; });
    if (found != std::end(kFoldings)) {
      fold |= found->bit;
    } else if (std::find(std::begin(kAlwaysOn), std::end(kAlwaysOn), name) == std::end(kAlwaysOn)) {
      fields->Fault("rule.fold", list, "no folding is named \"" + name + "\"");
    }
  }
  return fold;
}

std::vector<std::string> FoldNames(std::uint32_t fold) {
  std::vector<std::string> names;
  for (const Named& folding : kFoldings) {
    if (fold & folding.bit) names.emplace_back(folding.name);
  }
  return names;
}

}  // namespace custos::rules
