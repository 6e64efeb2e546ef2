// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "storage/tag_store.h"

namespace custos::storage {
namespace {

constexpr std::array<std::string_view, 5> kStates{"waiting", "done", "refused", "overtaken", "replaced"};

}  // namespace

std::string_view ToString(TagWishState state) { return kStates.at(static_cast<std::size_t>(state)); }

std::optional<TagWishState> ParseTagWishState(std::string_view name) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (kStates[i] == name) return static_cast<TagWishState>(i);
  }
  return std::nullopt;
}

}  // namespace custos::storage
