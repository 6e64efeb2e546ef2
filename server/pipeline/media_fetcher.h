// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "connectors/connector.h"
#include "core/clock.h"
#include "storage/media_store.h"

namespace custos::server {

/// Fetches the files of stored messages, apart from the way of the text so that a slow file never holds a message up.
/// What is waiting is in the database, so a crash repeats at most a download.
class MediaFetcher {
 public:
  /// `connectors` by source, or by what its name begins with ("phone:"). Everything outlives the fetcher.
  MediaFetcher(std::map<std::string, Connector*> connectors, storage::MediaQueue& queue, storage::MediaStore& store,
               const Clock& clock);
  ~MediaFetcher();

  void Stop();

 private:
  void Loop(const std::stop_token& stop);
  void Fetch(const storage::MediaTask& task, const std::stop_token& stop);
  void Postpone(const storage::MediaTask& task, const std::string& reason);

  const std::map<std::string, Connector*> connectors_;
  storage::MediaQueue& queue_;
  storage::MediaStore& store_;
  const Clock& clock_;
  std::jthread thread_;
};

}  // namespace custos::server
