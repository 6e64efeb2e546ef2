// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/record/maker.h"
#include "connectors/records.h"

namespace custos::cdr {

/// Asterisk's Master.csv. Empty `columns`: the stock order of cdr_csv with 16 to 18 columns, or the 19 of the sample
/// configuration of cdr_custom. Else the names of CDR() variables in their order; an empty name is left out.
std::unique_ptr<RecordParser> MakeAsteriskParser(std::shared_ptr<const record::Maker> maker,
                                                 std::vector<std::string> columns, const RecordPosition& from);

/// FreeSWITCH's mod_cdr_csv in the order of its template "example".
std::unique_ptr<RecordParser> MakeFreeswitchCsvParser(std::shared_ptr<const record::Maker> maker,
                                                      const RecordPosition& from);

/// Documents of FreeSWITCH's mod_json_cdr, one behind the other.
std::unique_ptr<RecordParser> MakeFreeswitchJsonParser(std::shared_ptr<const record::Maker> maker,
                                                       const RecordPosition& from);

/// One document: a call, a second leg that adds to a call in a document of its own, a refused record, or a skipped
/// second leg, "record.second_leg", that adds nothing.
Record ReadFreeswitchJson(const record::Maker& maker, std::string document, std::uint64_t offset, std::uint64_t line);

}  // namespace custos::cdr
