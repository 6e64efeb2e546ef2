// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/wecom_sim/company.h"

namespace custos::wecom_sim {

/// A generated company and what its talk needs to know about it.
struct GeneratedCompany {
  Company company;
  std::vector<std::string> trade_of;            ///< per employee; "office" for those who sell nothing
  std::vector<std::size_t> sellers;             ///< indexes of employees who talk with customers
  std::vector<std::vector<std::size_t>> mates;  ///< per employee: colleagues of the same department
  std::vector<std::size_t> bent;                ///< sellers who break rules now and then
};

/// Departments by trade and region, people in them, customers with their employees, and groups; the same for the same
/// seed and sizes. `founded` dates what happened before the traffic.
GeneratedCompany GenerateCompany(std::uint64_t seed, std::size_t employees, std::size_t customers, TimeMs founded);

}  // namespace custos::wecom_sim
