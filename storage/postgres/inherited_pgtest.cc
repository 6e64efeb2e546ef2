// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_ownership.h"

namespace custos::storage {
namespace {

/// zhang talked with the customer and was flagged; li takes him over.
class Inherited : public test::OwnershipFixture {
 public:
  Inherited() {
    Contact("zhang", "wm1", "王女士");
    CommitRequest request;
    request.source = test::kSource;
    request.messages.push_back({test::ChatMessage(1, "老朋友以后加我私人微信", "zhang", "wm1"), {}});
    request.messages.push_back({test::ChatMessage(2, "别人的客户", "zhang", "wm2"), {}});
    Commit(request);
    Follow();
  }

  /// How many messages a person finds, newest first.
  std::size_t Found(const std::string& employee, const std::string& text) {
    SearchQuery query;
    query.text = text;
    query.now = clock().Now();
    const auto found = storage().reader().Search(Own(employee), query);
    REQUIRE(found);
    return found->items.size();
  }
  bool Reads(const std::string& employee) {
    const ConversationId talk = test::ChatMessage(1, "", "zhang", "wm1").conversation();
    return static_cast<bool>(storage().reader().GetConversation(Own(employee), talk));
  }
  std::size_t TimelineOf(const std::string& employee) {
    const auto page = storage().customers().Timeline(
        Own(employee), {.customer = IdOf("wm1"), .kinds = {TimelineKind::kChat}, .employee = {}, .cursor = ""});
    return page ? page->items.size() : 0;
  }
};

}  // namespace

TEST_CASE("Whoever takes a customer over sees what was said with him before, and nobody else's talk") {
  Inherited f;
  CHECK(f.Found("li", "私人微信") == 0);
  CHECK_FALSE(f.Reads("li"));
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kAssign, "li")) == "done");
  CHECK(f.Found("li", "私人微信") == 1);
  CHECK(f.Found("li", "别人的客户") == 0);
  REQUIRE(f.storage().Seal(true));
  CHECK(f.Found("li", "私人微信") == 1);
  CHECK(f.Found("li", "别人的客户") == 0);
  CHECK(f.Reads("li"));
  CHECK(f.TimelineOf("li") == 1);
  CHECK(f.Found("zhang", "私人微信") == 1);  // what one said oneself stays in sight
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kAssign, "zhang")) == "done");
  CHECK(f.Found("li", "私人微信") == 0);
  CHECK_FALSE(f.Reads("li"));
}

TEST_CASE("Whoever a customer is shared with or lent to sees his past too, until it ends") {
  Inherited f;
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kAssign, "zhang")) == "done");
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kShare, "li")) == "done");
  CHECK(f.Reads("li"));
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kUnshare, "li")) == "done");
  CHECK_FALSE(f.Reads("li"));
  REQUIRE(f.Code(Inherited::Order(f.IdOf("wm1"), OwnershipAct::kLend, "li", 0, f.clock().Now() + 1'000)) == "done");
  CHECK(f.Reads("li"));
  CHECK(f.Found("li", "私人微信") == 1);
}

}  // namespace custos::storage
