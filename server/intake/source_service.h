// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/connector.h"
#include "core/clock.h"
#include "core/result.h"
#include "server/intake/line_batch.h"
#include "storage/push_source_store.h"

namespace custos::server::intake {

/// Sources that administrators make while the server runs, and the lines that they send. Thread-safe.
class SourceService {
 public:
  static constexpr std::size_t kMostLines = 5'000;  ///< of one request

  SourceService(storage::PushSourceStore& store, IntakeSink& sink, const Clock& clock)
      : store_(store), sink_(sink), clock_(clock) {}

  /// A source "ingest:<name>". kInvalid `source.name` (1 to 64 of a–z 0–9 . _ -), kConflict `source.exists`.
  Result<storage::PushSource> Create(const std::string& name, const std::string& title, const std::string& directory);
  Result<std::vector<storage::PushSource>> List() { return store_.List(); }
  /// Its secret, known only now; what it had before no longer works. kNotFound `source.not_found`.
  Result<std::string> RenewToken(const std::string& source);
  Status SetEnabled(const std::string& source, bool enabled) { return store_.SetEnabled(source, enabled); }

  /// The source behind a token; nullopt when there is none.
  Result<std::optional<storage::PushSource>> FindByToken(const std::string& secret);

  /// Takes NDJSON of a source as connectors/generic reads it. Everything is committed on return. kInvalid
  /// `ingest.too_many_lines`; kUnavailable as Deliver.
  Result<std::vector<LineAnswer>> Take(const std::string& source, std::string_view body);

 private:
  storage::PushSourceStore& store_;
  IntakeSink& sink_;
  const Clock& clock_;
};

}  // namespace custos::server::intake
