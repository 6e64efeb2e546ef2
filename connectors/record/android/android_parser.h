// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/record/maker.h"
#include "connectors/records.h"

namespace custos::android {

/// Which program wrote the file.
enum class Exporter : std::uint8_t {
  kSmsBackupRestore,  ///< <smses> with <sms> and <mms>, <calls> with <call>
  kSuperBackup,       ///< <alllogs> with <log>, <allsms> with <sms>
};

/// Reads the XML that backup programs of Android write. `maker` names whose telephone it was.
std::unique_ptr<RecordParser> MakeParser(Exporter exporter, std::shared_ptr<const record::Maker> maker,
                                         const RecordPosition& from);

/// The bytes of part `index` (from 0, of all parts) of an <mms> element; kNotFound when it has no such part, kCorrupt
/// when its base64 is damaged.
Result<std::string> PartOf(std::string_view mms, std::size_t index);

}  // namespace custos::android
