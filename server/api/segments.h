// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/finding.h"

namespace custos::server::api {

/// A place in a text and what was found there: a rule id, or "query".
struct Mark {
  Span span;
  std::string label;
};

/// The text cut into pieces `{t, m?}`, so that no client counts bytes. Marks may overlap; those outside the text or
/// inside a character are moved to the nearest border.
nlohmann::json Segments(const std::string& text, const std::vector<Mark>& marks);

/// The first mark with `around` characters on both sides, line breaks as spaces, "…" where text was left out; the
/// beginning of the text when there is no mark.
nlohmann::json Snippet(const std::string& text, const std::vector<Mark>& marks, std::size_t around = 24);

}  // namespace custos::server::api
