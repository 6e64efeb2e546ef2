// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/message.h"

namespace custos::storage {

/// The member of staff an alert is about: the speaker, or the first employee spoken to. Null when there is none.
const Party* EmployeeOf(const Message& message);
/// The other side of a single chat; null in a group.
const Party* CounterpartOf(const Message& message);

}  // namespace custos::storage
