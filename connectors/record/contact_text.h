// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace custos::record {

/// Without spaces, ideographic ones too, and control characters at both ends.
std::string Trim(std::string_view text);

/// Characters, not bytes, of a text in UTF-8.
std::size_t Characters(std::string_view text);

/// Latin letters in lower case.
std::string Lower(std::string text);

/// Full-width digits and signs (U+FF01 … U+FF5E), as people type them between Chinese words, as their plain ones.
std::string Narrow(std::string_view text);

/// Several contacts in one text: "13900001111/13900002222", "a@example.com；b@example.com".
std::vector<std::string> SplitContacts(const std::string& text);

bool IsEmail(std::string_view text);

}  // namespace custos::record
