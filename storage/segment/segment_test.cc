// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "core/text/bigrams.h"
#include "storage/format/intake_key.h"
#include "storage/segment/segment_builder.h"

namespace custos::storage {
namespace {

Message Chat(std::uint64_t number, TimeMs at, const std::string& text) {
  Message m;
  m.source = "test:one";
  m.key = "msg-" + std::to_string(number);
  m.type = number % 7 == 0 ? "file" : "text";
  m.conversation_key = "pair-" + std::to_string(number % 13);
  m.from = {PartyKind::kStaff, "rep-" + std::to_string(number % 5)};
  m.role = Role::kRep;
  m.sent_at = at;
  m.text = text;
  return m;
}

/// The block that would hold a key, as the database finds it.
const SegmentBlock* BlockOf(const std::vector<SegmentBlock>& blocks, std::uint64_t key) {
  const SegmentBlock* found = nullptr;
  for (const SegmentBlock& block : blocks) {
    if (block.first_key <= key) found = &block;
  }
  return found;
}

}  // namespace

TEST_CASE("Every list of a segment is found in its block, and a key without one is not") {
  std::mt19937 random(11);
  constexpr std::uint32_t kOrdinals = 60'000;
  std::map<std::uint32_t, std::vector<std::uint32_t>> lists;
  for (int i = 0; i < 4000; ++i) {
    std::vector<std::uint32_t> list;
    const std::uint32_t step = 1 + random() % (i % 50 == 0 ? 4 : 40'000);
    for (std::uint32_t at = random() % step; at < kOrdinals; at += 1 + random() % step) list.push_back(at);
    if (list.empty()) list.push_back(kOrdinals - 1);
    lists[random()] = std::move(list);
  }
  PostingWriter writer(kOrdinals);
  for (const auto& [key, list] : lists) writer.Add(key, list);
  const std::vector<SegmentBlock> blocks = writer.Finish();
  REQUIRE(blocks.size() > 10);
  for (const auto& [key, list] : lists) {
    const SegmentBlock* block = BlockOf(blocks, key);
    REQUIRE(block != nullptr);
    REQUIRE(*FindPostings(block->data, block->first_key, key, kOrdinals) == list);
    if (!lists.contains(key + 1)) CHECK(FindPostings(block->data, block->first_key, key + 1, kOrdinals)->empty());
  }
}

TEST_CASE("Where blocks begin comes back ascending, and nonsense is refused") {
  const std::vector<SegmentBlock> blocks = {{5, ""}, {9, ""}, {1'000'000'000'000, ""}};
  const std::string bytes = EncodeStarts(blocks);
  const auto starts = DecodeStarts(bytes);
  REQUIRE(starts.ok());
  CHECK(*starts == std::vector<std::uint64_t>{5, 9, 1'000'000'000'000});
  CHECK(DecodeStarts(EncodeStarts({}))->empty());
  CHECK_FALSE(DecodeStarts(bytes.substr(0, bytes.size() - 1)).ok());
  CHECK_FALSE(DecodeStarts(bytes + "x").ok());
  CHECK_FALSE(DecodeStarts("").ok());
  CHECK_FALSE(DecodeStarts(EncodeStarts({{5, ""}, {5, ""}})).ok());
}

TEST_CASE("Short keys come back with their leaves, sorted") {
  std::mt19937_64 random(5);
  std::vector<ShortKey> keys;
  for (std::uint32_t leaf = 0; leaf < 3000; ++leaf) keys.push_back({random() & 0xFFFFFFFFFFULL, leaf});
  keys.push_back({keys[0].bits, 3000});  // two keys may share their first bits
  const std::vector<SegmentBlock> blocks = EncodeKeys(keys, 3001);
  REQUIRE(blocks.size() > 3);
  std::vector<ShortKey> read;
  for (const SegmentBlock& block : blocks) {
    CHECK(block.data.size() < 4096);
    const auto some = DecodeKeys(block.data, block.first_key, 3001);
    REQUIRE(some.ok());
    read.insert(read.end(), some->begin(), some->end());
  }
  std::sort(keys.begin(), keys.end());
  CHECK(read == keys);
}

TEST_CASE("A segment holds its messages in order of time, whatever order they came in") {
  SegmentBuilder builder(1000, 21'000);
  std::vector<std::pair<TimeMs, std::uint64_t>> expected;
  for (std::uint64_t i = 0; i < 9000; ++i) {
    const TimeMs at = 1'700'000'000'000 + static_cast<TimeMs>(i * 7919 % 9000) * 100;
    builder.Add(1000 + 2 * i, Chat(i, at, "你好"), text::Bigrams("你好"));
    expected.emplace_back(at, 2 * i);
  }
  std::sort(expected.begin(), expected.end());
  const SegmentImage image = builder.Finish();
  CHECK(image.messages == 9000);
  CHECK(image.first_at == expected.front().first);
  CHECK(image.last_at == expected.back().first);
  const auto directory = DecodeDirectory(image.directory);
  REQUIRE(directory.ok());
  CHECK(directory->conversations.size() == 13);
  CHECK(directory->parties.size() == 5);
  CHECK(directory->profiles.size() == 2);
  REQUIRE(image.columns.size() == 3);
  std::size_t next = 0;
  for (std::uint32_t b = 0; b < 3; ++b) {
    const auto columns = DecodeColumns(image.columns[b].data, *directory, b);
    REQUIRE(columns.ok());
    for (std::size_t i = 0; i < columns->leaf.size(); ++i, ++next) {
      const std::uint64_t number = columns->leaf[i] / 2;
      CHECK(columns->sent_at[i] == expected[next].first);
      CHECK(columns->leaf[i] == expected[next].second);
      const Message message = Chat(number, 0, "");
      const std::uint32_t conversation = columns->conversation[i];
      CHECK(directory->conversations[conversation] == message.conversation());
      CHECK(directory->parties[directory->senders[conversation][columns->sender[i]]] == message.from);
      CHECK(directory->profiles[columns->profile[i]].type == message.type);
    }
  }
  CHECK(next == 9000);
}

TEST_CASE("The same leaves make the same bytes, and other content makes others") {
  const auto make = [](const std::string& last) {
    SegmentBuilder builder(0, 100);
    for (std::uint64_t i = 0; i < 99; ++i) builder.Add(i, Chat(i, 1000, "合同"), text::Bigrams("合同"));
    builder.Add(99, Chat(99, 1000, last), text::Bigrams(last));
    return builder.Finish();
  };
  const SegmentImage one = make("付款"), again = make("付款"), other = make("发票");
  CHECK(one.directory == again.directory);
  REQUIRE(one.grams.size() == again.grams.size());
  CHECK(one.grams[0].data == again.grams[0].data);
  CHECK(one.grams[0].data != other.grams[0].data);
  CHECK(one.keys[0].data == other.keys[0].data);
}

TEST_CASE("Damaged pieces of a segment are refused, never believed") {
  SegmentBuilder builder(0, 5000);
  for (std::uint64_t i = 0; i < 5000; ++i) builder.Add(i, Chat(i, 1000 + static_cast<TimeMs>(i), "价格"), {1, 2, -7});
  const SegmentImage image = builder.Finish();
  const auto directory = DecodeDirectory(image.directory);
  REQUIRE(directory.ok());
  CHECK_FALSE(DecodeDirectory(image.directory.substr(0, image.directory.size() - 1)).ok());
  CHECK_FALSE(DecodeColumns(image.columns[0].data.substr(1), *directory, 0).ok());
  CHECK_FALSE(DecodeColumns(image.columns[0].data, *directory, 1).ok());  // of another block
  CHECK_FALSE(DecodeColumns(image.columns[0].data, *directory, 9).ok());
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string grams = image.grams[0].data, keys = image.keys[0].data;
    grams[random() % grams.size()] ^= static_cast<char>(1 << random() % 8);
    keys[random() % keys.size()] ^= static_cast<char>(1 << random() % 8);
    if (const auto list = FindPostings(grams, image.grams[0].first_key, KeyOfGram(1), 5000)) {
      CHECK(std::all_of(list->begin(), list->end(), [](std::uint32_t ordinal) { return ordinal < 5000; }));
    }
    if (const auto read = DecodeKeys(keys, image.keys[0].first_key, 5000)) {
      CHECK(std::all_of(read->begin(), read->end(), [](const ShortKey& key) { return key.leaf < 5000; }));
    }
  }
}

}  // namespace custos::storage
