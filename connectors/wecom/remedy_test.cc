// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/remedy.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "connectors/wecom/rate_limit.h"

namespace custos::wecom {

TEST_CASE("every code of the SDK has its remedy") {
  CHECK(RemedyForSdk(0) == Remedy::kNone);
  for (const int code : {10001, 10002, 10003, 10006, 10011}) CHECK(RemedyForSdk(code) == Remedy::kRetry);
  for (const int code : {10000, 10004}) CHECK(RemedyForSdk(code) == Remedy::kOperator);
  for (const int code : {10005, 10010}) CHECK(RemedyForSdk(code) == Remedy::kGone);
  for (const int code : {10007, 10008}) CHECK(RemedyForSdk(code) == Remedy::kRefused);
  CHECK(RemedyForSdk(10009) == Remedy::kTrustAddress);
}

TEST_CASE("errcodes of one class share a remedy") {
  for (const int code : {-1, 6000}) CHECK(RemedyForErrcode(code) == Remedy::kRetry);
  for (const int code : {40014, 42001, 41001}) CHECK(RemedyForErrcode(code) == Remedy::kFreshToken);
  for (const int code : {40001, 40091, 48002, 301052, 301053}) CHECK(RemedyForErrcode(code) == Remedy::kOperator);
  for (const int code : {60020, 301042}) CHECK(RemedyForErrcode(code) == Remedy::kTrustAddress);
  for (const int code : {45009, 45033}) CHECK(RemedyForErrcode(code) == Remedy::kSlowDown);
  CHECK(RemedyForErrcode(301058) == Remedy::kSmallerPage);
  CHECK(RemedyForErrcode(301048) == Remedy::kGone);
  CHECK(RemedyForErrcode(301059) == Remedy::kRefused);
}

TEST_CASE("of an errmsg only the caller's address is shown") {
  CHECK(AddressIn("not allow to access from your ip, hint: [123], from ip: 203.0.113.9, more info at x") ==
        "203.0.113.9");
  CHECK(AddressIn("invalid credential, secret abc").empty());
  CHECK(AddressIn("from ip:").empty());
}

TEST_CASE("a minute never sees more calls than allowed") {
  using std::chrono::milliseconds;
  RateLimit limit(600);
  RateLimit::Clock::time_point now{milliseconds(1'000'000)};
  int calls = 0;
  for (const auto end = now + milliseconds(60'000); now < end;) {
    const milliseconds wait = limit.Take(now);
    if (wait.count() == 0) ++calls;
    now += wait;
  }
  CHECK(calls <= 600);
  CHECK(calls >= 590);
}

TEST_CASE("no limit means no waiting") {
  RateLimit limit(0);
  for (int i = 0; i < 10'000; ++i) REQUIRE(limit.Take({}).count() == 0);
}

}  // namespace custos::wecom
