// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "storage/archive.h"
#include "storage/format/bundle.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// The bundles that hold these leaves, by first leaf. kCorrupt for one that cannot be opened.
std::map<std::uint64_t, Bundle> ReadBundlesOf(db::Connection& connection, const std::vector<std::uint64_t>& leaves);

/// The bundle among them that holds the leaf; null when it is gone.
const Bundle* BundleOf(const std::map<std::uint64_t, Bundle>& bundles, std::uint64_t leaf);

/// Messages as the evidence has them; what was erased or never was a message is left out.
std::map<std::uint64_t, Message> ReadStoredMessages(db::Connection& connection, const std::vector<std::uint64_t>& ids);

/// Where messages are, from the public part of their leaves: erased ones too.
std::map<std::uint64_t, MessageRef> FindMessages(db::Connection& connection, const std::vector<std::uint64_t>& ids);
std::optional<MessageRef> FindMessage(db::Connection& connection, std::uint64_t id);

}  // namespace custos::storage
