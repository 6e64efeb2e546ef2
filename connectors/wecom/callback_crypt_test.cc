// SPDX-License-Identifier: Apache-2.0
// The vectors are the platform's public ones (wecom.md 4.3).
#include "connectors/wecom/callback_crypt.h"

#include <catch2/catch.hpp>

namespace custos::wecom {
namespace {

constexpr char kToken[] = "QDG6eK";
constexpr char kKey[] = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
constexpr char kCorp[] = "wx5823bf96d3bd56c7";
constexpr char kEcho[] = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==";
constexpr char kMessage[] =
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/"
    "0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+"
    "6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+"
    "KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/"
    "uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==";

CallbackCrypt Crypt(const char* corp = kCorp) { return CallbackCrypt::Create(kToken, kKey, corp).value(); }

}  // namespace

TEST_CASE("the echo of the public vector is signed and opens") {
  const CallbackCrypt crypt = Crypt();
  CHECK(crypt.IsSigned("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", kEcho));
  const Result<std::string> echo = crypt.Decrypt(kEcho);
  REQUIRE(echo);
  CHECK(*echo == "1616140317555161061");
}

TEST_CASE("the message of the public vector is signed and opens") {
  const CallbackCrypt crypt = Crypt();
  CHECK(crypt.IsSigned("477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149", kMessage));
  const Result<std::string> xml = crypt.Decrypt(kMessage);
  REQUIRE(xml);
  CHECK(xml->find("<Content><![CDATA[hello]]></Content>") != std::string::npos);
  CHECK(xml->find("<MsgId>4561255354251345929</MsgId>") != std::string::npos);
  CHECK(xml->starts_with("<xml>"));
  CHECK(xml->ends_with("</xml>"));
}

TEST_CASE("a signature over anything else is no signature") {
  const CallbackCrypt crypt = Crypt();
  const std::string right = "477715d11cdb4164915debcba66cb864d751f3e6";
  CHECK_FALSE(crypt.IsSigned(right, "1409659814", "1372623149", kMessage));
  CHECK_FALSE(crypt.IsSigned(right, "1409659813", "1372623148", kMessage));
  CHECK_FALSE(crypt.IsSigned(right, "1409659813", "1372623149", kEcho));
  CHECK_FALSE(crypt.IsSigned("", "1409659813", "1372623149", kMessage));
  CHECK_FALSE(crypt.IsSigned(right.substr(1), "1409659813", "1372623149", kMessage));
  const auto other = CallbackCrypt::Create("another", kKey, kCorp);
  CHECK_FALSE(other->IsSigned(right, "1409659813", "1372623149", kMessage));
}

TEST_CASE("what is meant for another corp is refused as such") {
  const Result<std::string> opened = Crypt("ww0000000000000001").Decrypt(kMessage);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == "wecom.callback_wrong_corp");
}

TEST_CASE("bytes that were not sealed with the key are refused without harm") {
  const CallbackCrypt crypt = Crypt();
  const std::string text = kMessage;
  for (const std::string& bad : {std::string(), std::string("=="), std::string("not base64!"), text.substr(0, 100),
                                 text.substr(0, 88), std::string(64, 'A'), "AAAA" + text.substr(4)}) {
    INFO(bad);
    const Result<std::string> opened = crypt.Decrypt(bad);
    if (bad.starts_with("AAAA" + text.substr(4, 8))) continue;  // only the random bytes are others
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == "wecom.callback_undecryptable");
  }
}

TEST_CASE("a key opens whatever the spare bits of its last character are") {
  std::string key = kKey;
  key.back() = 'D';  // differs from C in the two bits that no key has
  const auto crypt = CallbackCrypt::Create(kToken, key, kCorp);
  REQUIRE(crypt);
  CHECK(crypt->Decrypt(kEcho));
}

TEST_CASE("a key that is not of the console is named") {
  for (const std::string& key : {std::string(), std::string(42, 'A'), std::string(44, 'A'), std::string(43, '*')}) {
    const auto crypt = CallbackCrypt::Create(kToken, key, kCorp);
    REQUIRE_FALSE(crypt);
    CHECK(crypt.error().code == "wecom.settings");
  }
  CHECK_FALSE(CallbackCrypt::Create("", kKey, kCorp));
}

}  // namespace custos::wecom
