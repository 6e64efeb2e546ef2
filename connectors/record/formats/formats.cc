// SPDX-License-Identifier: Apache-2.0
#include "connectors/record/formats/formats.h"

#include <utility>

#include "connectors/lead/table_parser.h"
#include "connectors/order/order_file.h"
#include "connectors/record/android/android_parser.h"
#include "connectors/record/cdr/cdr.h"
#include "connectors/record/maker.h"
#include "connectors/record/table/mapping.h"
#include "connectors/record/table/table_parser.h"

namespace custos {
namespace {

using Parser = std::unique_ptr<RecordParser>;
using SharedMaker = std::shared_ptr<const record::Maker>;

Result<Parser> MakeTable(const SharedMaker& maker, const RecordPosition& from) {
  Result<table::Mapping> mapping = table::ReadMapping(maker->options().mapping);
  if (!mapping) return mapping.error();
  return table::MakeTableParser(maker, std::move(*mapping), from);
}

Result<Parser> MakeAsterisk(const SharedMaker& maker, const RecordPosition& from) {
  Result<std::vector<std::string>> columns = table::ReadColumns(maker->options().mapping);
  if (!columns) return columns.error();
  return cdr::MakeAsteriskParser(maker, std::move(*columns), from);
}

Result<Parser> MakePhone(android::Exporter exporter, const SharedMaker& maker, const RecordPosition& from) {
  if (maker->options().employee.empty() && maker->options().device.empty()) {
    return Error{ErrorKind::kInvalid, "records.whose_phone", "say whose telephone it was: an employee or a device"};
  }
  return android::MakeParser(exporter, maker, from);
}

}  // namespace

std::vector<std::string> BuiltinFormats::names() const {
  return {"sms-backup", "super-backup", "asterisk", "freeswitch-csv", "freeswitch-json", "table", "lead", "order"};
}

Result<Parser> BuiltinFormats::Make(const std::string& format, const RecordOptions& options,
                                    const RecordPosition& from) const {
  if (format == "lead") return lead::MakeFileParser(options, from);
  if (format == "order") return order::MakeFileParser(options, from);
  Result<SharedMaker> maker = record::Maker::Create(options);
  if (!maker) return maker.error();
  if (format == "sms-backup") return MakePhone(android::Exporter::kSmsBackupRestore, *maker, from);
  if (format == "super-backup") return MakePhone(android::Exporter::kSuperBackup, *maker, from);
  if (format == "asterisk") return MakeAsterisk(*maker, from);
  if (format == "freeswitch-csv") return cdr::MakeFreeswitchCsvParser(*maker, from);
  if (format == "freeswitch-json") return cdr::MakeFreeswitchJsonParser(*maker, from);
  if (format == "table") return MakeTable(*maker, from);
  return Error{ErrorKind::kInvalid, "records.unknown_format", "no such format of records"};
}

}  // namespace custos
