// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/directory_writer.h"

#include "core/log.h"

namespace custos::app {

void DirectoryWriter::Update(DirectorySnapshot snapshot) {
  if (const Status status = store_.Apply(snapshot); !status) {
    Log(LogLevel::kWarn, "names from the directory could not be stored",
        {{"source", snapshot.source}, {"code", status.error().code}});
  }
}

}  // namespace custos::app
