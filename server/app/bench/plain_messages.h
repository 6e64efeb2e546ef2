// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "core/message.h"

namespace custos::app {

/// Message number `number` of an invented archive: single chats of sixteen lines between employees and customers, six
/// seconds apart, with ids as long as the platform's and an original of the platform's form. The same number and text
/// always give the same message.
Message PlainMessage(const std::string& text, std::size_t number);

/// The source of all of them.
extern const char kPlainSource[];

}  // namespace custos::app
