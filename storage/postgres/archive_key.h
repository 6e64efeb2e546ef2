// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "storage/format/checkpoint.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// The archive's signing key from data_dir/keys, made with a new archive id when this is a new archive. Throws
/// db::Failure kConflict "evidence.wrong_key" when the database belongs to another key, and kNotFound
/// "evidence.key_missing" when it has one and the file is gone: a new key would hide a swap.
NoteSigner OpenArchiveKey(db::Connection& connection, const std::filesystem::path& key_dir);

}  // namespace custos::storage
