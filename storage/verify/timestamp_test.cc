// SPDX-License-Identifier: Apache-2.0
// Answers of OpenSSL's own time-stamping authority, `openssl ts -reply`.
#include "storage/verify/timestamp.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace custos::storage {
namespace {

const std::string kText = "custos/test\n20\ncm9vdA==\n";

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// An authority in a directory of its own: one root, one signing certificate.
class Authority {
 public:
  explicit Authority(const std::string& validity = "-days 30", const std::string& usage = "critical,timeStamping") {
    char name[] = "/tmp/custos-tsa-XXXXXX";
    path_ = mkdtemp(name);
    std::ofstream(path_ + "/ts.cnf") << "[tsa]\ndefault_tsa=t\n[t]\ndir=" << path_ << "\nserial=" << path_
                                     << "/serial\ncrypto_device=builtin\nsigner_cert=" << path_
                                     << "/tsa.pem\ncerts=" << path_ << "/ca.pem\nsigner_key=" << path_
                                     << "/tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\n"
                                     << "digests=sha256,sha384\naccuracy=secs:1\nordering=yes\ntsa_name=yes\n"
                                     << "ess_cert_id_chain=no\ness_cert_id_alg=sha256\n";
    std::ofstream(path_ + "/serial") << "01\n";
    std::ofstream(path_ + "/usage") << "extendedKeyUsage=" << usage << "\n";
    Run("openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj '/CN=Artificial root'");
    Run("openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj '/CN=Artificial authority'");
    Run("openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -set_serial 2 -extfile usage -out tsa.pem " + validity);
  }
  ~Authority() { std::filesystem::remove_all(path_); }

  std::string Answer(const std::string& request) {
    std::ofstream(path_ + "/request", std::ios::binary) << request;
    Run("openssl ts -reply -config ts.cnf -queryfile request -out response");
    return Slurp(path_ + "/response");
  }
  std::string ca() const { return Slurp(path_ + "/ca.pem"); }

 private:
  void Run(const std::string& command) {
    const int status = std::system(("cd " + path_ + " && " + command + " >log 2>&1").c_str());
    if (status != 0) FAIL(command << "\n" << Slurp(path_ + "/log"));
  }

  std::string path_;
};

std::string CodeOf(const Result<TimeMs>& result) { return result ? "" : result.error().code; }

}  // namespace

TEST_CASE("a timestamp of OpenSSL's own authority is accepted and tells its time") {
  Authority authority;
  const TimestampRequest request = *MakeTimestampRequest(kText);
  const std::string response = authority.Answer(request.der);
  const TimeMs now = SystemClock().Now();
  const auto checked = CheckTimestampResponse(request, response);
  REQUIRE(checked.ok());
  CHECK(*checked > now - 60'000);
  CHECK(*checked <= now + 1'000);
  const auto verified = VerifyTimestamp(response, kText, authority.ca());
  if (!verified) FAIL(verified.error().code);
  CHECK(*verified == *checked);

  SECTION("an answer to another question is refused by its nonce") {
    CHECK(CodeOf(CheckTimestampResponse(*MakeTimestampRequest(kText), response)) == "timestamp.nonce");
  }
  SECTION("a timestamp of another text is refused by its digest") {
    CHECK(CodeOf(CheckTimestampResponse(*MakeTimestampRequest("other\n"), response)) == "timestamp.digest");
    CHECK(CodeOf(VerifyTimestamp(response, "other\n", authority.ca())) == "timestamp.digest");
  }
  SECTION("a foreign authority is refused") {
    const Authority foreign;
    CHECK(CodeOf(VerifyTimestamp(response, kText, foreign.ca())) == "timestamp.signer");
    CHECK(CodeOf(VerifyTimestamp(response, kText, foreign.ca() + authority.ca())).empty());
  }
  SECTION("without certificates nothing is trusted") {
    CHECK(CodeOf(VerifyTimestamp(response, kText, "")) == "timestamp.ca");
    CHECK(CodeOf(VerifyTimestamp(response, kText, "nonsense")) == "timestamp.ca");
  }
  SECTION("any changed byte is found") {
    for (std::size_t at = 0; at < response.size(); at += 37) {
      std::string changed = response;
      changed[at] ^= 0x10;
      const auto result = VerifyTimestamp(changed, kText, authority.ca());
      INFO("byte " << at);
      // A few bytes are not signed: certificates' own unsigned parts. What is accepted must still say the same.
      if (result.ok()) CHECK(*result == *verified);
    }
    CHECK(CodeOf(VerifyTimestamp(response.substr(0, response.size() - 1), kText, authority.ca())) ==
          "timestamp.malformed");
    CHECK(CodeOf(VerifyTimestamp(response + "x", kText, authority.ca())) == "timestamp.malformed");
    CHECK(CodeOf(VerifyTimestamp("", kText, authority.ca())) == "timestamp.malformed");
  }
}

TEST_CASE("a certificate that had expired when it signed is refused") {
  Authority authority("-days -1");
  const TimestampRequest request = *MakeTimestampRequest(kText);
  const std::string response = authority.Answer(request.der);
  CHECK(CheckTimestampResponse(request, response).ok());
  CHECK(CodeOf(VerifyTimestamp(response, kText, authority.ca())) == "timestamp.signer");
}

TEST_CASE("an authority's refusal is an error of its own") {
  Authority authority;
  const std::string response = authority.Answer("no request");
  CHECK(CodeOf(CheckTimestampResponse(*MakeTimestampRequest(kText), response)) == "timestamp.refused");
}

}  // namespace custos::storage
