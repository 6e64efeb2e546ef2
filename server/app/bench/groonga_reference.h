// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::app {

/// The full-text engine Groonga (Debian: groonga-bin) beside us: one table with a bigram index over the text, asked
/// through its command line program, which stays open. One thread.
class GroongaReference {
 public:
  /// kNotFound "bench.no_groonga" when the program is not installed.
  static Result<std::unique_ptr<GroongaReference>> Start(const std::filesystem::path& directory);
  ~GroongaReference();
  GroongaReference(const GroongaReference&) = delete;
  GroongaReference& operator=(const GroongaReference&) = delete;

  struct Row {
    TimeMs sent_at = 0;
    std::int32_t role = 0;
    std::int32_t employee = 0;
    const std::string* text = nullptr;
  };
  Status Load(const std::vector<Row>& rows);

  /// The newest 50 that contain the term and fit the filter, an expression over role, employee and sent_at; empty for
  /// none. Milliseconds until the answer was there.
  Result<double> Newest(const std::string& term, const std::string& filter);

 private:
  GroongaReference(pid_t pid, int to, std::FILE* from) : pid_(pid), to_(to), from_(from) {}
  Result<std::string> Ask(const std::string& command);

  pid_t pid_;
  int to_;
  std::FILE* from_;
};

}  // namespace custos::app
