// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "storage/postgres/commit_plan.h"
#include "storage/postgres/db.h"
#include "storage/postgres/sealed_keys.h"

namespace custos::storage {

/// What is stored of these messages, of those they recall and of `more_keys`, and the recalls that wait for one of the
/// messages: those are taken, so the caller writes them into the rows. Inside the transaction.
Known LookUp(db::Connection& connection, SealedKeys& sealed, const std::vector<const Message*>& messages,
             std::vector<std::string> more_keys = {});

}  // namespace custos::storage
