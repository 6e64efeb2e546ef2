// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/result.h"

namespace custos::storage {

/// A source that sends by itself, made by an administrator.
struct PushSource {
  std::string name;          ///< of its messages, for example "ingest:chat" or "phone:ww0000000000000001"
  std::string kind;          ///< "ingest", "phone"
  std::string title;         ///< for people
  std::string directory;     ///< source whose directory knows its staff; empty: it has none
  std::string token_prefix;  ///< first characters of its token; empty: it has none
  bool enabled = true;
  TimeMs created_at = 0;
  TimeMs last_seen_at = 0;  ///< last request with its token, to the minute; 0: never
};

/// Sources made while the server runs. Thread-safe.
class PushSourceStore {
 public:
  virtual ~PushSourceStore() = default;

  /// kConflict `source.exists`. The directory is told to whoever looks up staff of this source.
  virtual Status Create(const PushSource& source) = 0;
  /// Makes it unless it is there.
  virtual Status Ensure(const PushSource& source) = 0;
  virtual Result<std::vector<PushSource>> List() = 0;
  /// By the hash of its token, when it is enabled; touches last_seen_at at most once a minute.
  virtual Result<std::optional<PushSource>> FindByToken(const std::string& token_hash, TimeMs now) = 0;
  /// Replaces its token; an empty hash leaves it without one. kNotFound `source.not_found`.
  virtual Status SetToken(const std::string& name, const std::string& token_hash, const std::string& prefix) = 0;
  virtual Status SetEnabled(const std::string& name, bool enabled) = 0;
};

}  // namespace custos::storage
