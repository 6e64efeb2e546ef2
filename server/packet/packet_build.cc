// SPDX-License-Identifier: Apache-2.0
#include "server/packet/packet_build.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "storage/format/content.h"
#include "storage/format/proof.h"

namespace custos::server::packet {
namespace {

using nlohmann::json;
using storage::LeafRange;
using storage::MessageView;

constexpr std::size_t kPiece = 1 << 20;
constexpr std::size_t kCheckpointsLookedAt = 200;
constexpr Language kLanguages[] = {Language::kChinese, Language::kEnglish};
constexpr std::string_view kTranscripts[] = {"transcript.zh-CN.html", "transcript.en.html"};

std::string ToText(const json& value) { return value.dump(1, ' ', false, json::error_handler_t::replace) + "\n"; }

/// The ending of a file name where it is short and plain, with its dot.
std::string EndingOf(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || name.size() - dot > 9 || name.size() - dot < 2) return {};
  const std::string ending = name.substr(dot);
  const bool plain = std::all_of(ending.begin() + 1, ending.end(),
                                 [](char c) { return c > 0 && std::isalnum(static_cast<unsigned char>(c)) != 0; });
  return plain ? ending : std::string();
}

bool Holds(const LeafRange& range, std::uint64_t leaf) { return range.first <= leaf && leaf < range.end; }

std::string ProofPath(std::uint64_t leaf) { return "proofs/" + std::to_string(leaf) + ".tlog-proof"; }

}  // namespace

PacketBuild::PacketBuild(PacketService& service, const storage::Scope& scope, const PacketOrder& order)
    : service_(service),
      scope_(scope),
      order_(order),
      made_at_(service.clock_.Now()),
      leaves_(std::make_unique<json>(json::array())),
      files_(std::make_unique<json>(json::array())) {}

PacketBuild::~PacketBuild() = default;

Result<Packet> PacketBuild::Run(const PacketCase& about) {
  if (Status status = Begin(); !status) return status.error();
  for (const ChosenMessage& chosen : about.messages) {
    if (Status status = AddMessage(chosen); !status) return status.error();
  }
  for (const auto* leaves : {&about.alerts, &about.decisions}) {
    for (const std::uint64_t leaf : *leaves) {
      if (Status status = AddLeaf(leaf, nullptr); !status) return status.error();
    }
  }
  if (Status status = AddTranscripts(); !status) return status.error();
  if (Status status = AddWitnessed(); !status) return status.error();
  if (Status status = Finish(); !status) return status.error();
  Packet packet;
  packet.file = std::move(target_);
  packet.file_name = "custos-" + std::string(ToString(order_.subject)) + "-" +
                     (order_.id != 0 ? std::to_string(order_.id) + "-" : std::string()) + std::to_string(size_) +
                     ".zip";
  packet.messages = about.messages.size();
  packet.tree_size = size_;
  return packet;
}

Status PacketBuild::Begin() {
  const PacketSettings& settings = service_.settings_;
  Result<std::string> note = service_.archive_.Checkpoint();
  if (!note) return note.error();
  const auto claim = storage::ParseClaim(*note);
  if (!claim) return claim.error();
  checkpoint_ = std::move(*note);
  size_ = claim->size;

  Result<std::unique_ptr<ScratchFile>> target = ScratchFile::Create(settings.directory);
  if (!target) return target.error();
  target_ = std::move(*target);
  Result<std::unique_ptr<ZipFile>> zip = ZipFile::Create(target_->path(), made_at_);
  if (!zip) return zip.error();
  zip_ = std::move(*zip);
  Result<std::unique_ptr<VerifyPage>> page = VerifyPage::Begin(settings.page, settings.directory);
  if (!page) return page.error();
  page_ = std::move(*page);
  for (const std::size_t n : {0U, 1U}) {
    Result<std::unique_ptr<ScratchFile>> transcript = ScratchFile::Create(settings.directory);
    if (!transcript) return transcript.error();
    transcripts_[n] = std::move(*transcript);
    const std::string title = claim->origin + " · " + std::string(ToString(order_.subject));
    if (Status status = transcripts_[n]->Write(TranscriptHead(kLanguages[n], title, settings.zone_minutes)); !status) {
      return status;
    }
  }
  std::string key = settings.public_key;
  if (!key.ends_with('\n')) key += '\n';
  if (Status status = AddSmall("archive.pub", key); !status) return status;
  return AddSmall("checkpoint", checkpoint_);
}

