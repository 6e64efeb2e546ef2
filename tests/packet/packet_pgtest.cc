// SPDX-License-Identifier: Apache-2.0
// Evidence packets of a real archive: what is in them, what is proven, who may have one.
#include <unzip.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "server/packet/packet_service.h"
#include "storage/format/proof.h"
#include "storage/media/file_media_store.h"
#include "storage/postgres/test_storage.h"

namespace custos {
namespace {

using nlohmann::json;
using server::packet::Packet;
using server::packet::PacketOrder;
using server::packet::PacketService;
using server::packet::Subject;
using storage::Scope;
using storage::test::ChatMessage;
using storage::test::PageOf;

constexpr char kPicture[] = "bytes of a picture";

std::map<std::string, std::string> Unzip(const std::string& path) {
  std::map<std::string, std::string> files;
  const unzFile zip = ::unzOpen64(path.c_str());
  REQUIRE(zip != nullptr);
  for (int more = ::unzGoToFirstFile(zip); more == UNZ_OK; more = ::unzGoToNextFile(zip)) {
    char name[256];
    REQUIRE(::unzGetCurrentFileInfo64(zip, nullptr, name, sizeof(name), nullptr, 0, nullptr, 0) == UNZ_OK);
    REQUIRE(::unzOpenCurrentFile(zip) == UNZ_OK);
    char buffer[65536];
    std::string& out = files[name];
    for (int got = 0; (got = ::unzReadCurrentFile(zip, buffer, sizeof(buffer))) > 0;) {
      out.append(buffer, static_cast<std::size_t>(got));
    }
    REQUIRE(::unzCloseCurrentFile(zip) == UNZ_OK);
  }
  ::unzClose(zip);
  return files;
}

/// A conversation of 30 messages; the 10th has a picture, the 20th raised an alert that was decided about.
class Case : public storage::test::Fixture {
 public:
  Case() {
    std::vector<Message> messages;
    for (std::uint64_t seq = 1; seq <= 30; ++seq) messages.push_back(ChatMessage(seq, "样品 " + std::to_string(seq)));
    messages[9].type = "image";
    messages[9].media = {{.kind = "image", .locator = "sdk", .md5 = Md5Hex(kPicture), .size = 18, .name = "图.png"}};
    storage::CommitRequest page = PageOf(messages);
    page.messages[19].findings = {storage::test::FindingOf("private_payment")};
    Commit(page);
    CommitMessages({ChatMessage(31, "别人的话", "li", "wm_customer_2")});
    auto media = storage::FileMediaStore::Open(data_dir() / "media");
    REQUIRE(media.ok());
    media_ = std::move(*media);
    auto upload = media_->Create();
    REQUIRE((*upload)->Write(kPicture).ok());
    const Digest content = *(*upload)->Commit();
    const storage::MediaTask task = storage().media_queue().Take(clock().Now(), 1000, 1)->at(0);
    REQUIRE(storage().media_queue().Finish(task, content, sizeof(kPicture) - 1).ok());
    alert_ = Sql("SELECT min(alert_id) FROM alert").Id(0, 0);
    REQUIRE(storage().alerts().Decide(Scope::All(), alert_, 1, storage::AlertState::kViolation, 0, "谈话", false).ok());
    std::ofstream(data_dir() / "verify.html") << "<main></main><!--custos-packet--><script></script>";
    key_ = *(*storage().OpenEvidence())->PublicKey();
    settings_ = {.directory = data_dir().string(), .page = (data_dir() / "verify.html").string(), .public_key = key_};
  }

  std::uint64_t MessageId(int seq) {
    return Sql("SELECT message_id FROM message WHERE seq = " + std::to_string(seq)).Id(0, 0);
  }

  Result<Packet> Make(const PacketOrder& order, const Scope& scope = Scope::All()) {
    PacketService service(storage().reader(), storage().alerts(), storage().archive(), storage().evidence(), *media_,
                          clock(), settings_);
    return service.Make(scope, order);
  }

  std::map<std::string, std::string> Files(PacketOrder order) {
    order.reason = "为仲裁案 2026-1";
    order.login = "officer";
    const Result<Packet> packet = Make(order);
    if (!packet) FAIL(packet.error().code);
    return Unzip(packet->file->path());
  }

