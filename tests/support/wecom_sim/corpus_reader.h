// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "core/result.h"

namespace custos::wecom_sim {

struct CorpusLine {
  std::string conversation;  ///< made from file and line where the file names none
  std::string speaker;       ///< empty when unknown
  std::string text;
};

/// Hands each line of an NDJSON file (plain or gzip) to `take`. Stops with the file and line at the first that is not a
/// JSON object with a text.
Status ReadCorpus(const std::string& path, const std::function<void(CorpusLine)>& take);

}  // namespace custos::wecom_sim
