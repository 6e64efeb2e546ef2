// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/result.h"
#include "storage/archive.h"
#include "storage/postgres/postgres_storage.h"

namespace custos::app {

/// The page that brings messages [first, end) of PlainMessage with these texts; texts are repeated.
storage::CommitRequest PlainPage(const std::vector<std::string>& texts, std::size_t first, std::size_t end);

/// Commits `count` invented messages with these texts in pages of a thousand, and seals as the server does. Shows
/// progress on standard error. Returns the bytes of the originals.
Result<std::uint64_t> FillPlain(storage::PostgresStorage& storage, const std::vector<std::string>& texts,
                                std::size_t count);

/// Seals until nothing is left that the server would seal.
Status SealWhatIsDue(storage::PostgresStorage& storage);

}  // namespace custos::app
