// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Where the messages with these intake keys stand.
using KeySearch = std::function<std::map<std::string, MessageRef>(const std::vector<std::string>& keys)>;

/// What is stored of these messages, of those they recall and of `more_keys`, and the recalls that wait for one of the
/// messages: those are taken, so the caller writes them into the rows. Inside the transaction.
Known LookUp(db::Connection& connection, const KeySearch& find, const std::vector<const Message*>& messages,
             std::vector<std::string> more_keys = {});

}  // namespace custos::storage
