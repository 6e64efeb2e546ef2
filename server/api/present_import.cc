// SPDX-License-Identifier: Apache-2.0
#include "server/api/present_import.h"

#include <nlohmann/json.hpp>

namespace custos::server::api {

using nlohmann::json;

json Present(const storage::ImportJob& job, const std::vector<storage::ImportFault>& faults) {
  const storage::ImportProgress& done = job.progress;
  json lines = json::array();
  for (const storage::ImportFault& fault : faults) lines.push_back({{"line", fault.line}, {"code", fault.code}});
  return {{"id", std::to_string(job.id)},
          {"state", ToString(job.state)},
          {"file_name", job.file_name},
          {"source", job.source},
          {"size", job.size},
          {"done", done.offset},
          {"accepted", done.accepted},
          {"duplicate", done.duplicate},
          {"refused", done.refused},
          {"problem", job.problem},
          {"problem_detail", job.problem_detail},
          {"faults", std::move(lines)}};
}

json Present(const std::string& file, const sheet::Preview& preview) {
  json columns = json::array(), rows = json::array();
  for (const sheet::PreviewColumn& column : preview.columns) {
    columns.push_back({{"heading", column.heading}, {"member", column.member}});
  }
  for (const sheet::PreviewRow& row : preview.rows) {
    rows.push_back(
        {{"line", row.line}, {"cells", row.cells}, {"problem", row.problem.code}, {"pointer", row.problem.pointer}});
  }
  return {{"file", file},       {"columns", std::move(columns)}, {"rows", std::move(rows)}, {"good", preview.good},
          {"bad", preview.bad}, {"whole", preview.whole}};
}

}  // namespace custos::server::api