Status PacketBuild::Note(const Result<ZippedFile>& file) {
  if (!file) return file.error();
  files_->push_back({{"path", file->path}, {"size", file->size}, {"sha256", HexEncode(AsBytes(file->sha256))}});
  return {};
}

Status PacketBuild::AddSmall(const std::string& path, std::string_view bytes) {
  if (Status status = Note(zip_->Add(path, bytes)); !status) return status;
  return page_->Embed(path, bytes);
}

Status PacketBuild::Copy(const std::string& path, const ScratchFile& file, bool listed) {
  if (Status status = zip_->Begin(path); !status) return status;
  for (std::uint64_t offset = 0; offset < file.size();) {
    const std::string piece = file.Read(offset, kPiece);
    if (piece.empty()) return Error{ErrorKind::kUnavailable, "packet.file", "a temporary file cannot be read"};
    if (Status status = zip_->Write(piece); !status) return status;
    offset += piece.size();
  }
  const Result<ZippedFile> done = zip_->End();
  if (!done) return done.error();
  return listed ? Note(done) : Status();
}

Status PacketBuild::AddLeaf(std::uint64_t leaf, std::string* original) {
  const Result<storage::ProofOfLeaf> proof = service_.evidence_.ProveLeaf(leaf, size_, true);
  if (!proof) return proof.error();
  json entry{{"leaf", leaf}, {"kind", proof->kind}, {"proof", ProofPath(leaf)}};
  if (proof->erased) entry["erased"] = true;
  if (original != nullptr && !proof->erased) {
    const auto parsed = storage::ParseLeafProof(proof->text);
    if (!parsed) return parsed.error();
    Result<Message> message = storage::DecodeContent(parsed->leaf.content);
    if (!message) return message.error();
    *original = std::move(message->raw);
    entry["original"] = "messages/" + std::to_string(leaf) + ".json";
  }
  leaves_->push_back(std::move(entry));
  return AddSmall(ProofPath(leaf), proof->text);
}

Status PacketBuild::AddMessage(const ChosenMessage& chosen) {
  const MessageView& view = chosen.view;
  const std::uint64_t id = view.ref.message_id;
  std::string original;
  if (Status status = AddLeaf(id, &original); !status) return status;
  if (leaves_->back().contains("original")) {
    const std::string path = leaves_->back()["original"].get<std::string>();
    if (Status status = Note(zip_->Add(path, original)); !status) return status;
  }
  std::vector<TranscriptFile> files;
  for (const storage::MediaView& media : view.media) {
    Result<TranscriptFile> file = AddMedia(view, media);
    if (!file) return file.error();
    files.push_back(std::move(*file));
  }
  for (const std::size_t n : {0U, 1U}) {
    const Status written = transcripts_[n]->Write(
        TranscriptMessage(kLanguages[n], view, files, chosen.marked, service_.settings_.zone_minutes));
    if (!written) return written;
  }
  if (Status status = AddSupervision(id); !status) return status;
  return AddManifest(view);
}

Result<TranscriptFile> PacketBuild::AddMedia(const MessageView& message, const storage::MediaView& media) {
  const std::uint64_t id = message.ref.message_id;
  TranscriptFile shown{.path = {}, .name = media.name, .kind = media.kind};
  const Result<storage::MediaView> stored = service_.reader_.GetMedia(scope_, id, media.position);
  if (!stored) return stored.error();
  if (!stored->content || stored->leaf == 0 || stored->leaf >= size_) return shown;  // not there yet, or gone
  const Result<std::uint64_t> size = service_.media_.Size(*stored->content);
  if (!size) return size.error();
  if (Status status = AddLeaf(stored->leaf, nullptr); !status) return status.error();

  shown.path = "media/" + std::to_string(id) + "-" + std::to_string(media.position) + EndingOf(media.name);
  json& entry = leaves_->back();
  entry["message"] = id;
  entry["position"] = media.position;
  entry["file"] = shown.path;
  entry["name"] = media.name;
  if (Status status = zip_->Begin(shown.path); !status) return status.error();
  for (std::uint64_t offset = 0; offset < *size;) {
    const Result<std::string> piece = service_.media_.Read(*stored->content, offset, kPiece);
    if (!piece) return piece.error();
    if (piece->empty()) return Error{ErrorKind::kCorrupt, "media.short", "a stored file is shorter than it was"};
    if (Status status = zip_->Write(*piece); !status) return status.error();
    offset += piece->size();
  }
  if (Status status = Note(zip_->End()); !status) return status.error();
  if (embedded_ + *size > service_.settings_.most_embedded) return shown;
  embedded_ += *size;
  const Status embedded = page_->Embed(shown.path, [&](std::uint64_t offset, std::size_t max) {
    Result<std::string> piece = service_.media_.Read(*stored->content, offset, max);
    return piece ? std::move(*piece) : std::string();
  });
  if (!embedded) return embedded.error();
  return shown;
}

