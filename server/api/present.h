// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "server/api/providers.h"
#include "server/api/segments.h"
#include "storage/alert_store.h"
#include "storage/directory_store.h"
#include "storage/reader.h"
#include "storage/user_store.h"

namespace custos::server::api {

/// Views of storage as the JSON of openapi.yaml. Pure.

nlohmann::json Present(const storage::PersonView& person);
/// `marks` are places to show in the text, beside what a search found.
nlohmann::json Present(const storage::MessageView& message, const std::vector<Mark>& marks = {});
nlohmann::json Present(const storage::ConversationView& conversation);
nlohmann::json Present(const storage::DepartmentView& department);
nlohmann::json Present(const storage::AlertView& alert, const RuleCatalog& rules);
/// Where the message of an alert is, without its text.
nlohmann::json PresentAlertMessage(const storage::MessageView& message);
/// The messages that the findings cover beside the alert's own, and further hits of the same behaviour.
nlohmann::json PresentParts(const storage::AlertView& alert);
nlohmann::json PresentMembers(const storage::AlertView& alert);
nlohmann::json PresentFindings(const storage::AlertView& alert, const RuleCatalog& rules);
nlohmann::json Present(const storage::AlertDecision& decision);
nlohmann::json Present(const storage::User& user);
nlohmann::json Present(const storage::AuditEntry& entry);
nlohmann::json Present(const LocalText& text);
nlohmann::json Present(const SystemStatus& status, const VerifyProgress& verify, const std::string& archive_id);

/// Where the rules of an alert fired.
std::vector<Mark> MarksOf(const storage::AlertView& alert);

template <class T>
nlohmann::json PresentAll(const std::vector<T>& items);

}  // namespace custos::server::api
