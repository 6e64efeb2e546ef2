// SPDX-License-Identifier: Apache-2.0
// What a stranger is given: proofs of single leaves, between checkpoints, of completeness and of supervision.
#include <catch2/catch.hpp>
#include <filesystem>

#include "storage/format/cosignature.h"
#include "storage/format/manifest.h"
#include "storage/format/proof.h"
#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

constexpr TimeMs kDay = 86'400'000;
constexpr std::int32_t kZone = 480;

class Proving : public test::Fixture {
 public:
  NoteVerifier key() { return *NoteVerifier::Parse(Sql("SELECT public_key FROM archive_identity").Text(0, 0)); }

  void CommitPage(std::uint64_t first, std::uint64_t count) {
    std::vector<Message> messages;
    for (std::uint64_t i = 0; i < count; ++i) messages.push_back(test::ChatMessage(first + i, "你好，请问价格"));
    CommitRequest request = test::PageOf(std::move(messages));
    request.pack = Sha256("pack one");
    request.messages[0].findings = {test::FindingOf("private_payment")};
    Commit(request);
  }

  std::uint64_t Checkpoint() {
    REQUIRE(storage().archive().Checkpoint().ok());
    return Sql("SELECT max(tree_size) FROM checkpoint").Id(0, 0);
  }

  Manifest ManifestOf(const ManifestView& view) { return *ParseManifest(*key().VerifyText(view.note)); }
};

ProvenClaim Check(const Result<ProofOfLeaf>& proof, const NoteVerifier& key) {
  if (!proof) FAIL(proof.error().code);
  const auto parsed = ParseLeafProof(proof->text);
  REQUIRE(parsed.ok());
  const auto claim = CheckLeafProof(*parsed, key);
  if (!claim) FAIL(claim.error().code);
  return *claim;
}

}  // namespace

TEST_CASE("A message, an alert, a decision and a rule-pack change are proven by the public key alone") {
  Proving f;
  REQUIRE(f.storage().archive().ActivatePack(Sha256("pack one"), "manifest of a pack").ok());
  f.CommitPage(1, 300);
  const std::uint64_t alert = f.Sql("SELECT min(alert_id) FROM alert").Id(0, 0);
  REQUIRE(f.storage().alerts().Decide(Scope::All(), alert, 1, AlertState::kViolation, 0, "谈话", false).ok());
  const std::uint64_t decision = f.Sql("SELECT min(decision_id) FROM alert_decision").Id(0, 0);
  const std::uint64_t pack = f.Sql("SELECT activated_id FROM pack").Id(0, 0);
  const std::uint64_t message = f.Sql("SELECT message_id FROM message WHERE seq = 13").Id(0, 0);
  Evidence& evidence = f.storage().evidence();

  CHECK(std::get<MessageFields>(Check(evidence.ProveLeaf(message, 0, true), f.key()).record.fields).seq == 13);
  CHECK(std::get<AlertFields>(Check(evidence.ProveLeaf(alert, 0, true), f.key()).record.fields).category ==
        "private_payment");
  CHECK(std::get<DecisionFields>(Check(evidence.ProveLeaf(decision, 0, true), f.key()).record.fields).to ==
        AlertState::kViolation);
  CHECK(std::get<PackFields>(Check(evidence.ProveLeaf(pack, 0, true), f.key()).record.fields).pack ==
        Sha256("pack one"));

  SECTION("the content is in the proof, or left out when asked") {
    const auto with = ParseLeafProof(evidence.ProveLeaf(message, 0, true)->text);
    CHECK(DecodeContent(with->leaf.content)->text == "你好，请问价格");
    const auto without = evidence.ProveLeaf(message, 0, false);
    CHECK(ParseLeafProof(without->text)->leaf.content.empty());
    CHECK(without->text.size() < 2500);
  }
  SECTION("under a kept checkpoint of any size that holds it") {
    const std::uint64_t size = f.Checkpoint();
    f.CommitPage(301, 50);
    f.Checkpoint();
    const auto old = evidence.ProveLeaf(message, size, true);
    CHECK(old->tree_size == size);
    Check(old, f.key());
    CHECK(evidence.ProveLeaf(message, 7, true).error().code == "evidence.no_checkpoint");
    CHECK(evidence.ProveLeaf(size + 1, size, true).error().code == "evidence.no_leaf");
    CHECK(evidence.ProveLeaf(1'000'000, 0, true).error().code == "evidence.no_leaf");
  }
}

