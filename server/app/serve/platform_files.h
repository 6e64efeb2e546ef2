// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "connectors/wecom/material.h"
#include "core/digest.h"
#include "server/api/providers.h"
#include "server/app/serve/sources.h"
#include "server/app/settings.h"
#include "storage/media_store.h"

namespace custos::app {

/// Files that stand with the platform of the first company that names its application. One upload serves all who ask
/// until it is about to end; who asks meanwhile waits for it. Thread-safe.
class PlatformFiles final : public server::api::PlatformFiles {
 public:
  /// `sources` and `media` must outlive this.
  PlatformFiles(const std::vector<WecomCompany>& companies, Sources& sources, storage::MediaStore& media,
                const Clock& clock);

  Result<server::api::PlatformFile> Prepare(const storage::ScriptFile& file) override;

 private:
  struct Standing {
    std::mutex mutex;  ///< held during an upload
    wecom::Material material;
  };
  using Key = std::pair<Digest, std::string>;  ///< content and name: receivers see the name

  std::shared_ptr<Standing> Of(const Key& key);
  Result<std::string> Read(const storage::ScriptFile& file);

  storage::MediaStore& media_;
  const Clock& clock_;
  wecom::ApiClient* api_ = nullptr;
  std::mutex mutex_;
  std::map<Key, std::shared_ptr<Standing>> standing_;
};

}  // namespace custos::app
