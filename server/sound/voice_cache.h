// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "core/digest.h"
#include "core/result.h"

namespace custos::server::sound {

/// The sounds that were made last, because a browser asks for one in several ranges. Thread-safe.
class VoiceCache {
 public:
  /// Keeps up to `bytes` in all, and always the newest one.
  explicit VoiceCache(std::size_t bytes) : bytes_(bytes) {}

  /// The sound of the file, made by `make` when it is not here.
  Result<std::shared_ptr<const std::string>> Of(const Digest& file, const std::function<Result<std::string>()>& make);

 private:
  struct Entry {
    Digest file{};
    std::shared_ptr<const std::string> sound;
  };

  const std::size_t bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  ///< newest first
  std::size_t held_ = 0;
};

}  // namespace custos::server::sound
