// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/clock.h"

namespace custos::wecom_sim {

/// A file that was uploaded to be sent.
struct SimMaterial {
  std::string media_id;
  std::string kind;  ///< image, voice, video, file
  std::string file_name;
  std::string type;
  std::string bytes;
  TimeMs at = 0;
};

/// All of them in their order. Thread-safe.
class Materials {
 public:
  /// The id that messages name it by.
  std::string Add(SimMaterial material) {
    const std::scoped_lock lock(mutex_);
    material.media_id = "simmedia" + std::to_string(all_.size() + 1);
    all_.push_back(std::move(material));
    return all_.back().media_id;
  }
  std::vector<SimMaterial> All() const {
    const std::scoped_lock lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<SimMaterial> all_;
};

}  // namespace custos::wecom_sim
