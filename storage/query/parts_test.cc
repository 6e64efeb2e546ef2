// SPDX-License-Identifier: Apache-2.0
#include "storage/query/parts.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/text/bigrams.h"

namespace custos::storage::query {
namespace {

std::string Listed(const Message& message) {
  std::string listed;
  for (const TextPart& part : PartsOf(message)) {
    listed += std::string(ToString(part.kind)) + " " + part.name + "=" + part.text + "\n";
  }
  return listed;
}

}  // namespace

TEST_CASE("Every text of a message is a part, and nothing is said twice") {
  Message message;
  message.text = "周会纪要\n同意付款";
  message.quote = Quote{"某人", "原话"};
  message.detail =
      R"({"title":"周会纪要","items":[{"type":"text","content":"同意付款"},)"
      R"({"type":"link","title":"报价","link_url":"https://example.com/p?token=1","md5sum":"00ff"}],"n":5})";
  message.media = {{.kind = "file", .locator = "secret", .md5 = {}, .size = 1, .name = "合同.pdf", .duration_s = 0}};
  CHECK(Listed(message) ==
        "text =周会纪要\n同意付款\nquote =原话\ndetail items.1.title=报价\n"
        "detail items.1.link_url=https://example.com/p\nfile 0=合同.pdf\n");
}

TEST_CASE("What is no JSON object gives no parts and harms nothing") {
  Message message;
  for (const char* detail : {"", "{}", "{\"a\":", "[\"x\"", "nonsense", "\"plain\""}) {
    message.detail = detail;
    CHECK_NOTHROW(PartsOf(message));
  }
}

TEST_CASE("The index holds the codes of every part") {
  Message message;
  message.text = "电话录音";
  message.detail = R"({"transcript":"他说微信转","list":["丙丁"]})";
  message.quote = Quote{"某人", "甲乙"};
  message.media = {
      {.kind = "call_recording", .locator = {}, .md5 = {}, .size = 0, .name = "戊己.wav", .duration_s = 1}};
  const auto codes = IndexCodes(message);
  CHECK(std::is_sorted(codes.begin(), codes.end()));
  for (const char* word : {"录音", "微信转", "甲乙", "丙丁", "戊己", "wav"}) {
    for (const std::int32_t code : text::QueryBigrams(word)) {
      INFO(word);
      CHECK(std::binary_search(codes.begin(), codes.end(), code));
    }
  }
}

}  // namespace custos::storage::query
