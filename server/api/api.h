// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/clock.h"
#include "server/alerts/event_feed.h"
#include "server/api/providers.h"
#include "server/customers/handover_desk.h"
#include "server/customers/tag_desk.h"
#include "server/governance/audit_queue.h"
#include "server/governance/audit_service.h"
#include "server/governance/caller_service.h"
#include "server/governance/session_service.h"
#include "server/governance/user_service.h"
#include "server/http/router.h"
#include "server/imports/tables.h"
#include "server/intake/phone_service.h"
#include "server/intake/source_service.h"
#include "server/leads/lead_desk.h"
#include "server/orders/order_desk.h"
#include "server/packet/packet_service.h"
#include "server/studio/backtest_service.h"
#include "server/studio/check_service.h"
#include "server/studio/exception.h"
#include "server/studio/pack_service.h"
#include "server/studio/rule_hits.h"
#include "storage/activity_store.h"
#include "storage/alert_store.h"
#include "storage/allocation_store.h"
#include "storage/binding_store.h"
#include "storage/consent_store.h"
#include "storage/coverage_store.h"
#include "storage/customer_segment_store.h"
#include "storage/customer_store.h"
#include "storage/day_report_store.h"
#include "storage/directory_store.h"
#include "storage/dispute_store.h"
#include "storage/evidence.h"
#include "storage/follow_up_store.h"
#include "storage/grading_store.h"
#include "storage/handover_store.h"
#include "storage/history.h"
#include "storage/known_customers.h"
#include "storage/lead_store.h"
#include "storage/media_store.h"
#include "storage/number_book.h"
#include "storage/order_store.h"
#include "storage/ownership_store.h"
#include "storage/public_pool.h"
#include "storage/quarantine.h"
#include "storage/reader.h"
#include "storage/saved_search_store.h"
#include "storage/script_store.h"
#include "storage/staff_store.h"
#include "storage/tag_store.h"
#include "storage/transparency.h"

namespace custos::server::api {

struct ApiSettings {
  std::string version;
  std::string archive_id;  ///< origin line of the checkpoints
  bool demo = false;
  bool https = false;                             ///< browsers reach the server by https: the cookie is Secure
  std::int32_t zone_minutes = 480;                ///< of the company, east of UTC
  std::uint32_t raw_retention_days = 0;           ///< how long the bytes as they came in are kept
  std::filesystem::path ui_directory;             ///< the built UI; empty serves none
  TimeMs protection_ms = 0;                       ///< so long after an owner got a customer no rep may dispute him
  std::vector<std::string> phones_expected = {};  ///< departments whose people carry work phones
};

/// Everything the API works with. All references outlive the router.
struct ApiDependencies {
  storage::Reader& reader;
  storage::AlertStore& alerts;
  storage::DirectoryStore& directory;
  storage::CustomerStore& customers;
  storage::CustomerSegmentStore& segments;
  storage::GradingStore& grading;
  storage::NumberBook& numbers;
  storage::OwnershipStore& ownership;
  storage::KnownCustomers& known_customers;
  storage::DisputeStore& disputes;
  storage::PublicPoolStore& pools;
  storage::AllocationStore& allocations;
  storage::ActivityStore& activity;
  storage::MediaStore& media;
  governance::SessionService& sessions;
  governance::UserService& users;
  governance::AuditService& audit;
  governance::AuditQueue& audit_queue;
  governance::CallerService& callers;
  alerts::EventFeed& events;
  const RuleCatalog& rules;
  StatusProvider& status;
  VerifyService& verify;
  storage::Evidence& evidence;
  CheckpointMaker& checkpoints;
  studio::PackService& packs;
  studio::BacktestService& backtests;
  studio::ExceptionService& exceptions;
  studio::CheckService& check;
  studio::RuleHitCounter& rule_hits;
  storage::History& history;
  storage::SavedSearchStore& searches;
  storage::Quarantine& quarantine;
  SourceControl& sources;
  const InterceptProvider& intercepts;
  SmsService& sms;
  packet::PacketMaker& packets;
  intake::PhoneService& phones;
  intake::SourceService& push_sources;
  storage::LeadStore& leads;
  imports::Tables& lead_tables;
  storage::OrderStore& orders;
  orders::OrderDesk& order_desk;
  imports::Tables& order_tables;
  storage::FollowUpStore& follow_ups;
  storage::ScriptStore& scripts;
  storage::Transparency& transparency;
  storage::HandoverStore& handovers;
  customers::HandoverDesk& handover_desk;
  storage::TagStore& tags;
  customers::TagDesk& tag_desk;
  storage::BindingStore& bindings;
  storage::ConsentStore& consents;
  storage::CoverageStore& coverage;
  storage::StaffStore& staff;
  studio::FactsProvider facts;
  const Clock& clock;
  ApiSettings settings;
  PlatformFiles& platform_files;
  storage::DayReportStore& day_reports;
};

/// Fills `router` with every operation of openapi.yaml under /api/v1, /healthz, /readyz and the UI. Keeps a reference
/// to `dependencies`, which must outlive the router.
void BuildRouter(const ApiDependencies& dependencies, http::Router& router);

}  // namespace custos::server::api
