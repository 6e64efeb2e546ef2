// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace custos::storage {

/// The whole file, at most 4 KiB; kNotFound when it does not exist.
Result<std::string> ReadKeyFile(const std::string& path);

/// Writes a file with this mode durably: content and directory entry are on disk on return, and a crash leaves the old
/// file or the new one.
Status WriteKeyFile(const std::string& path, std::string_view bytes, unsigned mode);

}  // namespace custos::storage
