// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "connectors/record/number.h"
#include "core/directory.h"
#include "storage/directory_store.h"

namespace custos::app {

/// Stores what connectors learn about people, numbers as those of one country write them brought to E.164. A snapshot
/// that cannot be stored is logged; the connector's next one brings the same again.
class DirectoryWriter final : public DirectorySink {
 public:
  DirectoryWriter(storage::DirectoryStore& store, std::unique_ptr<record::NumberReader> numbers)
      : store_(store), numbers_(std::move(numbers)) {}

  void Update(DirectorySnapshot snapshot) override;

 private:
  void Normalise(std::vector<std::string>& numbers) const;

  storage::DirectoryStore& store_;
  const std::unique_ptr<record::NumberReader> numbers_;
};

}  // namespace custos::app
