// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "server/packet/scratch_file.h"
#include "storage/alert_store.h"
#include "storage/archive.h"
#include "storage/evidence.h"
#include "storage/media_store.h"
#include "storage/reader.h"

namespace custos::server::packet {

enum class Subject { kMessage, kConversation, kAlert, kSearch };

std::string_view ToString(Subject subject);  ///< "message", "conversation", "alert", "search"
std::optional<Subject> ParseSubject(std::string_view name);

/// What somebody wants a packet of, and why.
struct PacketOrder {
  Subject subject = Subject::kMessage;
  std::uint64_t id = 0;             ///< of a message or an alert
  ConversationId conversation;      ///< of a conversation
  TimeMs from = 0;                  ///< of a conversation: inclusive; 0 = open
  TimeMs until = 0;                 ///< exclusive; 0 = open
  storage::SearchQuery query = {};  ///< of a search
  std::string asked;                ///< of a search: the question as it was asked, for people
  std::string reason;               ///< stated in the packet
  std::string login;                ///< of whoever orders it
  std::string name;
};

/// A packet that was made. The file is gone when this is.
struct Packet {
  std::unique_ptr<ScratchFile> file;
  std::string file_name;  ///< for whoever keeps it
  std::uint64_t messages = 0;
  std::uint64_t tree_size = 0;  ///< of the checkpoint that everything is proven under
};

struct PacketSettings {
  std::string directory;            ///< for temporary files
  std::string page;                 ///< the built page that checks a packet
  std::string public_key;           ///< of the archive, as a note verifier key
  std::int32_t zone_minutes = 480;  ///< east of UTC: how transcripts show time
  std::size_t most_messages = 5000;
  std::uint64_t most_embedded = 48ULL << 20;  ///< bytes of media inside the page that checks the packet
};

/// Makes evidence packets. Thread-safe.
class PacketMaker {
 public:
  virtual ~PacketMaker() = default;
  /// Only what the scope shows goes in; what the order names and the scope does not show is kNotFound.
  virtual Result<Packet> Make(const storage::Scope& scope, const PacketOrder& order) = 0;
};

/// Makes them from the archive: a zip with originals, transcript, files, a proof of every record, and a page that
/// checks them without us. Memory is bounded by the rows of `most_messages` messages. Thread-safe. Beside the errors of
/// what it reads: kInvalid "packet.too_large" and "packet.empty", kUnavailable "packet.file" and "packet.no_page".
class PacketService final : public PacketMaker {
 public:
  /// All references must outlive the service.
  PacketService(storage::Reader& reader, storage::AlertStore& alerts, storage::Archive& archive,
                storage::Evidence& evidence, storage::MediaStore& media, const Clock& clock, PacketSettings settings)
      : reader_(reader),
        alerts_(alerts),
        archive_(archive),
        evidence_(evidence),
        media_(media),
        clock_(clock),
        settings_(std::move(settings)) {}

  Result<Packet> Make(const storage::Scope& scope, const PacketOrder& order) override;

 private:
  friend class PacketBuild;

  storage::Reader& reader_;
  storage::AlertStore& alerts_;
  storage::Archive& archive_;
  storage::Evidence& evidence_;
  storage::MediaStore& media_;
  const Clock& clock_;
  const PacketSettings settings_;
};

}  // namespace custos::server::packet
