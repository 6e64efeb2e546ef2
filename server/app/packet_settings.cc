// SPDX-License-Identifier: Apache-2.0
#include "server/app/packet_settings.h"

#include <system_error>

namespace custos::app {

Result<server::packet::PacketSettings> PacketSettingsOf(storage::PostgresStorage& storage,
                                                        const std::filesystem::path& data_dir,
                                                        const std::filesystem::path& ui) {
  const std::filesystem::path directory = data_dir / "tmp";
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) return Error{ErrorKind::kUnavailable, "packet.file", directory.string() + " cannot be made"};
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, failed);
  const Result<std::unique_ptr<storage::EvidenceSource>> evidence = storage.OpenEvidence();
  if (!evidence) return evidence.error();
  const Result<std::string> key = (*evidence)->PublicKey();
  if (!key) return key.error();
  return server::packet::PacketSettings{
      .directory = directory.string(), .page = (ui / "packet" / "verify.html").string(), .public_key = *key};
}

void RemoveLeftPackets(const std::filesystem::path& data_dir) {
  std::error_code failed;
  for (const auto& left : std::filesystem::directory_iterator(data_dir / "tmp", failed)) {
    if (left.path().filename().string().starts_with("packet-")) std::filesystem::remove(left.path(), failed);
  }
}

}  // namespace custos::app
