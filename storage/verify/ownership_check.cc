// SPDX-License-Identifier: Apache-2.0
#include "storage/verify/ownership_check.h"

#include <string>

#include "storage/format/ownership.h"
#include "storage/ownership_rules.h"

namespace custos::storage {
namespace {

const char* FirstDifference(const OwnershipRow& row, const Record& record, const OwnershipFields& fields,
                            const Leaf& leaf) {
  if (row.customer != fields.customer || row.line != fields.line) return "customer";
  if (row.act != fields.act) return "act";
  if (row.previous != fields.previous) return "previous";
  if (row.at != record.at) return "time";
  if (!leaf.erased && row.content != leaf.content) return "content";
  return nullptr;
}

}  // namespace

void CompareOwnership(const OwnershipRow& row, const Leaf& leaf, FaultList& faults) {
  const Result<Record> record = DecodeRecord(leaf.record);
  const auto* fields = record ? std::get_if<OwnershipFields>(&record->fields) : nullptr;
  if (fields == nullptr) return;  // named by RecordCheck
  if (const char* column = FirstDifference(row, *record, *fields, leaf)) {
    faults.Add("row_changed", row.id, std::string("ownership entry, ") + column);
    return;
  }
  const Result<OwnershipContent> content = DecodeOwnership(row.content);
  if (!content) {
    faults.Add("content_changed", row.id, "the content is not ownership of this format");
    return;
  }
  const auto same = [](const std::optional<EmployeeRef>& one, const std::optional<EmployeeRef>& other) {
    return one.has_value() == other.has_value() && (!one || SameEmployee(*one, *other));
  };
  if (!same(row.employee, content->employee)) faults.Add("row_changed", row.id, "ownership entry, employee");
  if (row.fork) faults.Add("ownership_forked", row.id, "an earlier entry of the ledger follows the same step");
  if (row.followed) return;
  if (!row.standing || !SameOwnership(*row.standing, content->state)) {
    faults.Add("row_changed", row.id, "ownership row: not what its newest entry says");
  }
}

}  // namespace custos::storage
