// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sysexits.h>

#include "core/result.h"

namespace custos::app {

constexpr int kExitConfig = EX_CONFIG;

/// What a command ends with for an error, by sysexits(3).
inline int ExitCodeOf(const Error& error) {
  switch (error.kind) {
    case ErrorKind::kInvalid: return EX_CONFIG;
    case ErrorKind::kNotFound: return EX_NOINPUT;
    case ErrorKind::kConflict:
    case ErrorKind::kUnavailable: return EX_TEMPFAIL;
    case ErrorKind::kDenied: return EX_NOPERM;
    case ErrorKind::kCorrupt: return EX_DATAERR;
    case ErrorKind::kInternal: return EX_SOFTWARE;
  }
  return EX_SOFTWARE;
}

}  // namespace custos::app
