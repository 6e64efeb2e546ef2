// SPDX-License-Identifier: Apache-2.0
#include "server/report/consent_sheet.h"

#include <catch2/catch.hpp>

#include "server/report/sheet_part.h"

namespace custos::server::report {
namespace {

storage::ConsentView Said(const std::string& customer, storage::ConsentState state, TimeMs at) {
  storage::ConsentView row;
  row.employee = storage::PersonView{"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"};
  row.customer = {"wecom:test", PartyKind::kExternal, customer, "=客户" + customer, ""};
  row.state = state;
  row.changed_at = at;
  return row;
}

}  // namespace

TEST_CASE("a consent sheet has a row for each answer with its date, and calls nobody's silence a yes") {
  int pages = 0;
  const auto next = [&](const std::string& cursor) -> Result<storage::ConsentPage> {
    ++pages;
    CHECK(cursor == (pages == 1 ? "" : "more"));
    if (pages == 1) {
      return storage::ConsentPage{{Said("wm1", storage::ConsentState::kAgree, 1'772'000'000'000)}, "more"};
    }
    return storage::ConsentPage{{Said("wm2", storage::ConsentState::kDefault, 0)}, ""};
  };
  const auto sheet = ConsentSheet(next, {});
  REQUIRE(sheet);
  CHECK(pages == 2);
  const std::string cells = PartOf(*sheet, "xl/worksheets/sheet1.xml");
  CHECK(cells.find("2026-02-25 14:13:20") != std::string::npos);
  CHECK(cells.find(">同意</t>") != std::string::npos);
  CHECK(cells.find("默认同意（平台默认，客户未表态）") != std::string::npos);
  CHECK(cells.find("1970") == std::string::npos);
  CHECK(cells.find("<f>") == std::string::npos);
}

TEST_CASE("what keeps a page of consents from being read keeps the sheet from being made") {
  const auto sheet = ConsentSheet(
      [](const std::string&) -> Result<storage::ConsentPage> {
        return Error{ErrorKind::kUnavailable, "storage.unavailable", ""};
      },
      {.english = true});
  REQUIRE_FALSE(sheet);
  CHECK(sheet.error().code == "storage.unavailable");
}

}  // namespace custos::server::report
