// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "connectors/wecom/api_client.h"
#include "connectors/wecom/platform_reader.h"
#include "connectors/wecom/staff_index.h"
#include "connectors/wecom/wecom.h"
#include "core/clock.h"

namespace custos::wecom {

/// The two clients of one company, one for each of its secrets: whoever calls the platform for the company uses these,
/// so that tokens, pauses and rate limits are kept in one place. Thread-safe.
class CompanyApi {
 public:
  /// `staff` must outlive this.
  CompanyApi(const WecomSettings& settings, const Clock& clock, const StaffIndex& staff);

  bool has_contacts() const { return has_contacts_; }
  ApiClient& contacts() { return contacts_; }  ///< of the company's own app: address book, customers, messages
  ApiClient& archive() { return archive_; }
  PlatformReader& reader() { return reader_; }

 private:
  const bool has_contacts_;
  ApiClient archive_;
  ApiClient contacts_;
  PlatformReader reader_;
};

}  // namespace custos::wecom
