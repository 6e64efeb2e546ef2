// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "storage/verify/evidence_source.h"

namespace custos::app {

/// Where a live archive is.
struct ArchiveLocation {
  std::string data_dir;
  std::string database_url;  ///< empty = the embedded database of the data directory
};

/// Opens a live archive for reading.
using OpenEvidence = std::function<Result<std::unique_ptr<storage::EvidenceSource>>(const ArchiveLocation&)>;

/// `custos verify [--offline DIR | --data-dir DIR --database URL] [--export DIR]`. argv[0] is "verify". Returns the
/// exit code: 0 clean, 1 the archive contradicts itself, 2 it could not be read, 64 wrong usage.
int RunVerifyCommand(int argc, char** argv, const OpenEvidence& open);

/// The same where only offline copies can be read.
int RunVerifyCommand(int argc, char** argv);

}  // namespace custos::app
