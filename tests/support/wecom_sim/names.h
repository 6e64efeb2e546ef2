// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/support/wecom_sim/rng.h"

namespace custos::wecom_sim {

/// A person of the seeded company: put together from common characters, nobody in particular.
struct PersonName {
  std::string surname;
  std::string full;    ///< 王晓岚
  std::string pinyin;  ///< wangxiaolan
};
PersonName MakeName(Rng& rng);

/// What a WeChat user calls himself.
std::string MakeNickname(Rng& rng, const PersonName& name);

}  // namespace custos::wecom_sim
