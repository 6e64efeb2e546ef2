// SPDX-License-Identifier: Apache-2.0
#include "storage/format/content.h"

#include <catch2/catch.hpp>

#include "storage/format/sample_test.h"

namespace custos::storage {

TEST_CASE("a message survives its content encoding with every member") {
  const Message message = testing::FullMessage(5);
  const std::string content = EncodeContent(message);
  Result<Message> decoded = DecodeContent(content);
  REQUIRE(decoded.ok());
  CHECK(EncodeContent(*decoded) == content);
  CHECK(decoded->raw == message.raw);
  CHECK(decoded->text == message.text);
  REQUIRE(decoded->quote.has_value());
  CHECK(decoded->quote->text == message.quote->text);
  REQUIRE(decoded->media.size() == 1);
  CHECK(decoded->media[0].locator == message.media[0].locator);
  CHECK(decoded->to == message.to);
  CHECK(decoded->envelope == Digest{});
}

TEST_CASE("the public fields read from content are those of the message") {
  Message message = testing::FullMessage(5);
  const Result<MessageFields> fields = DecodeContentFields(EncodeContent(message));
  REQUIRE(fields.ok());
  message.envelope = Digest{};
  CHECK(EncodeRecord({0, *fields, Digest{}}) == EncodeRecord({0, FieldsOf(message), Digest{}}));
}

TEST_CASE("content with a byte cut off or added is refused") {
  const std::string content = EncodeContent(testing::FullMessage(5));
  for (std::size_t size = 0; size < content.size(); ++size) CHECK_FALSE(DecodeContent(content.substr(0, size)).ok());
  CHECK_FALSE(DecodeContent(content + '\0').ok());
}

TEST_CASE("findings and statements survive their encoding") {
  const std::vector<Finding> findings{{.rule_id = "r",
                                       .rule_version = "2",
                                       .category = "abuse",
                                       .severity = Severity::kHigh,
                                       .spans = {{1, 4}},
                                       .folded = "f",
                                       .parts = {{"wecom:a", "m1", {{0, 3}}}, {"sms:b", "m2", {}}}}};
  const Result<std::vector<Finding>> decoded = DecodeFindings(EncodeFindings(findings));
  REQUIRE(decoded.ok());
  CHECK(EncodeFindings(*decoded) == EncodeFindings(findings));
  CHECK(decoded->at(0).spans == findings[0].spans);
  CHECK(decoded->at(0).parts == findings[0].parts);

  const AlertDetail detail{.origin = Origin::kLookBack,
                           .actions = kActionEscalate | kActionBlock,
                           .head_id = 77,
                           .group_key = "r|employee=a",
                           .notify = {"ops"},
                           .tags = {"vip"}};
  AlertDetail read;
  REQUIRE(DecodeFindings(EncodeFindings(findings, detail), &read).ok());
  CHECK(read == detail);

  const Statement statement{.user_id = 4, .user_name = "审核员", .note = "已核实"};
  const Result<Statement> back = DecodeStatement(EncodeStatement(statement));
  REQUIRE(back.ok());
  CHECK(*back == statement);
}

TEST_CASE("a count larger than the input is refused before anything is reserved") {
  CHECK_FALSE(DecodeFindings("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F").ok());
}

TEST_CASE("a commitment depends on salt and content") {
  const Salt one = SaltOf(Digest{}, 1);
  const Salt two = SaltOf(Digest{}, 2);
  CHECK(one != two);
  CHECK(Commitment(one, "a") != Commitment(two, "a"));
  CHECK(Commitment(one, "a") != Commitment(one, "b"));
}

}  // namespace custos::storage
