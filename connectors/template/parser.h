// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/message.h"
#include "core/result.h"

namespace custos::template_source {

/// One line "id<TAB>milliseconds<TAB>employee<TAB>customer<TAB>text", said by the employee. kInvalid "template.fields"
/// when it has not five parts, "template.time" when the time is none. Pure.
Result<Message> ParseLine(const std::string& source, std::string_view line);

}  // namespace custos::template_source
