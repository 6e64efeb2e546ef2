// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "server/governance/access_policy.h"
#include "server/governance/login_limiter.h"
#include "server/governance/password.h"
#include "server/governance/session_service.h"
#include "server/governance/user_service.h"
#include "tests/support/fakes/fakes.h"

namespace custos::server::governance {
namespace {

using custos::testing::FakeUserStore;
using custos::testing::ManualClock;
using storage::Scope;
using storage::UserRole;

constexpr PasswordCost kCheap{1, 8192};
constexpr TimeMs kHour = 3600 * 1000;

struct Fixture {
  ManualClock clock;
  FakeUserStore store;
  PasswordHasher hasher{kCheap};
  SessionService sessions{store, hasher, clock};
  UserService users{store, hasher, clock};

  /// The first administrator, signed in.
  SignedIn Enter() {
    const auto password = users.PrepareFirstAdministrator().value().value();
    return std::get<SignedIn>(sessions.SignIn("admin", password, "127.0.0.1"));
  }
  bool IsOpen(const std::string& token) { return sessions.Find(token).value().has_value(); }
};

TEST_CASE("a password fits its own hash and no other") {
  PasswordHasher hasher(kCheap);
  const auto hash = hasher.Hash("a long password");
  REQUIRE(hash.ok());
  CHECK(hash->starts_with("$argon2id$"));
  CHECK(hasher.Verify(*hash, "a long password"));
  CHECK_FALSE(hasher.Verify(*hash, "a long passworD"));
  CHECK_FALSE(hasher.Verify("not a hash", "a long password"));
}

TEST_CASE("a hash that is too cheap by now is made anew at sign-in") {
  Fixture fixture;
  const auto before = fixture.Enter().user;
  PasswordHasher dearer({2, 16384});
  CHECK(dearer.NeedsRehash(before.password_hash));
  CHECK_FALSE(fixture.hasher.NeedsRehash(before.password_hash));
}

TEST_CASE("one-time passwords are long and differ") {
  const auto one = PasswordHasher::OneTimePassword();
  CHECK(one.size() == 16);
  CHECK(one != PasswordHasher::OneTimePassword());
}

TEST_CASE("the limiter counts per login and address and forgets after the window") {
  LoginLimiter limiter(2, 1000);
  CHECK(limiter.Begin("a", "x", 0) == 0);
  CHECK(limiter.Begin("a", "x", 1) == 0);
  CHECK(limiter.Begin("a", "x", 2) == 998);
  CHECK(limiter.Begin("a", "y", 2) == 0);
  CHECK(limiter.Begin("b", "x", 2) == 0);
  CHECK(limiter.Begin("a", "x", 1000) == 0);
}

TEST_CASE("the limiter keeps a bounded number of entries") {
  LoginLimiter limiter(1, 1'000'000, 3);
  for (int i = 0; i < 10; ++i) CHECK(limiter.Begin("user" + std::to_string(i), "x", i) == 0);
  CHECK(limiter.Begin("user9", "x", 11) > 0);   // recent ones are still remembered
  CHECK(limiter.Begin("user0", "x", 12) == 0);  // the oldest made room
}

TEST_CASE("the first administrator is made once and must change the password") {
  Fixture fixture;
  const auto password = fixture.users.PrepareFirstAdministrator();
  REQUIRE(password.ok());
  REQUIRE(password->has_value());
  const auto admin = fixture.store.FindByLogin("admin").value().value();
  CHECK(admin.must_change_password);
  CHECK(admin.role == UserRole::kAdministrator);
}

TEST_CASE("a one-time password that nobody used is replaced, one that was changed is not") {
  Fixture fixture;
  const auto lost = fixture.users.PrepareFirstAdministrator().value().value();
  const auto found = fixture.users.PrepareFirstAdministrator().value().value();
  CHECK(lost != found);
  const auto in = std::get<SignedIn>(fixture.sessions.SignIn("admin", found, "127.0.0.1"));
  REQUIRE(fixture.sessions.ChangePassword(in.user, found, "a password of my own", "127.0.0.1").ok());
  CHECK_FALSE(fixture.users.PrepareFirstAdministrator().value().has_value());
}

TEST_CASE("only the hash of a token is stored") {
  Fixture fixture;
  const auto token = fixture.Enter().token;
  CHECK(token.size() == 43);
  CHECK_FALSE(fixture.store.FindSession(token, fixture.clock.Now()).value().has_value());
  CHECK(fixture.IsOpen(token));
}

TEST_CASE("a session ends after twelve idle hours") {
  Fixture fixture;
  const auto token = fixture.Enter().token;
  fixture.clock.now += 12 * kHour - 1;
  CHECK(fixture.IsOpen(token));
  fixture.clock.now += 12 * kHour + 1;
  CHECK_FALSE(fixture.IsOpen(token));
}

TEST_CASE("a session ends after seven days however busy it is") {
  Fixture fixture;
  const auto token = fixture.Enter().token;
  for (int i = 0; i < 7 * 24 - 1; ++i) {
    fixture.clock.now += kHour;
    REQUIRE(fixture.IsOpen(token));
  }
  fixture.clock.now += kHour;
  CHECK_FALSE(fixture.IsOpen(token));
}

TEST_CASE("changing the password ends every other session") {
  Fixture fixture;
  const auto password = fixture.users.PrepareFirstAdministrator().value().value();
  const auto first = std::get<SignedIn>(fixture.sessions.SignIn("admin", password, "x"));
  const auto second = std::get<SignedIn>(fixture.sessions.SignIn("admin", password, "x"));
  const auto changed = fixture.sessions.ChangePassword(first.user, password, "a new password", "x");
  REQUIRE(changed.ok());
  CHECK_FALSE(fixture.IsOpen(first.token));
  CHECK_FALSE(fixture.IsOpen(second.token));
  CHECK(fixture.IsOpen(changed->token));
  CHECK_FALSE(changed->user.must_change_password);
}

TEST_CASE("an unknown login fails like a wrong password") {
  Fixture fixture;
  const auto failure = std::get<SignInFailure>(fixture.sessions.SignIn("nobody", "whatever", "x"));
  CHECK(failure.kind == SignInFailure::Kind::kBadCredentials);
}

TEST_CASE("a rep sees own accounts only, whatever is stored") {
  storage::User user;
  user.role = UserRole::kRep;
  user.scope = Scope::All();
  CHECK(EffectiveScope(user).kind == Scope::Kind::kNothing);
  user.scope = {Scope::Kind::kOwn, {}, {{"wecom:test", "zhang.wei"}}};
  CHECK(EffectiveScope(user).kind == Scope::Kind::kOwn);
  user.role = UserRole::kComplianceOfficer;
  user.scope = {Scope::Kind::kDepartments, {{"wecom:test", 2}}, {}};
  CHECK(EffectiveScope(user).kind == Scope::Kind::kDepartments);
}

TEST_CASE("a change of role ends the sessions of that account") {
  Fixture fixture;
  const auto admin = fixture.Enter();
  const auto made = fixture.users.Create({"officer", "Officer", UserRole::kComplianceOfficer, Scope::All()});
  REQUIRE(made.ok());
  const auto officer = std::get<SignedIn>(fixture.sessions.SignIn("officer", *made->one_time_password, "x"));
  UserChange change;
  change.role = UserRole::kAdministrator;
  REQUIRE(fixture.users.Update(admin.user.id, officer.user.id, change).ok());
  CHECK_FALSE(fixture.IsOpen(officer.token));
  CHECK(fixture.IsOpen(admin.token));
}

TEST_CASE("logins are plain") {
  Fixture fixture;
  for (const char* login : {"", "Admin", "a b", "-a", "李娜", "a\n"}) {
    CHECK_FALSE(fixture.users.Create({login, "x", UserRole::kAdministrator, Scope::All()}).ok());
  }
}

}  // namespace
}  // namespace custos::server::governance
