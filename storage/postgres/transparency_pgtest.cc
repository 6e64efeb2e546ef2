// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

/// zhang talks with two customers, li with one; people look at it.
class Record : public test::CompanyFixture {
 public:
  Record() {
    CommitMessages({test::ChatMessage(1, "您好", "zhang", "wm1"), test::ChatMessage(2, "在吗", "zhang", "wm1"),
                    test::ChatMessage(3, "您好", "zhang", "wm2"), test::ChatMessage(4, "您好", "li", "wm1")});
    const db::Rows rows = Sql("SELECT replace(conversation_id::text, '-', ''), messages FROM conversation");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows.Int(i, 1) == 2) twice_ = rows.Text(i, 0);
    }
  }
  void Look(std::uint64_t user, const std::string& action, const std::string& target) {
    AuditEntry entry;
    entry.at = clock().Now();
    entry.user_id = user;
    entry.action = action;
    entry.target = target;
    entry.detail = "{}";
    REQUIRE(storage().users().Audit(entry));
  }
  const std::string& conversation() const { return twice_; }
  std::vector<LookCount> Looks(const Scope& scope, std::uint64_t user, TimeMs since = 0) {
    const auto looks = storage().transparency().Looks(scope, user, since);
    REQUIRE(looks);
    return *looks;
  }

 private:
  std::string twice_;
};

}  // namespace

TEST_CASE("Somebody is told how much of him is recorded, and of nobody else") {
  Record f;
  const auto recorded = f.storage().transparency().Recorded(test::CompanyFixture::Own("zhang"));
  REQUIRE(recorded);
  REQUIRE(recorded->size() == 1);
  CHECK(recorded->front().source == test::kSource);
  CHECK(recorded->front().conversations == 2);
  CHECK(recorded->front().messages == 3);
  CHECK(recorded->front().first_at > 0);
  CHECK(f.storage().transparency().Recorded(test::CompanyFixture::Own("nobody"))->empty());
  CHECK(f.storage().transparency().Recorded(Scope::All())->empty());
}

TEST_CASE("Looks of others at one's conversations are counted, one's own and older ones are not") {
  Record f;
  f.Look(1, "conversation.read", f.conversation());
  f.Look(1, "conversation.read", f.conversation());
  f.Look(2, "conversation.read", f.conversation());
  f.Look(9, "conversation.read", f.conversation());
  f.Look(2, "conversation.read", std::string(32, '0'));
  f.Look(2, "customer.list", "");
  const auto looks = f.Looks(test::CompanyFixture::Own("zhang"), 9);
  REQUIRE(looks.size() == 1);
  CHECK(looks[0].what == LookCount::What::kConversation);
  CHECK(looks[0].times == 3);
  CHECK(looks[0].people == 2);
  CHECK(looks[0].last_at == f.clock().Now());
  CHECK(f.Looks(test::CompanyFixture::Own("li"), 9).empty());
  CHECK(f.Looks(Scope::All(), 9).empty());
  CHECK(f.Looks(test::CompanyFixture::Own("zhang"), 9, f.clock().Now() + 1).empty());
}

}  // namespace custos::storage
