// SPDX-License-Identifier: Apache-2.0
#include "core/clock.h"

#include <chrono>

namespace custos {

TimeMs SystemClock::Now() const {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace custos
