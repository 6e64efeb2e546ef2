// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "server/api/call.h"

namespace custos::server::api {

/// The operations on tables that people import, for every format alike. `format` names it in the audit trail, and the
/// list that is imported when nobody does.

/// The file itself is the body: it is kept and looked at, nothing is imported.
http::Response StageTable(const Call& call, imports::Tables& tables, const std::string& format);
http::Response PreviewTable(const Call& call, imports::Tables& tables, const std::string& format);
http::Response ImportTable(const Call& call, imports::Tables& tables, const std::string& format);
http::Response GetTableImport(const Call& call, imports::Tables& tables);

}  // namespace custos::server::api
