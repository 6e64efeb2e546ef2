// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/packet/packet_service.h"
#include "server/packet/transcript.h"
#include "server/packet/verify_page.h"
#include "server/packet/zip_file.h"
#include "storage/history.h"

namespace custos::server::packet {

struct ChosenMessage {
  storage::MessageView view;
  bool marked = false;  ///< it is what the packet is about
};

/// What goes into a packet.
struct PacketCase {
  std::vector<ChosenMessage> messages;  ///< in order of time
  std::vector<std::uint64_t> alerts;    ///< leaves
  std::vector<std::uint64_t> decisions;
};

/// The making of one packet. Used once.
class PacketBuild {
 public:
  PacketBuild(PacketService& service, const storage::Scope& scope, const PacketOrder& order);
  ~PacketBuild();

  Result<Packet> Run(const PacketCase& about);

 private:
  Status Begin();
  Status AddMessage(const ChosenMessage& chosen);
  Result<TranscriptFile> AddMedia(const storage::MessageView& message, const storage::MediaView& media);
  Status AddSupervision(std::uint64_t message_id);
  Status AddManifest(const storage::MessageView& message);
  Status AddWitnessed();
  Status AddLeaf(std::uint64_t leaf, std::string* original);
  Status AddTranscripts();
  Status Finish();

  /// A file of the packet that the page holds too.
  Status AddSmall(const std::string& path, std::string_view bytes);
  Status Note(const Result<ZippedFile>& file);
  Status Copy(const std::string& path, const ScratchFile& file, bool listed);

  PacketService& service_;
  const storage::Scope& scope_;
  const PacketOrder& order_;
  TimeMs made_at_;

  std::unique_ptr<ScratchFile> target_;
  std::unique_ptr<ZipFile> zip_;
  std::unique_ptr<VerifyPage> page_;
  std::unique_ptr<ScratchFile> transcripts_[2];
  std::unique_ptr<nlohmann::json> leaves_;
  std::unique_ptr<nlohmann::json> files_;
  std::string checkpoint_;
  std::uint64_t size_ = 0;  // of the checkpoint
  std::uint64_t embedded_ = 0;
  std::vector<storage::LeafRange> judged_;  // ranges whose judgements are in already
  std::vector<std::pair<std::string, storage::LeafRange>> manifests_;
};

}  // namespace custos::server::packet
