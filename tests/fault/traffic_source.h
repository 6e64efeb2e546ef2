// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.h"
#include "tests/support/wecom_sim/corp.h"

namespace custos::testing {

/// Texts to send: the `text` fields of an NDJSON file, or artificial sentences with a risky one now and then.
std::vector<std::string> LoadTexts(const std::filesystem::path& corpus, std::size_t count, std::uint64_t seed);

/// Text `number` as a message of the platform between an employee and a customer of the corp. Every 97th takes back
/// the message sent 10 before it.
wecom_sim::PlainMessage MakeMessage(const wecom_sim::Company& company, const std::string& text, std::uint64_t number,
                                    TimeMs at);

}  // namespace custos::testing
