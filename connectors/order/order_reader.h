// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/json_fields.h"
#include "connectors/record/number.h"
#include "connectors/record/time_text.h"

namespace custos::order {

/// Reads the members of one order into their normal form. Numbers are taken where a text is meant, since spreadsheets
/// and databases send them so. The first fault is noted with its place. One object, one thread.
class OrderReader {
 public:
  OrderReader(const nlohmann::json& object, const record::NumberReader& numbers, const record::Zone& zone,
              RecordProblem& problem)
      : object_(object), numbers_(numbers), zone_(zone), problem_(problem) {}

  std::string Number();
  std::optional<TimeMs> Time(TimeMs now);
  /// The normal form without number and time.
  nlohmann::json Detail();

 private:
  void Refuse(const char* code, std::string pointer);
  std::string Text(const nlohmann::json& value, const std::string& pointer, std::size_t most);
  std::string Member(const char* name, std::size_t most);
  std::vector<std::pair<std::string, std::string>> Values(const char* one, const char* many);
  void ReadMoney(nlohmann::json& detail);
  void ReadContacts(nlohmann::json& detail);
  void ReadContact(nlohmann::json& detail);
  void ReadLines(nlohmann::json& detail, const std::string& currency);
  void ReadFields(nlohmann::json& detail);

  const nlohmann::json& object_;
  const record::NumberReader& numbers_;
  const record::Zone& zone_;
  RecordProblem& problem_;
};

}  // namespace custos::order
