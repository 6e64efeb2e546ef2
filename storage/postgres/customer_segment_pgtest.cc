// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "storage/postgres/test_company.h"

namespace custos::storage {
namespace {

class Segments : public test::CompanyFixture {
 public:
  Segments() {
    for (const char* login : {"one", "two"}) {
      Sql("INSERT INTO app_user (login, display_name, role, scope, password_hash, must_change_password, disabled, "
          "locale,"
          " created_at) VALUES ('" +
          std::string(login) + "', '" + login + "', 0, '{}', '', false, false, '', 1)");
    }
  }
  CustomerSegmentStore& store() { return storage().customer_segments(); }
  static CustomerCondition Graded(const std::string& grade) {
    return *ParseCondition(R"({"on":"grade","op":"in","value":[")" + grade + R"("]})");
  }
  CustomerSegment Made(std::uint64_t owner, const std::string& name, bool shared) {
    CustomerSegment segment;
    segment.owner_id = owner;
    segment.name = name;
    segment.shared = shared;
    segment.condition = Graded("A");
    const auto made = store().CreateSegment(segment);
    if (!made) throw std::runtime_error(made.error().code + ": " + made.error().message);
    return *made;
  }
};

std::string CodeOf(const Status& status) { return status ? "" : status.error().code; }
template <class T>
std::string CodeOf(const Result<T>& result) {
  return result ? "" : result.error().code;
}

}  // namespace

TEST_CASE("a segment is its owner's until it is shared, and his to change") {
  Segments f;
  const CustomerSegment own = f.Made(1, "我的", false);
  const CustomerSegment shared = f.Made(2, "大家的", true);
  CHECK(f.store().Segments(1)->size() == 2);
  CHECK(f.store().Segments(2)->size() == 1);
  CHECK(CodeOf(f.store().Segment(own.id, 2)) == "segment.not_found");
  CHECK(f.store().Segment(own.id, 1)->condition == Segments::Graded("A"));
  CustomerSegment next = shared;
  next.name = "改名";
  CHECK(CodeOf(f.store().ChangeSegment(next, 1)) == "segment.not_found");
  const auto changed = f.store().ChangeSegment(next, 2);
  REQUIRE(changed);
  CHECK(changed->version == 2);
  CHECK(CodeOf(f.store().ChangeSegment(next, 0)) == "segment.changed");
  CHECK(CodeOf(f.store().DeleteSegment(shared.id, 1)) == "segment.not_found");
  CHECK(CodeOf(f.store().DeleteSegment(shared.id, 0)).empty());
  CHECK(f.store().Segments(2)->empty());
}

TEST_CASE("counting and listing by a condition stay within the scope") {
  Segments f;
  f.Contact("zhang", "wm1", "王女士");
  f.Contact("li", "wm2", "李先生");
  f.Contact("li", "wm3", "赵先生");
  f.Follow();
  f.Sql("UPDATE customer_record SET grade = 'A' WHERE name IN ('王女士', '李先生')");
  const CustomerCondition graded = Segments::Graded("A");
  CHECK(f.store().Count(Scope::All(), graded)->value() == 2);
  CHECK(f.store().Count(Segments::Own("li"), graded)->value() == 1);
  CHECK(f.store().Count(Scope(), graded)->value() == 0);
  CustomerFilter filter;
  filter.condition = graded;
  REQUIRE(f.Listed(filter, Segments::Own("li")).size() == 1);
  CHECK(f.Listed(filter, Segments::Own("li"))[0].name == "李先生");
}

TEST_CASE("one person keeps at most 200 segments") {
  Segments f;
  for (int i = 0; i < 200; ++i) f.Made(1, "段" + std::to_string(i), false);
  CustomerSegment more;
  more.owner_id = 1;
  more.name = "再一个";
  CHECK(CodeOf(f.store().CreateSegment(more)) == "segment.too_many");
  f.Made(2, "别人的", false);
}

}  // namespace custos::storage
