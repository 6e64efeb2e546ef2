// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/record/cdr/call_window.h"
#include "connectors/record/row_scanner.h"
#include "connectors/records.h"

namespace custos::cdr {

/// Fields of a row to a leg. Returns the code of what is wrong with it, or nullptr.
using LegReader = std::function<const char*(const std::vector<std::string>& fields, Leg& leg)>;

/// Rows of comma-separated call records.
class RowParser final : public RecordParser {
 public:
  RowParser(std::shared_ptr<const record::Maker> maker, LegReader read, const RecordPosition& from);

  Status Feed(std::string_view bytes, std::vector<Record>& out) override;
  Status Finish(std::vector<Record>& out) override;
  RecordPosition position() const override;

 private:
  void Read(record::Row row, std::vector<Record>& out);

  const std::shared_ptr<const record::Maker> maker_;
  const LegReader read_;
  record::RowScanner scanner_;
  CallWindow window_;
};

}  // namespace custos::cdr
