// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace custos::storage {

/// What is left of a company's name that tells it from others: width, case and traditional characters folded, without
/// brackets and what stands in them, the form of the company at its end (有限公司, 股份有限公司, Co., Ltd.), and the
/// place at its beginning (上海, 广东省). 上海甲乙科技有限公司, 甲乙科技（上海）有限公司 and 甲乙科技 give 甲乙科技.
/// The whole name where nothing telling would be left.
std::string CompanyCore(std::string_view company);

/// A name as it sounds: ideographs by their syllable without tone, sounds that many speakers do not keep apart as one;
/// letters and digits as they are. 王伟 and 汪纬 sound alike. Empty for a text without any of these.
std::string SoundOf(std::string_view name);

/// What a customer is found by who is written differently. Values are stored; never renumber.
enum class NearKind : std::uint8_t {
  kCompany = 1,       ///< CompanyCore
  kCompanySound = 2,  ///< its sound
  kPerson = 3,        ///< sound of the name, and sound of the company's core
  kName = 4,          ///< the name, folded
};

struct NearKey {
  NearKind kind = NearKind::kName;
  std::string key;

  bool operator==(const NearKey&) const = default;
};

/// The keys of a name and a company, either of which may be empty.
std::vector<NearKey> NearKeysOf(std::string_view name, std::string_view company);

}  // namespace custos::storage
