// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/directory.h"
#include "storage/directory_store.h"

namespace custos::app {

/// Stores what connectors learn about people. A snapshot that cannot be stored is logged; the connector's next one
/// brings the same again.
class DirectoryWriter final : public DirectorySink {
 public:
  explicit DirectoryWriter(storage::DirectoryStore& store) : store_(store) {}

  void Update(DirectorySnapshot snapshot) override;

 private:
  storage::DirectoryStore& store_;
};

}  // namespace custos::app
