// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_storage.h"

namespace custos::storage {
namespace {

constexpr TimeMs kHour = 3'600'000;
constexpr TimeMs kFirst = 1'700'000'000'000;
constexpr TimeMs kSecond = kFirst + kHour;

class Contacts : public test::Fixture {
 public:
  ContactStore& store() { return storage().contacts(); }
  std::vector<std::string> Missing(const std::vector<std::string>& customers, TimeMs at) {
    std::vector<std::string> ids;
    const auto missing = store().Compare("wecom:a", "li", customers, at);
    REQUIRE(missing);
    for (const MissingContact& one : *missing) ids.push_back(one.customer);
    return ids;
  }
  ContactEnding Found(const std::string& customer, TimeMs after, TimeMs before) {
    return {"li", customer, after, before, "event:" + customer, false};
  }
  std::string Ended(const std::string& customer, TimeMs at) { return *store().Ended("wecom:a", "li", customer, at); }
};

}  // namespace

TEST_CASE("A list without a customer of the list before names him, and the list of another employee does not") {
  Contacts f;
  CHECK(f.Missing({"wm1", "wm2"}, kFirst).empty());
  CHECK(f.store().Compare("wecom:a", "wang", {}, kSecond)->empty());
  CHECK(f.store().Compare("wecom:b", "li", {}, kSecond)->empty());
  const auto missing = f.store().Compare("wecom:a", "li", {"wm2"}, kSecond);
  REQUIRE(missing->size() == 1);
  CHECK(missing->at(0).customer == "wm1");
  CHECK(missing->at(0).seen_at == kFirst);
}

TEST_CASE("Of an event and a check that learn of one ending only the first tells it") {
  Contacts f;
  f.Missing({"wm1", "wm2"}, kFirst);
  SECTION("the event comes first") {
    CHECK(f.Ended("wm1", kFirst + 5'000) == "");
    CHECK(f.Missing({"wm2"}, kSecond).empty());
    CHECK_FALSE(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
    CHECK(f.Ended("wm1", kFirst + 5'000) == "");
  }
  SECTION("the event comes between the comparison and the record") {
    CHECK(f.Missing({"wm2"}, kSecond) == std::vector<std::string>{"wm1"});
    CHECK(f.Ended("wm1", kFirst + 5'000) == "");
    CHECK_FALSE(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
  }
  SECTION("the check comes first") {
    CHECK(f.Missing({"wm2"}, kSecond) == std::vector<std::string>{"wm1"});
    CHECK(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
    CHECK_FALSE(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
    CHECK(f.Ended("wm1", kFirst + 5'000) == "event:wm1");
    CHECK(f.Ended("wm1", kFirst + 5'000) == "event:wm1");
    CHECK(f.Ended("wm2", kFirst + 5'000) == "");
  }
}

TEST_CASE("A contact that was made again ends again with a key of its own") {
  Contacts f;
  f.Missing({"wm1"}, kFirst);
  f.Missing({}, kSecond);
  REQUIRE(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
  REQUIRE(f.store().Began("wecom:a", "li", "wm1", kSecond + kHour).ok());
  CHECK(f.Ended("wm1", kFirst + 5'000) == "event:wm1");  // the late event of the first ending
  CHECK(f.Missing({"wm1"}, kSecond + 2 * kHour).empty());
  CHECK(f.Ended("wm1", kSecond + 3 * kHour) == "");
  CHECK(f.Missing({}, kSecond + 4 * kHour).empty());
}

TEST_CASE("A list read before an ending does not bring the contact back, nor does an older beginning") {
  Contacts f;
  f.Missing({"wm1"}, kFirst);
  CHECK(f.Ended("wm1", kSecond) == "");
  f.Missing({"wm1"}, kSecond - 1'000);
  REQUIRE(f.store().Began("wecom:a", "li", "wm1", kFirst).ok());
  CHECK(f.Missing({}, kSecond + kHour).empty());
}

TEST_CASE("A recorded ending is told again until its message is known to be stored") {
  Contacts f;
  f.Missing({"wm1"}, kFirst);
  f.Missing({}, kSecond);
  REQUIRE(*f.store().Record("wecom:a", f.Found("wm1", kFirst, kSecond)));
  f.Reopen();
  const auto untold = f.store().Untold("wecom:a");
  REQUIRE(untold->size() == 1);
  CHECK(untold->at(0).key == "event:wm1");
  CHECK(untold->at(0).before == kSecond);
  CHECK(f.store().Untold("wecom:b")->empty());
  REQUIRE(f.store().Told("wecom:a", untold->at(0)).ok());
  CHECK(f.store().Untold("wecom:a")->empty());
}

}  // namespace custos::storage
