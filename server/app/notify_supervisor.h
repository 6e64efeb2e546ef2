// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace custos::app {

/// Tells a service manager about our state ("READY=1"), by the protocol of sd_notify(3). Does nothing when no one asked
/// for it.
void NotifySupervisor(const std::string& state);

}  // namespace custos::app