TEST_CASE("Any two kept checkpoints are proven to be of one history") {
  Proving f;
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t page = 0; page < 4; ++page) {
    f.CommitPage(page * 300 + 1, 300);
    sizes.push_back(f.Checkpoint());
  }
  for (const std::uint64_t older : sizes) {
    for (const std::uint64_t newer : sizes) {
      const auto text = f.storage().evidence().ProveConsistency(older, newer);
      if (older > newer) {
        CHECK(text.error().code == "evidence.proof_range");
        continue;
      }
      REQUIRE(text.ok());
      CHECK(CheckConsistency(*ParseConsistency(*text), f.key()).ok());
    }
  }
  const auto page = f.storage().evidence().Checkpoints(0, 3);
  REQUIRE(page->items.size() == 3);
  CHECK(page->items[0].size == sizes[3]);
  CHECK(page->next_before == sizes[1]);
  CHECK(f.storage().evidence().Checkpoints(page->next_before, 3)->items[0].size == sizes[0]);
}

TEST_CASE("A day that is over gets a manifest for every source, chained to the day before") {
  Proving f;
  Evidence& evidence = f.storage().evidence();
  CHECK(*evidence.MakeManifests(kZone, false) == 0);
  f.CommitPage(1, 10);
  f.CommitPage(14, 7);                                // 11, 12 and 13 never came
  CHECK(*evidence.MakeManifests(kZone, false) == 0);  // the day is not over
  f.clock().Advance(kDay);
  CHECK(*evidence.MakeManifests(kZone, false) == 1);
  CHECK(*evidence.MakeManifests(kZone, false) == 0);

  ManifestPage page = *evidence.Manifests({});
  REQUIRE(page.items.size() == 1);
  const Manifest first = f.ManifestOf(page.items[0]);
  CHECK(first.source == test::kSource);
  CHECK(first.first == 0);
  CHECK(first.end == page.items[0].leaf);
  CHECK(first.messages == 17);
  CHECK(first.sequence == NumberRun{1, 20});
  CHECK(first.gaps == NumberRuns{3, 1, {{11, 13}}});
  CHECK_FALSE(first.previous.has_value());
  CHECK(page.items[0].missing == 3);

  f.CommitPage(12, 1);
  f.CommitPage(21, 2);
  f.clock().Advance(kDay);
  CHECK(*evidence.MakeManifests(kZone, false) == 1);
  page = *evidence.Manifests({});
  const Manifest second = f.ManifestOf(page.items[0]);
  CHECK(second.first == first.end);
  CHECK(second.previous == Manifest::Previous{page.items[1].leaf, Sha256(FormatManifest(first))});
  CHECK(second.sequence == NumberRun{21, 22});
  CHECK(second.late == NumberRuns{1, 1, {{12, 12}}});
  CHECK(second.day == first.day + 1);

  SECTION("a manifest is a leaf, and proven like one") {
    const ProvenClaim claim = Check(evidence.ProveLeaf(page.items[0].leaf, 0, true), f.key());
    CHECK(std::get<ManifestFields>(claim.record.fields).text == FormatManifest(second));
  }
  SECTION("today so far is cut when asked, and the rest of the day gets its own") {
    f.CommitPage(30, 1);
    CHECK(*evidence.MakeManifests(kZone, true) == 1);
    f.CommitPage(31, 1);
    f.clock().Advance(kDay);
    CHECK(*evidence.MakeManifests(kZone, false) == 1);
    page = *evidence.Manifests({});
    CHECK(f.ManifestOf(page.items[0]).first == f.ManifestOf(page.items[1]).end);
    CHECK(page.items[0].day == page.items[1].day);
  }
  SECTION("lists are filtered by source and by leaf, and paged") {
    CHECK(evidence.Manifests({.source = "none"})->items.empty());
    CHECK(evidence.Manifests({.source = {}, .leaf = 3})->items[0].leaf == page.items[1].leaf);
    const ManifestPage one = *evidence.Manifests({.source = {}, .leaf = {}, .before = 0, .limit = 1});
    REQUIRE(one.items.size() == 1);
    CHECK(evidence.Manifests({.source = {}, .leaf = {}, .before = one.next_before, .limit = 1})->next_before == 0);
  }
  SECTION("each lies beside the database as a file, made again when it is lost") {
    const auto directory = f.data_dir() / "manifests";
    const auto count = [&] {
      return std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator());
    };
    CHECK(count() == 2);
    std::filesystem::remove_all(directory);
    CHECK(*evidence.MakeManifests(kZone, false) == 0);
    CHECK(count() == 2);
  }
}

