// SPDX-License-Identifier: Apache-2.0
#include "storage/format/bundle.h"

#include <catch2/catch.hpp>

#include "storage/format/merkle.h"
#include "storage/format/sample_test.h"

namespace custos::storage {
namespace {

using testing::FullMessage;

constexpr TimeMs kAt = 1'700'000'500'000;
const Digest kSeed = Sha256("seed of a test");

// 0 page, 1-3 messages, 4 parked, 5 alert, 6 judgement, 7 decision
BundleBuilder Sample(std::uint64_t first = 0) {
  BundleBuilder builder(first, kAt, kSeed);
  builder.Add(PageFields{.source = "wecom:ww1", .first_seq = 1, .last_seq = 4, .count = 4, .reply = kSeed});
  const std::uint64_t from = builder.next();
  for (std::uint64_t seq = 1; seq <= 3; ++seq) builder.AddMessage(FullMessage(seq));
  builder.Add(ParkedFields{"wecom:ww1", 4, "k4", "wecom.decrypt", 2, Sha256("cipher")}, "cipher");
  builder.Add(AlertFields{from, "abuse", Severity::kHigh, kSeed}, EncodeFindings({}));
  builder.AddJudgement(kSeed, from, from + 4);
  builder.Add(DecisionFields{5, AlertState::kNew, AlertState::kInReview, false}, EncodeStatement({1, "u", "n"}));
  return builder;
}

std::string SampleBytes(std::uint64_t first = 0) {
  Result<std::string> bytes = Sample(first).Finish();
  REQUIRE(bytes.ok());
  return std::move(*bytes);
}

}  // namespace

TEST_CASE("a bundle gives back every leaf with the hash it had when it was made") {
  const BundleBuilder builder = Sample(1000);
  const Result<Bundle> bundle = Bundle::Decode(SampleBytes(1000));
  REQUIRE(bundle.ok());
  CHECK(bundle->first() == 1000);
  CHECK(bundle->end() == 1008);
  const Result<std::vector<Digest>> hashes = bundle->LeafHashes();
  REQUIRE(hashes.ok());
  CHECK(*hashes == builder.leaf_hashes());
  for (std::uint64_t index = 1000; index < 1008; ++index) {
    const Result<Leaf> leaf = bundle->ReadLeaf(index);
    REQUIRE(leaf.ok());
    CHECK(leaf->hash_ok);
    CHECK(leaf->commitment_ok);
    const Result<Record> record = DecodeRecord(leaf->record);
    REQUIRE(record.ok());
    CHECK(record->at == kAt);
    if (record->commitment) CHECK(*record->commitment == Commitment(leaf->salt, leaf->content));
  }
}

TEST_CASE("a message can be rebuilt from its bundle alone") {
  const Result<Bundle> bundle = Bundle::Decode(SampleBytes());
  REQUIRE(bundle.ok());
  const Result<Message> message = bundle->ReadMessage(2);
  REQUIRE(message.ok());
  CHECK(EncodeContent(*message) == EncodeContent(FullMessage(2)));
  CHECK(message->envelope == FullMessage(2).envelope);
  CHECK_FALSE(bundle->ReadMessage(0).ok());
  CHECK_FALSE(bundle->ReadMessage(99).ok());
}

TEST_CASE("a judgement counts and commits to the alerts directly before it") {
  const BundleBuilder builder = Sample();
  const Result<Bundle> bundle = Bundle::Decode(SampleBytes());
  REQUIRE(bundle.ok());
  const Result<Leaf> leaf = bundle->ReadLeaf(6);
  REQUIRE(leaf.ok());
  const Result<Record> record = DecodeRecord(leaf->record);
  REQUIRE(record.ok());
  const auto& judgement = std::get<JudgementFields>(record->fields);
  CHECK(judgement.alerts == 1);
  CHECK(judgement.result == JudgementResult({builder.leaf_hashes()[5]}));
}

TEST_CASE("bundles follow each other without any framing of their own") {
  const std::string one = SampleBytes(0);
  const std::string both = one + SampleBytes(8);
  std::size_t used = 0;
  REQUIRE(Bundle::Decode(both, &used).ok());
  CHECK(used == one.size());
  const Result<BundleExtent> extent = ReadExtent(std::string_view(both).substr(used));
  REQUIRE(extent.ok());
  CHECK(extent->first == 8);
  CHECK(extent->count == 8);
  CHECK(extent->size == both.size() - used);
}

TEST_CASE("erased content is gone, and no leaf hash changes") {
  const Result<Bundle> before = Bundle::Decode(SampleBytes());
  REQUIRE(before.ok());
  const Result<std::string> bytes = before->Erase({2, 4});
  REQUIRE(bytes.ok());
  const Result<Bundle> after = Bundle::Decode(*bytes);
  REQUIRE(after.ok());
  CHECK(*after->LeafHashes() == *before->LeafHashes());
  CHECK_FALSE(after->ReadMessage(2).ok());
  CHECK(after->ReadMessage(1).ok());
  const Result<Leaf> leaf = after->ReadLeaf(2);
  REQUIRE(leaf.ok());
  CHECK(leaf->erased);
  CHECK(leaf->commitment_ok);
  CHECK(leaf->hash_ok);
  CHECK(leaf->salt == Salt{});
  CHECK(after->ReadLeaf(3)->salt == before->ReadLeaf(3)->salt);

  const Result<std::string> again = after->Erase({3});
  REQUIRE(again.ok());
  CHECK(*Bundle::Decode(*again)->LeafHashes() == *before->LeafHashes());
}

TEST_CASE("joined and cut bundles keep every leaf hash, also where content was erased") {
  const std::string first = SampleBytes(0);
  const std::string second = *Bundle::Decode(SampleBytes(8))->Erase({10});
  const auto joined = SpreadBundles({first, second, SampleBytes(16)}, 1000);
  REQUIRE(joined.ok());
  REQUIRE(joined->size() == 1);
  const Result<Bundle> bundle = Bundle::Decode(joined->front());
  REQUIRE(bundle.ok());
  CHECK(bundle->first() == 0);
  CHECK(bundle->end() == 24);
  std::vector<Digest> expected;
  for (const std::uint64_t start : {0, 8, 16}) {
    const BundleBuilder part = Sample(start);
    expected.insert(expected.end(), part.leaf_hashes().begin(), part.leaf_hashes().end());
  }
  CHECK(*bundle->LeafHashes() == expected);
  CHECK(bundle->ReadLeaf(10)->erased);
  CHECK(bundle->ReadMessage(9).ok());
  CHECK_FALSE(SpreadBundles({first, SampleBytes(16)}, 1000).ok());
  CHECK(SpreadBundles({}, 1000)->empty());

  const auto cut = SpreadBundles({second, SampleBytes(16)}, 5);
  REQUIRE(cut.ok());
  REQUIRE(cut->size() == 4);  // 8-9, 10-14, 15-19, 20-23
  std::vector<Digest> hashes;
  for (const std::string& bytes : *cut) {
    const auto part = Bundle::Decode(bytes)->LeafHashes();
    hashes.insert(hashes.end(), part->begin(), part->end());
  }
  CHECK(hashes == std::vector<Digest>(expected.begin() + 8, expected.end()));
  CHECK(Bundle::Decode(cut->at(1))->first() == 10);
}

TEST_CASE("no damaged bundle makes the reader crash or read past the end") {
  const std::string bytes = SampleBytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(Bundle::Decode(bytes.substr(0, size)).ok());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const char flip : {'\x01', '\x80', '\xFF'}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      const Result<Bundle> bundle = Bundle::Decode(damaged);
      if (bundle) (void)bundle->LeafHashes();
    }
  }
}

TEST_CASE("a bundle that claims more than it may hold is refused before memory is taken") {
  std::string bytes = "CB\x01";
  bytes += '\0';                    // first
  bytes += "\xFF\xFF\xFF\xFF\x0F";  // count
  CHECK_FALSE(Bundle::Decode(bytes + std::string(8, '\0')).ok());
}

TEST_CASE("a page of text messages takes a fraction of its JSON") {
  BundleBuilder builder(0, kAt, kSeed);
  std::size_t json = 0;
  for (std::uint64_t seq = 0; seq < 500; ++seq) {
    const Message message = testing::PlainMessage(seq);
    json += message.raw.size();
    builder.AddMessage(message);
  }
  const Result<std::string> bytes = builder.Finish();
  REQUIRE(bytes.ok());
  CHECK(bytes->size() < json / 2);
}

}  // namespace custos::storage
