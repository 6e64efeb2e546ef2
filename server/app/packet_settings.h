// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/result.h"
#include "server/packet/packet_service.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// What packets of this archive need: its public key, a place for temporary files, the page that checks them, which the
/// build of the user interface puts below `ui`.
Result<server::packet::PacketSettings> PacketSettingsOf(storage::PostgresStorage& storage,
                                                        const std::filesystem::path& data_dir,
                                                        const std::filesystem::path& ui);

/// Temporary files that an earlier end left behind; to be called while nobody makes packets.
void RemoveLeftPackets(const std::filesystem::path& data_dir);

}  // namespace custos::app