TEST_CASE("Days on which nothing was appended have no manifest, and nothing is left out around them") {
  Proving f;
  f.CommitPage(1, 5);
  f.clock().Advance(5 * kDay);
  f.CommitPage(6, 5);
  f.clock().Advance(kDay);
  CHECK(*f.storage().evidence().MakeManifests(kZone, false) == 2);
  const ManifestPage page = *f.storage().evidence().Manifests({});
  CHECK(page.items[0].first == page.items[1].end);
  CHECK(f.ManifestOf(page.items[0]).day == f.ManifestOf(page.items[1]).day + 5);
}

TEST_CASE("Parked messages are listed until they are settled") {
  Proving f;
  CommitRequest request = test::PageOf({test::ChatMessage(1, "a"), test::ChatMessage(3, "b")});
  request.parked = {{.source = test::kSource,
                     .seq = 2,
                     .key = "msg-2",
                     .reason = "wecom.key_version_unknown",
                     .key_version = 4,
                     .envelope = "secret"}};
  f.Commit(request);
  f.clock().Advance(kDay);
  REQUIRE(*f.storage().evidence().MakeManifests(kZone, false) == 1);
  const Manifest first = f.ManifestOf(f.storage().evidence().Manifests({})->items[0]);
  REQUIRE(first.held.size() == 1);
  CHECK(first.held[0].seq == 2);
  CHECK(first.held[0].reason == "wecom.key_version_unknown");
  CHECK(first.gaps.numbers == 0);

  CommitRequest later;
  later.source = test::kSource;
  later.messages = {{test::ChatMessage(2, "c"), {}}};
  later.unparked = {{2, ""}};
  f.Commit(later);
  f.clock().Advance(kDay);
  REQUIRE(*f.storage().evidence().MakeManifests(kZone, false) == 1);
  const Manifest second = f.ManifestOf(f.storage().evidence().Manifests({})->items[0]);
  CHECK(second.freed == std::vector<ParkedLine>{{first.held[0].leaf, 2, ""}});
  CHECK(second.late.numbers == 1);
}

TEST_CASE("For any range it is told which pack judged it, when, and with what result") {
  Proving f;
  REQUIRE(f.storage().archive().ActivatePack(Sha256("pack one"), "manifest of a pack").ok());
  f.CommitPage(1, 20);
  f.clock().Advance(1000);
  f.CommitPage(21, 20);
  const std::uint64_t first = f.Sql("SELECT message_id FROM message WHERE seq = 5").Id(0, 0);
  const auto found = f.storage().evidence().Supervise(first, first + 1);
  REQUIRE(found.ok());
  CHECK(found->messages == 1);
  REQUIRE(found->judgements.size() == 1);
  CHECK(found->judgements[0].pack == Sha256("pack one"));
  CHECK(found->judgements[0].alerts == 1);
  CHECK(found->unjudged.empty());
  REQUIRE(found->packs.size() == 1);
  CHECK(found->packs[0].leaf == f.Sql("SELECT activated_id FROM pack").Id(0, 0));
  Check(f.storage().evidence().ProveLeaf(found->judgements[0].leaf, 0, true), f.key());

  const auto all = f.storage().evidence().Supervise(0, 0);
  CHECK(all->messages == 40);
  CHECK(all->judgements.size() == 2);
  CHECK(all->judgements[1].at == all->judgements[0].at + 1000);
  CHECK(all->next == 0);
  CHECK(f.storage().evidence().Supervise(1'000'000, 0).error().code == "evidence.proof_range");
}

TEST_CASE("Cosignatures and timestamps are kept with their checkpoint") {
  Proving f;
  f.CommitPage(1, 5);
  const std::uint64_t size = f.Checkpoint();
  Evidence& evidence = f.storage().evidence();
  const std::string note = evidence.Checkpoints(0, 1)->items[0].note;
  const Cosigner witness = *Cosigner::Generate("witness.example/w1");
  const std::string line = *witness.SignatureLine(*f.key().VerifyText(note), f.clock().Now());
  CHECK(evidence.AddCosignatures(size, line).ok());
  CHECK(evidence.AddCosignatures(size, line).ok());
  CHECK(evidence.AddCosignatures(size + 1, line).error().code == "evidence.no_checkpoint");
  CHECK_FALSE(evidence.AddCosignatures(size, "nonsense\n").ok());
  CHECK(evidence.AddTimestamp(size, {"http://tsa.example", 5}, "response").ok());
  const CheckpointView view = evidence.Checkpoints(0, 1)->items[0];
  CHECK(view.note == note + line);
  CHECK(view.signers == std::vector<std::string>{"witness.example/w1"});
  REQUIRE(view.timestamps.size() == 1);
  CHECK(view.timestamps[0].at == 5);
}

}  // namespace custos::storage
