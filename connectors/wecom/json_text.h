// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace custos::wecom {

/// A strict JSON text as close as possible to one that strict parsers refuse: control characters inside strings become
/// escapes, bytes that are not UTF-8 and lone surrogates become U+FFFD, unknown escapes stand for themselves. The
/// platform sends such texts; the original bytes stay the evidence.
std::string MendJson(std::string_view json);

/// Text fit to store and show: without control characters other than tab and line ends.
std::string CleanText(std::string_view text);

/// Appends `text` as a JSON string, cleaned.
void AppendJsonString(std::string& out, std::string_view text);

}  // namespace custos::wecom
