// SPDX-License-Identifier: Apache-2.0
#include "server/sound/voice_cache.h"

#include <algorithm>

namespace custos::server::sound {

Result<std::shared_ptr<const std::string>> VoiceCache::Of(const Digest& file,
                                                          const std::function<Result<std::string>()>& make) {
  const auto of_file = [&](const Entry& entry) { return entry.file == file; };
  {
    const std::scoped_lock lock(mutex_);
    const auto known = std::find_if(entries_.begin(), entries_.end(), of_file);
    if (known != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, known);
      return known->sound;
    }
  }
  Result<std::string> made = make();
  if (!made) return made.error();
  auto sound = std::make_shared<const std::string>(std::move(*made));
  const std::scoped_lock lock(mutex_);
  if (std::none_of(entries_.begin(), entries_.end(), of_file)) {
    entries_.push_front({file, sound});
    held_ += sound->size();
    while (held_ > bytes_ && entries_.size() > 1) {
      held_ -= entries_.back().sound->size();
      entries_.pop_back();
    }
  }
  return sound;
}

}  // namespace custos::server::sound
