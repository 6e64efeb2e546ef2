// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "storage/follow_up_store.h"
#include "storage/postgres/db.h"

namespace custos::storage {

/// Columns of customer_note, as `n`, in the order that ReadNotes takes.
extern const char* const kNoteColumns;

/// Records whose notes are this standing record's: itself and those merged into it, a statement with the record at $1.
extern const char* const kRecordsOf;

/// Notes of rows of kNoteColumns, without their past.
std::vector<CustomerNote> ReadNotes(const db::Rows& rows, std::size_t count);

/// Fills in how they read before, in one statement.
void LoadPast(db::Connection& connection, std::vector<CustomerNote>& notes);

}  // namespace custos::storage
