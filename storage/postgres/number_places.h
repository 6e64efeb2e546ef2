// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/postgres/db.h"

namespace custos::storage {

/// Where a number (E.164 without plus) belongs to; empty: nobody knows.
using PlaceOf = std::function<std::string(const std::string& number)>;

/// Notes the place of some numbers of customers that nobody has looked at. How many; 0 when none is left.
std::uint64_t PlaceNumbers(db::Connection& connection, const PlaceOf& place_of);

}  // namespace custos::storage
