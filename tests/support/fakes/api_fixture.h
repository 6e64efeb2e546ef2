// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "connectors/order/order_file.h"
#include "server/api/api.h"
#include "server/http/server.h"
#include "server/live/event_hub.h"
#include "tests/support/fakes/fake_activity.h"
#include "tests/support/fakes/fake_allocations.h"
#include "tests/support/fakes/fake_coverage.h"
#include "tests/support/fakes/fake_customers.h"
#include "tests/support/fakes/fake_desk.h"
#include "tests/support/fakes/fake_disputes.h"
#include "tests/support/fakes/fake_evidence.h"
#include "tests/support/fakes/fake_grading.h"
#include "tests/support/fakes/fake_handovers.h"
#include "tests/support/fakes/fake_leads.h"
#include "tests/support/fakes/fake_orders.h"
#include "tests/support/fakes/fake_ownership.h"
#include "tests/support/fakes/fake_push.h"
#include "tests/support/fakes/fake_quarantine.h"
#include "tests/support/fakes/fake_staff.h"
#include "tests/support/fakes/fake_studio.h"
#include "tests/support/fakes/fake_tags.h"
#include "tests/support/fakes/fakes.h"
#include "tests/support/fakes/raw_client.h"

namespace custos::testing {

namespace governance = server::governance;
namespace http = server::http;
namespace live = server::live;
namespace studio = server::studio;

/// The whole API on a port of its own, over fakes, with one account per role: admin, officer, rep (sees zhang.wei) and
/// stranger (a rep who sees nothing), all with the password kPassword. Version 1 of the small pack is in force, version
/// 2 is a draft of the administrator.
class ApiFixture {
 public:
  static constexpr char kPassword[] = "a test password";

  explicit ApiFixture(live::EventHubSettings hub_settings = {}, std::filesystem::path ui = {});
  ~ApiFixture();

  using Headers = std::map<std::string, std::string>;
  /// Sends one request; with a body it is JSON. Adds the CSRF header to everything but GET unless told otherwise.
  Answer Call(const std::string& method, const std::string& target, const std::string& token = {},
              const std::string& body = {}, const Headers& headers = {{"X-Custos-CSRF", "1"}});
  /// Signs in and returns the token of the cookie; empty when refused.
  std::string SignIn(const std::string& login, const std::string& password = kPassword);
  /// The text of a request, for clients that do more than ask once.
  std::string Text(const std::string& method, const std::string& target, const std::string& token,
                   const std::string& body, const Headers& headers) const;
  int port() const { return server->port(); }

  ManualClock clock;
  FakeUserStore user_store;
  FakeReader reader;
  FakeAlertStore alert_store;
  FakeDirectory directory;
  FakeCustomers customers;
  FakeSegments segments;
  FakeGrading grading;
  FakeNumbers numbers;
  FakeOwnership ownership;
  FakeKnownCustomers known_customers;
  FakeDisputes disputes;
  FakePools pools;
  FakeAllocations allocations;
  FakeActivity activity;
  FakeMedia media;
  FakeRules rules;
  FakeStatus status;
  FakeVerify verify;
  FakeEvidence evidence;
  FakeCheckpointMaker checkpoints;
  FakePackets packets;
  FakeQuarantine quarantine;
  FakeIntercepts intercepts;
  FakeSms sms;
  FakeSourceControl source_control;
  governance::PasswordHasher hasher;
  governance::SessionService sessions;
  governance::UserService users;
  governance::AuditService audit;
  governance::AuditQueue audit_queue;
  FakeTokenStore token_store;
  governance::CallerService callers;
  FakePackStore pack_store;
  FakeSwitch in_force;
  FakeBacktestStore backtest_store;
  FakeHistory history;
  FakeSavedSearches searches;
  FakeLookBack look_back;
  studio::PackService packs;
  studio::BacktestService backtests;
  studio::ExceptionService exceptions;
  studio::CheckService check;
  studio::RuleHitCounter rule_hits;
  FakeDeviceStore device_store;
  FakePushSources source_store;
  FakeSink sink;
  server::intake::PhoneService phones;
  server::intake::SourceService push_sources;
  FakeLeads leads;
  FakeTables lead_tables{lead::PreviewTable, "姓名,手机\n李测试,13900001111\n"};
  FakeOrders orders;
  std::unique_ptr<server::orders::OrderDesk> order_desk = MakeOrderDesk(orders, clock);
  FakeTables order_tables{order::PreviewTable, "订单号,下单时间,金额\nA1,2026-03-01,5\n"};
  FakeFollowUps follow_ups;
  FakeScripts scripts;
  FakePlatformFiles platform_files;
  FakeDayReports day_reports;
  FakeTransparency transparency;
  FakeHandovers handovers;
  server::customers::HandoverDesk handover_desk{handovers,
                                                [](const std::string& source) { return source == "wecom:test"; }};
  FakeTags tags;
  FakeTagDesk tag_desk;
  FakeBindings bindings{device_store};
  FakeConsents consents;
  FakeCoverage coverage;
  FakeStaff staff;
  live::EventHub hub;
  server::api::ApiDependencies deps;
  http::Router router;
  std::unique_ptr<http::Server> server;
  std::string rep_token;  ///< secret of an API token with the scope check
  std::string device;     ///< id of a device that was invited

 private:
  void AddPast();
};

}  // namespace custos::testing
