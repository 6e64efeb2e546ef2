// SPDX-License-Identifier: Apache-2.0
// What an intruder with a SQL prompt can do to who serves a customer, and that the verifier names it.
#include <catch2/catch.hpp>

#include "storage/postgres/test_ownership.h"
#include "storage/verify/verifier.h"

namespace custos::storage {
namespace {

class Damaged : public test::OwnershipFixture {
 public:
  /// Customer 1 went from zhang to li, 2 is zhang's and shared with li, 3 is in a pool.
  Damaged() {
    Records(4);
    first = Do(Order(1, OwnershipAct::kAssign, "zhang")).entry;
    second = Do(Order(1, OwnershipAct::kAssign, "li")).entry;
    Do(Order(2, OwnershipAct::kAssign, "zhang"));
    shared = Do(Order(2, OwnershipAct::kShare, "li")).entry;
    pooled = Do(Order(3, OwnershipAct::kReturn, "", NewPool("公海"))).entry;
  }
  VerifyReport Verify() {
    auto evidence = storage().OpenEvidence();
    REQUIRE(evidence.ok());
    auto report = Verifier(**evidence, clock(), {}).Run();
    if (!report) FAIL(report.error().code << ": " << report.error().message);
    return *report;
  }
  /// The only fault, as "code at position"; "none" without one.
  std::string Fault() {
    const VerifyReport report = Verify();
    std::string text;
    for (const VerifyFault& fault : report.faults) {
      text += (text.empty() ? "" : ", ") + fault.code + " at " + std::to_string(fault.position);
    }
    return text.empty() ? "none" : text;
  }
  static std::string At(const char* code, std::uint64_t position) {
    return std::string(code) + " at " + std::to_string(position);
  }
  std::uint64_t first = 0, second = 0, shared = 0, pooled = 0;
};

}  // namespace

TEST_CASE("A ledger that nobody touched verifies clean") {
  Damaged f;
  CHECK(f.Fault() == "none");
}

TEST_CASE("An owner who was changed in SQL is named with the entry that says otherwise") {
  Damaged f;
  SECTION("to somebody else") {
    f.Sql("UPDATE ownership SET owner_id = 'zhang' WHERE customer = 1");
    CHECK(f.Fault() == f.At("row_changed", f.second));
  }
  SECTION("back to what stood before") {
    f.Sql("UPDATE ownership SET entry = " + std::to_string(f.first) + ", owner_id = 'zhang' WHERE customer = 1");
    CHECK(f.Fault() == f.At("row_changed", f.second));
  }
  SECTION("out of a pool") {
    f.Sql("UPDATE ownership SET pool = 0, owner_id = 'li', owner_source = 1 WHERE customer = 3");
    CHECK(f.Fault() == f.At("row_changed", f.pooled));
  }
  SECTION("by taking the row away") {
    f.Sql("DELETE FROM ownership WHERE customer = 3");
    CHECK(f.Fault() == f.At("row_changed", f.pooled));
  }
  SECTION("by one who shares him no more") {
    f.Sql("DELETE FROM ownership_share");
    CHECK(f.Fault() == f.At("row_changed", f.shared));
  }
}

TEST_CASE("An owner whom no entry names is named") {
  Damaged f;
  f.Sql("INSERT INTO ownership (customer, line, entry, owner_id, since) VALUES (4, '', 999, 'li', 1)");
  CHECK(f.Fault() == f.At("row_forged", f.storage().GetInfo()->tree_size));
}

TEST_CASE("An entry that was rewritten, deleted or slipped in is named") {
  Damaged f;
  SECTION("rewritten") {
    f.Sql("UPDATE ownership_entry SET at = at + 1 WHERE leaf = " + std::to_string(f.first));
    CHECK(f.Fault() == f.At("row_changed", f.first));
  }
  SECTION("another employee") {
    f.Sql("UPDATE ownership_entry SET employee_id = 'li' WHERE leaf = " + std::to_string(f.first));
    CHECK(f.Fault() == f.At("row_changed", f.first));
  }
  SECTION("deleted") {
    f.Sql("DELETE FROM ownership_entry WHERE leaf = " + std::to_string(f.first));
    CHECK(f.Fault() == f.At("row_missing", f.first));
  }
  SECTION("slipped in") {
    f.Sql(
        "INSERT INTO ownership_entry SELECT 999, customer, line, leaf, act, at, employee_source, employee_id, content"
        " FROM ownership_entry WHERE leaf = " +
        std::to_string(f.pooled));
    CHECK(f.Fault() == f.At("row_forged", 999));
  }
}

}  // namespace custos::storage
