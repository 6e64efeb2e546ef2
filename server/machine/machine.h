// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"
#include "server/governance/caller_service.h"
#include "server/http/router.h"
#include "server/intake/phone_service.h"
#include "server/intake/source_service.h"
#include "server/machine/sender.h"
#include "storage/upload_store.h"

namespace custos::server::machine {

/// Everything the operations for programs work with. All references outlive the router.
struct MachineServices {
  governance::CallerService& callers;
  storage::UploadStore& uploads;
  intake::SourceService& sources;
  intake::PhoneService& phones;
  const Clock& clock;
};

/// Largest chunk of an upload.
inline constexpr std::size_t kMaxChunk = std::size_t{4} << 20;

/// Who sends a request, by its credential; a 401 or 403 to answer instead. An account needs an API token with the scope
/// "import" and the role of an administrator.
struct Identified {
  std::optional<Sender> sender;
  http::Response refusal;
};
Identified Identify(const MachineServices& services, const http::Request& request);

/// Adds the operations for programs to `router`: uploads, lines of sources, batches of devices. Keeps a reference to
/// `services`, which must outlive the router.
void AddMachineRoutes(const MachineServices& services, http::Router& router);

/// One function per resource; AddMachineRoutes calls them all.
void AddUploadRoutes(const MachineServices& services, http::Router& router);
void AddIngestRoutes(const MachineServices& services, http::Router& router);

}  // namespace custos::server::machine
