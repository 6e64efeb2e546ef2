// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "connectors/connector.h"
#include "connectors/wecom/helper_client.h"

namespace custos::wecom {

struct MediaOptions {
  Proxy proxy;
  std::uint32_t timeout_s = 5;
  std::chrono::milliseconds retry_first{200};
};

/// Streams the file `fileid` in the SDK's chunks; a failed chunk is asked for again, not the file. Errors: kNotFound
/// for a file that is gone, kInvalid for one that can never be had, kUnavailable for the rest.
Status DownloadMedia(HelperClient& helper, const std::string& fileid, const MediaOptions& options, MediaWriter& out,
                     const std::stop_token& stop);

}  // namespace custos::wecom
