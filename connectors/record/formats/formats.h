// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/records.h"

namespace custos {

/// Every format of records that a file can have:
///   sms-backup       SMS Backup & Restore, messages and calls
///   super-backup     Super Backup, messages and calls
///   asterisk         Master.csv of cdr_csv or cdr_custom; the mapping may name its columns
///   freeswitch-csv   mod_cdr_csv
///   freeswitch-json  mod_json_cdr
///   table            CSV or NDJSON by a mapping
class BuiltinFormats final : public RecordFormats {
 public:
  std::vector<std::string> names() const override;
  Result<std::unique_ptr<RecordParser>> Make(const std::string& format, const RecordOptions& options,
                                             const RecordPosition& from) const override;
};

}  // namespace custos