  storage::ProvenClaim Proven(const std::map<std::string, std::string>& files, const std::string& path) {
    const auto proof = storage::ParseLeafProof(files.at(path));
    REQUIRE(proof.ok());
    const auto claim = storage::CheckLeafProof(*proof, *storage::NoteVerifier::Parse(key_));
    if (!claim) FAIL(claim.error().code);
    CHECK(proof->checkpoint == files.at("checkpoint"));
    return *claim;
  }

  std::uint64_t alert_ = 0;
  std::string key_;
  std::unique_ptr<storage::FileMediaStore> media_;
  server::packet::PacketSettings settings_;
};

std::map<std::string, int> KindsOf(const json& manifest) {
  std::map<std::string, int> kinds;
  for (const json& leaf : manifest["leaves"]) ++kinds[leaf["kind"].get<std::string>()];
  return kinds;
}

}  // namespace

TEST_CASE("a packet of a message holds its original, its proof, its file and who judged it") {
  Case f;
  const auto files = f.Files({.subject = Subject::kMessage, .id = f.MessageId(10)});
  const std::string id = std::to_string(f.MessageId(10));
  CHECK(std::get<storage::MessageFields>(f.Proven(files, "proofs/" + id + ".tlog-proof").record.fields).seq == 10);
  CHECK(files.at("messages/" + id + ".json") == *f.storage().reader().ReadOriginal(Scope::All(), f.MessageId(10)));
  CHECK(files.at("media/" + id + "-0.png") == kPicture);
  const json manifest = json::parse(files.at("manifest.json"));
  CHECK(KindsOf(manifest) == std::map<std::string, int>{{"judgement", 1}, {"media", 1}, {"message", 1}});
  CHECK(manifest["reason"] == "为仲裁案 2026-1");
  CHECK(manifest["made_by"]["login"] == "officer");
  for (const json& leaf : manifest["leaves"]) {
    const auto claim = f.Proven(files, leaf["proof"].get<std::string>());
    if (leaf["kind"] == "media") {
      CHECK(std::get<storage::MediaFields>(claim.record.fields).content == Sha256(kPicture));
    }
  }
}

TEST_CASE("a packet lists every file but itself with its hash") {
  Case f;
  const auto files = f.Files({.subject = Subject::kMessage, .id = f.MessageId(10)});
  const json manifest = json::parse(files.at("manifest.json"));
  CHECK(manifest["files"].size() == files.size() - 2);  // not the list, not the page that holds it
  for (const json& file : manifest["files"]) {
    const std::string& bytes = files.at(file["path"].get<std::string>());
    INFO(file["path"]);
    CHECK(file["size"] == bytes.size());
    CHECK(file["sha256"] == HexEncode(AsBytes(Sha256(bytes))));
  }
  const std::string& page = files.at("verify.html");
  for (const char* path : {"manifest.json", "checkpoint", "archive.pub"}) {
    CHECK(page.find("data-file=\"" + std::string(path) + "\">" + Base64Encode(files.at(path))) != page.npos);
  }
}

TEST_CASE("a packet of an alert holds what was said around it, the alert and the decisions") {
  Case f;
  const auto files = f.Files({.subject = Subject::kAlert, .id = f.alert_});
  const auto kinds = KindsOf(json::parse(files.at("manifest.json")));
  CHECK(kinds.at("message") == 11);  // five before, five after
  CHECK(kinds.at("alert") == 1);
  CHECK(kinds.at("decision") == 1);
  CHECK(kinds.at("judgement") == 1);
  CHECK(files.at("transcript.zh-CN.html").find("<article class=\"marked\">") != std::string::npos);
}

TEST_CASE("a packet of a conversation holds all of it, or a time of it") {
  Case f;
  const ConversationId conversation = ChatMessage(1, "").conversation();
  CHECK(KindsOf(
            json::parse(f.Files({.subject = Subject::kConversation, .conversation = conversation}).at("manifest.json")))
            .at("message") == 30);
  const TimeMs from = ChatMessage(11, "").sent_at;
  const auto part = f.Files({.subject = Subject::kConversation,
                             .conversation = conversation,
                             .from = from,
                             .until = ChatMessage(21, "").sent_at});
  CHECK(KindsOf(json::parse(part.at("manifest.json"))).at("message") == 10);
  CHECK(part.at("transcript.en.html").find("样品 11<") != std::string::npos);
  CHECK(part.at("transcript.en.html").find("样品 21<") == std::string::npos);
}

TEST_CASE("a packet of a search holds every hit of all its pages") {
  Case f;
  PacketOrder order{.subject = Subject::kSearch};
  order.query.text = "样品";
  order.asked = "样品";
  CHECK(KindsOf(json::parse(f.Files(order).at("manifest.json"))).at("message") == 30);
  order.query.text = "没有人说过";
  CHECK(f.Make(order).error().code == "packet.empty");
}

TEST_CASE("nobody gets a packet of what he may not see") {
  Case f;
  const Scope li{.kind = Scope::Kind::kOwn, .departments = {}, .employees = {{storage::test::kSource, "li"}}};
  CHECK(f.Make({.subject = Subject::kMessage, .id = f.MessageId(10)}, li).error().kind == ErrorKind::kNotFound);
  CHECK(f.Make({.subject = Subject::kAlert, .id = f.alert_}, li).error().kind == ErrorKind::kNotFound);
  CHECK(
      f.Make({.subject = Subject::kConversation, .conversation = ChatMessage(1, "").conversation()}, li).error().kind ==
      ErrorKind::kNotFound);
  PacketOrder search{.subject = Subject::kSearch};
  search.query.text = "样品";
  CHECK(f.Make(search, li).error().code == "packet.empty");
  CHECK(f.Make({.subject = Subject::kMessage, .id = f.MessageId(31)}, li).ok());
}

TEST_CASE("what is not a message, not there or too much is a clear error") {
  Case f;
  CHECK(f.Make({.subject = Subject::kMessage, .id = f.alert_}).error().kind == ErrorKind::kNotFound);
  CHECK(f.Make({.subject = Subject::kMessage, .id = 999'999}).error().kind == ErrorKind::kNotFound);
  f.settings_.most_messages = 29;
  CHECK(f.Make({.subject = Subject::kConversation, .conversation = ChatMessage(1, "").conversation()}).error().code ==
        "packet.too_large");
}

TEST_CASE("a packet ends nothing but its own files when it is dropped") {
  Case f;
  const auto count = [&] {
    return std::count_if(std::filesystem::directory_iterator(f.data_dir()), {},
                         [](const auto& entry) { return entry.path().filename().string().starts_with("packet-"); });
  };
  {
    const Result<Packet> packet = f.Make({.subject = Subject::kMessage, .id = f.MessageId(10)});
    CHECK(count() == 1);
  }
  CHECK(count() == 0);
  f.settings_.page = "/nonexistent-custos";
  CHECK(f.Make({.subject = Subject::kMessage, .id = f.MessageId(10)}).error().code == "packet.no_page");
  CHECK(count() == 0);
}

TEST_CASE("a checkpoint that others signed is in a packet with the proof that ours continues it") {
  Case f;
  const Result<std::string> note = f.storage().archive().Checkpoint();
  const std::uint64_t size = storage::ParseClaim(*note)->size;
  REQUIRE(f.storage()
              .evidence()
              .AddCosignatures(size, "\xE2\x80\x94 witness.example/w1 " + Base64Encode(std::string(76, 'x')) + "\n")
              .ok());
  f.CommitMessages({ChatMessage(32, "后来的话")});
  const auto files = f.Files({.subject = Subject::kMessage, .id = f.MessageId(10)});
  CHECK(files.at("witnessed-checkpoint").find("witness.example/w1") != std::string::npos);
  const auto proof = storage::ParseConsistency(files.at("consistency"));
  REQUIRE(proof.ok());
  CHECK(proof->newer == files.at("checkpoint"));
  CHECK(storage::CheckConsistency(*proof, *storage::NoteVerifier::Parse(f.key_)).ok());
}

}  // namespace custos
