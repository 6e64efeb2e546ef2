// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>

#include "core/result.h"
#include "server/pipeline/facts_source.h"
#include "server/pipeline/people_picture.h"
#include "storage/people_store.h"

namespace custos::server {

/// Tells rules what the directory knows of people. Asks the store only in Refresh; between two of them a message costs
/// look-ups in memory. What it tells is as of now: a message that is judged later, or again, is judged with the
/// directory of that time. Thread-safe.
class DirectoryFacts final : public FactsSource {
 public:
  explicit DirectoryFacts(storage::PeopleStore& store) : store_(store) {}

  /// Reads the directory when it changed. Repeated readings of a big directory keep a distance of twenty times what one
  /// takes, so that they cost a twentieth of a core at most.
  Status Refresh();

  rules::Facts Of(const Message& message) override { return Current()->Of(message); }
  /// What does not change under a judge that goes over the past; empty before the first Refresh.
  std::shared_ptr<const PeoplePicture> Current() const;

 private:
  storage::PeopleStore& store_;
  std::mutex reading_;
  std::uint64_t revision_ = 0;
  std::chrono::steady_clock::time_point not_before_{};
  mutable std::mutex mutex_;
  std::shared_ptr<const PeoplePicture> picture_ = std::make_shared<const PeoplePicture>();
};

}  // namespace custos::server