Status PacketBuild::AddSupervision(std::uint64_t message_id) {
  const auto known = [&](const LeafRange& range) { return Holds(range, message_id); };
  if (std::any_of(judged_.begin(), judged_.end(), known)) return {};
  const Result<storage::Supervision> supervision = service_.evidence_.Supervise(message_id, message_id + 1);
  if (!supervision) return supervision.error();
  for (const storage::JudgementView& judgement : supervision->judgements) {
    if (judgement.leaf >= size_) continue;
    judged_.push_back({judgement.first, judgement.end});
    if (Status status = AddLeaf(judgement.leaf, nullptr); !status) return status;
  }
  return {};
}

Status PacketBuild::AddManifest(const MessageView& message) {
  const std::uint64_t id = message.ref.message_id;
  for (const auto& [source, range] : manifests_) {
    if (source == message.source && Holds(range, id)) return {};
  }
  const Result<storage::ManifestPage> page =
      service_.evidence_.Manifests({.source = message.source, .leaf = id, .before = 0, .limit = 1});
  if (!page) return page.error();
  for (const storage::ManifestView& manifest : page->items) {
    manifests_.emplace_back(message.source, LeafRange{manifest.first, manifest.end});
    if (Status status = AddSmall("manifests/" + std::to_string(manifest.leaf), manifest.note); !status) return status;
  }
  return {};
}

// The newest kept checkpoint that others vouch for, and that ours continues it.
Status PacketBuild::AddWitnessed() {
  const Result<storage::CheckpointPage> page = service_.evidence_.Checkpoints(size_ + 1, kCheckpointsLookedAt);
  if (!page) return page.error();
  for (const storage::CheckpointView& checkpoint : page->items) {
    if (checkpoint.signers.empty() && checkpoint.timestamps.empty()) continue;
    if (Status status = AddSmall("witnessed-checkpoint", checkpoint.note); !status) return status;
    if (checkpoint.size == size_) return {};
    const Result<std::string> proof = service_.evidence_.ProveConsistency(checkpoint.size, size_);
    if (!proof) return proof.error();
    return AddSmall("consistency", *proof);
  }
  return {};
}

Status PacketBuild::AddTranscripts() {
  for (const std::size_t n : {0U, 1U}) {
    if (Status status = transcripts_[n]->Write(TranscriptFoot()); !status) return status;
    if (Status status = Copy(std::string(kTranscripts[n]), *transcripts_[n], true); !status) return status;
  }
  return {};
}

Status PacketBuild::Finish() {
  json subject{{"kind", ToString(order_.subject)}};
  if (order_.id != 0) subject["id"] = order_.id;
  if (order_.subject == Subject::kConversation) subject["conversation"] = order_.conversation.Hex();
  if (order_.from != 0) subject["from"] = order_.from;
  if (order_.until != 0) subject["until"] = order_.until;
  if (order_.subject == Subject::kSearch) subject["asked"] = order_.asked;
  const json manifest{{"format", "custos/packet/1"},   {"subject", std::move(subject)},
                      {"reason", order_.reason},       {"made_by", {{"login", order_.login}, {"name", order_.name}}},
                      {"made_at", made_at_},           {"zone_minutes", service_.settings_.zone_minutes},
                      {"leaves", std::move(*leaves_)}, {"files", std::move(*files_)}};
  const std::string text = ToText(manifest);
  if (const auto added = zip_->Add("manifest.json", text); !added) return added.error();
  if (Status status = page_->Embed("manifest.json", text); !status) return status;
  if (Status status = page_->Finish(); !status) return status;
  if (Status status = Copy("verify.html", page_->file(), false); !status) return status;
  if (Status status = zip_->Close(); !status) return status;
  return target_->Refresh();
}

}  // namespace custos::server::packet
