// SPDX-License-Identifier: Apache-2.0
#include "storage/format/record.h"

#include <catch2/catch.hpp>

#include "storage/format/merkle.h"

namespace custos::storage {
namespace {

Digest Filled(std::uint8_t byte) {
  Digest digest;
  digest.fill(byte);
  return digest;
}

Record MessageRecord() {
  return {.at = 1'700'000'000'123,
          .fields = MessageFields{.source = "wecom:ww1",
                                  .seq = 7,
                                  .key = "msg-7_external",
                                  .conversation = ConversationId::Of("wecom:ww1", "a|b"),
                                  .sent_at = 1'700'000'000'000,
                                  .role = Role::kRep,
                                  .envelope = Filled(3)},
          .commitment = Filled(9)};
}

std::vector<Record> OneOfEachKind() {
  return {
      MessageRecord(),
      {1, ParkedFields{"s", 2, "k", "wecom.key_version_unknown", 3, Filled(1)}, Filled(2)},
      {1, JudgementFields{Filled(1), 4, 9, 2, Filled(2)}, std::nullopt},
      {1, AlertFields{4, "abuse", Severity::kHigh, Filled(1)}, Filled(2)},
      {1, DecisionFields{5, AlertState::kNew, AlertState::kViolation, true}, Filled(2)},
      {1, PackFields{Filled(1)}, Filled(2)},
      {1, MediaFields{4, 1, Filled(1), 1000}, std::nullopt},
      {1, UnparkedFields{"s", 2, 8}, std::nullopt},
      {1, ErasureFields{1, 3, "request"}, Filled(2)},
      {-5, PageFields{"s", 1, 100, 99, Filled(1)}, std::nullopt},
      {1, UnknownFields{200, "later"}, Filled(2)},
      {1, ManifestFields{"custos/manifest/1\n"}, std::nullopt},
      {1, UnknownFields{12, "later"}, std::nullopt},
      {1, OwnershipFields{7, "home", OwnershipAct::kClaim, 12}, Filled(2)},
      {1, OwnershipFields{7, "", OwnershipAct::kAssign, std::nullopt}, Filled(2)},
  };
}

}  // namespace

TEST_CASE("a record of every kind survives its encoding") {
  for (const Record& record : OneOfEachKind()) {
    const std::string bytes = EncodeRecord(record);
    const Result<Record> decoded = DecodeRecord(bytes);
    REQUIRE(decoded.ok());
    CHECK(EncodeRecord(*decoded) == bytes);
    CHECK(KindOf(decoded->fields) == KindOf(record.fields));
    CHECK(decoded->at == record.at);
    CHECK(decoded->commitment == record.commitment);
  }
}

TEST_CASE("the encoding of a message record never changes") {
  // Computed by hand from FORMAT.md.
  CHECK(HexEncode(AsBytes(LeafHash(EncodeRecord(MessageRecord())))) ==
        "59d0155b11bcac8f0df3be2f100fc41ecaaa56a5a3ab88f532197cfcecee4a8b");
}

TEST_CASE("a record with any byte cut off or added is refused") {
  for (const Record& record : OneOfEachKind()) {
    if (std::holds_alternative<UnknownFields>(record.fields)) continue;  // their fields have no known end
    const std::string bytes = EncodeRecord(record);
    for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(DecodeRecord(bytes.substr(0, size)).ok());
    CHECK_FALSE(DecodeRecord(bytes + '\0').ok());
  }
}

TEST_CASE("a number in a longer form than needed is refused") {
  std::string bytes = EncodeRecord({1, UnparkedFields{"s", 2, 8}, std::nullopt});
  bytes.back() = '\x88';
  bytes.push_back('\0');  // 8, in two bytes
  CHECK_FALSE(DecodeRecord(bytes).ok());
}

TEST_CASE("what a judgement commits to depends on every alert and their order") {
  const Digest none = JudgementResult({});
  CHECK(none != JudgementResult({Filled(1)}));
  CHECK(JudgementResult({Filled(1), Filled(2)}) != JudgementResult({Filled(2), Filled(1)}));
}

}  // namespace custos::storage
