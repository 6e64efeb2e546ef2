// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/envelope.h"

#include <catch2/catch.hpp>

namespace custos::wecom {
namespace {

std::string Entry(const std::string& seq, const std::string& msgid) {
  return R"({"seq":)" + seq + R"(, "msgid":")" + msgid +
         R"(","publickey_ver":3,"encrypt_random_key":"a2V5\/","encrypt_chat_msg":"bWVzc2FnZQ=="})";
}

std::string Reply(const std::string& entries) { return R"({"errcode":0,"errmsg":"ok","chatdata":[)" + entries + "]}"; }

}  // namespace

TEST_CASE("an entry keeps its bytes exactly as received") {
  const std::string entry = Entry("18446744073709551615", "m1");
  const Result<Page> page = ParsePage(Reply(entry));
  REQUIRE(page.ok());
  REQUIRE(page->envelopes.size() == 1);
  const Envelope& envelope = page->envelopes[0];
  CHECK(envelope.complete);
  CHECK(envelope.seq == 18446744073709551615U);
  CHECK(envelope.key_version == 3);
  CHECK(envelope.random_key == "a2V5/");
  CHECK(envelope.message == "bWVzc2FnZQ==");
  CHECK(envelope.raw == entry);
  const Result<Envelope> again = ParseEnvelope(envelope.raw);
  REQUIRE(again.ok());
  CHECK(again->raw == entry);
  CHECK(again->message == envelope.message);
}

TEST_CASE("entries are put in order and a repeated one counts once") {
  const Result<Page> page = ParsePage(Reply(Entry("9", "c") + "," + Entry("4", "a") + "," + Entry("9", "c")));
  REQUIRE(page.ok());
  REQUIRE(page->envelopes.size() == 2);
  CHECK(page->envelopes[0].seq == 4);
  CHECK(page->envelopes[1].seq == 9);
  CHECK(page->repeated == 1);
}

TEST_CASE("an entry that lacks fields is kept as incomplete") {
  const Result<Page> page = ParsePage(Reply(R"({"seq":5,"msgid":"m5","publickey_ver":"one"})"
                                            "," +
                                            Entry("6", "m6")));
  REQUIRE(page.ok());
  REQUIRE(page->envelopes.size() == 2);
  CHECK_FALSE(page->envelopes[0].complete);
  CHECK(page->envelopes[1].complete);
}

TEST_CASE("an error reply gives its code and no entries") {
  const Result<Page> page = ParsePage(R"({"errcode":301042,"errmsg":"not allow, from ip: 203.0.113.9","chatdata":[]})");
  REQUIRE(page.ok());
  CHECK(page->errcode == 301042);
  CHECK(page->envelopes.empty());
}

TEST_CASE("a reply that is no JSON object is unreadable") {
  for (const char* bad : {"", "[]", "{\"chatdata\":{}}", "{\"chatdata\":[1]}", "{\"chatdata\":[{\"seq\":1}"}) {
    INFO(bad);
    const Result<Page> page = ParsePage(bad);
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().code == "wecom.reply_unreadable");
  }
}

TEST_CASE("a parked envelope can be read again from what was stored") {
  const Result<Page> page = ParsePage(Reply(Entry("7", "m7")));
  REQUIRE(page.ok());
  const ParkedMessage parked = Park("wecom:ww1", page->envelopes[0], "wecom.key_version_unknown");
  CHECK(parked.seq == 7);
  CHECK(parked.key == "m7");
  CHECK(parked.key_version == 3);
  CHECK(ParseEnvelope(parked.envelope)->seq == 7);
}

}  // namespace custos::wecom
