// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/governance/caller_service.h"
#include "server/http/router.h"
#include "server/imports/import_service.h"
#include "storage/user_store.h"

namespace custos::server::imports {

/// What the operations on imports work with. All references outlive the router.
struct ImportRoutes {
  governance::CallerService& callers;
  ImportService& imports;
  storage::UserStore& users;  ///< for the audit
  const Clock& clock;
};

/// Adds POST and GET /api/v1/imports, GET and DELETE /api/v1/imports/{id}, GET /api/v1/imports/{id}/faults. They are
/// for API tokens with the scope "import" of administrators, in `Authorization: Bearer`. Keeps a reference to `routes`.
void AddImportRoutes(const ImportRoutes& routes, http::Router& router);

}  // namespace custos::server::imports
