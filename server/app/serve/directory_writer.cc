// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/directory_writer.h"

#include <algorithm>
#include <utility>

#include "core/log.h"

namespace custos::app {

/// What is no number of the public network is left out.
void DirectoryWriter::Normalise(std::vector<std::string>& numbers) const {
  std::vector<std::string> known;
  for (const std::string& written : numbers) {
    record::Number number = numbers_->Read(written);
    if (number.kind != record::NumberKind::kOutside) continue;
    if (std::find(known.begin(), known.end(), number.id) == known.end()) known.push_back(std::move(number.id));
  }
  numbers = std::move(known);
}

void DirectoryWriter::Update(DirectorySnapshot snapshot) {
  for (FollowRelation& relation : snapshot.relations) Normalise(relation.mobiles);
  if (snapshot.employees) {
    for (Employee& employee : *snapshot.employees) Normalise(employee.numbers);
  }
  if (const Status status = store_.Apply(snapshot); !status) {
    Log(LogLevel::kWarn, "names from the directory could not be stored",
        {{"source", snapshot.source}, {"code", status.error().code}});
  }
}

}  // namespace custos::app
