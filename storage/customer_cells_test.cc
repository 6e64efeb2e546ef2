// SPDX-License-Identifier: Apache-2.0
#include "storage/customer_cells.h"

#include <catch2/catch.hpp>

namespace custos::storage {

TEST_CASE("Identities that belong together become one new record, others each their own") {
  CustomerCells cells;
  const auto contact = cells.Add(0), phone = cells.Add(0), stranger = cells.Add(0);
  CHECK(cells.Join(contact, phone, false, "noted"));
  CHECK_FALSE(cells.Join(phone, contact, false, "noted"));
  const auto outcome = cells.Finish();
  CHECK(outcome.fresh == 2);
  CHECK(outcome.fresh_of[contact] == outcome.fresh_of[phone]);
  CHECK(outcome.fresh_of[contact] != outcome.fresh_of[stranger]);
  CHECK(outcome.joined.empty());
}

TEST_CASE("A new identity falls to the record that knows its neighbour, and the older of two records goes on") {
  CustomerCells cells;
  const auto fresh = cells.Add(0), late = cells.Add(9), early = cells.Add(4);
  CHECK(cells.Join(fresh, late, true, "unionid"));
  CHECK(cells.Join(fresh, early, true, "unionid"));
  const auto outcome = cells.Finish();
  CHECK(outcome.fresh == 0);
  CHECK(outcome.record_of == std::vector<std::uint64_t>{4, 4, 4});
  REQUIRE(outcome.joined.size() == 1);
  CHECK(outcome.joined[0].record == 4);
  CHECK(outcome.joined[0].gone == 9);
  CHECK(outcome.joined[0].reason == "unionid");
}

TEST_CASE("A number that two certain people share joins nobody") {
  CustomerCells cells;
  const auto wife = cells.Add(1, "u1"), husband = cells.Add(0, "u2"), phone = cells.Add(0);
  CHECK(cells.Join(wife, phone, false, "noted"));
  CHECK_FALSE(cells.Join(husband, phone, false, "noted"));
  const auto outcome = cells.Finish();
  CHECK(outcome.record_of == std::vector<std::uint64_t>{1, 0, 1});
  CHECK(outcome.fresh == 1);
}

TEST_CASE("What a record is known to be counts like what is told now") {
  CustomerCells cells;
  const auto one = cells.Add(1), other = cells.Add(2, "u2");
  cells.Know(1, "u1");
  CHECK_FALSE(cells.Join(one, other, false, "noted"));
  CHECK(cells.Join(one, other, true, "unionid"));
}

TEST_CASE("Records that a person took apart are never joined, not even by way of others") {
  CustomerCells cells;
  const auto one = cells.Add(1), other = cells.Add(2), between = cells.Add(0);
  cells.KeepApart(2, 1);
  CHECK_FALSE(cells.Join(one, other, true, "unionid"));
  CHECK(cells.Join(one, between, true, "unionid"));
  CHECK_FALSE(cells.Join(other, between, true, "unionid"));
  CHECK(cells.Finish().joined.empty());
}

}  // namespace custos::storage
