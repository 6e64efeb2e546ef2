// SPDX-License-Identifier: Apache-2.0
// Every operation over HTTP: its answer against openapi.yaml, its access, its audit entry.
#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "server/api/gate.h"
#include "server/governance/access_policy.h"
#include "tests/support/fakes/api_fixture.h"
#include "tests/support/fakes/openapi_spec.h"

namespace custos::testing {
namespace {

using nlohmann::json;
using storage::UserRole;

const OpenApiSpec& Spec() {
  static const OpenApiSpec spec(CUSTOS_OPENAPI_FILE);
  return spec;
}

std::string ConversationPath() { return "/api/v1/conversations/" + FakeReader::Conversation().Hex(); }

/// One valid request for every operation.
struct Sample {
  std::string operation;
  std::string method;
  std::string target;
  std::string body;
  ApiFixture::Headers headers;
  int status = 200;
};

std::vector<Sample> Samples() {
  const ApiFixture::Headers csrf{{"X-Custos-CSRF", "1"}};
  const ApiFixture::Headers decide{{"X-Custos-CSRF", "1"}, {"If-Match", "\"v1\""}};
  const std::string scope = R"("scope":{"kind":"own","employees":[{"source":"wecom:test","id":"zhang.wei"}]})";
  return {
      {"createSession", "POST", "/api/v1/session", R"({"login":"admin","password":"a test password"})", csrf, 200},
      {"getSession", "GET", "/api/v1/session", "", {}, 200},
      {"setPreferences", "PATCH", "/api/v1/session", R"({"locale":"en"})", csrf, 200},
      {"listAlerts", "GET", "/api/v1/alerts?state=new,in_review&min_severity=low&limit=10", "", {}, 200},
      {"getAlertCounts", "GET", "/api/v1/alerts/counts", "", {}, 200},
      {"getAlert", "GET", "/api/v1/alerts/7?context=1", "", {}, 200},
      {"decideAlert", "POST", "/api/v1/alerts/7/decisions", R"({"state":"violation","note":"测试"})", decide, 200},
      {"searchMessages", "GET", "/api/v1/messages?q=%E5%BE%AE%E4%BF%A1&role=rep", "", {}, 200},
      {"countFacets", "GET", "/api/v1/messages/facets?q=type%3Atext&verdict=new,violation&rule=r1", "", {}, 200},
      {"listSearches", "GET", "/api/v1/searches", "", {}, 200},
      {"saveSearch", "POST", "/api/v1/searches", R"({"name":"转账","shared":true,"params":{"q":"微信 转账"}})", csrf,
       201},
      {"deleteSearch", "DELETE", "/api/v1/searches/1", "", csrf, 204},
      {"findSimilar", "GET", ConversationPath() + "/similar?limit=3", "", {}, 200},
      {"getOriginal", "GET", "/api/v1/messages/101/original", "", {}, 200},
      {"getMedia", "GET", "/api/v1/messages/101/media/0", "", {}, 200},
      {"getConversation", "GET", ConversationPath(), "", {}, 200},
      {"readConversation", "GET", ConversationPath() + "/messages?anchor=101&before=1&after=1", "", {}, 200},
      {"listDepartments", "GET", "/api/v1/directory/departments", "", {}, 200},
      {"findEmployees", "GET", "/api/v1/directory/employees?q=zhang", "", {}, 200},
      {"findCustomers", "GET", "/api/v1/directory/customers?limit=5", "", {}, 200},
      {"listCustomers", "GET", "/api/v1/customers?q=wang&limit=5", "", {}, 200},
      {"findCustomer", "GET", "/api/v1/customers/lookup?source=wecom:test&id=wm-0001", "", {}, 200},
      {"getCustomer", "GET", "/api/v1/customers/1", "", {}, 200},
      {"changeCustomer", "PATCH", "/api/v1/customers/1", R"({"grade":"A","fields":{"city":"苏州"}})", decide, 200},
      {"readTimeline",
       "GET",
       "/api/v1/customers/1/timeline?kind=chat,alert,decision,change,note&has_media=false&order=oldest",
       "",
       {},
       200},
      {"listTags", "GET", "/api/v1/tags?count=true", "", {}, 200},
      {"createTags", "POST", "/api/v1/tags", R"({"source":"wecom:test","group_name":"来源","names":["展会"]})", csrf,
       201},
      {"changeTag", "PATCH", "/api/v1/tags", R"({"source":"wecom:test","id":"et-1","name":"重点客户","order":3})", csrf,
       200},
      {"removeTag", "DELETE", "/api/v1/tags?source=wecom:test&id=et-1&group=false", "", csrf, 200},
      {"listTagWishes", "GET", "/api/v1/tags/wishes?state=refused&limit=1", "", {}, 200},
      {"getCustomerTags", "GET", "/api/v1/customers/1/tags", "", {}, 200},
      {"tagCustomer", "POST", "/api/v1/customers/1/tags", R"({"source":"wecom:test","add":["et-1"]})", csrf, 200},
      {"tagCustomers", "POST", "/api/v1/customers/tags",
       R"({"customers":["1","2"],"source":"wecom:test","remove":["et-1"]})", csrf, 200},
      {"mergeCustomers", "POST", "/api/v1/customers/1/merges", R"({"other":"2","reason":"同一人"})", csrf, 201},
      {"unmergeCustomers", "POST", "/api/v1/customer-merges/1/undo", R"({"reason":"不是一人"})", csrf, 200},
      {"listNotes", "GET", "/api/v1/customers/1/notes?open=true&limit=5", "", {}, 200},
      {"writeNote", "POST", "/api/v1/customers/1/notes",
       R"({"kind":"call","text":"想要样册","next_step":"寄样册","due_at":"2026-03-02T10:00:00+08:00"})", csrf, 201},
      {"changeNote", "PATCH", "/api/v1/notes/1", R"({"done":true})", decide, 200},
      {"removeNote", "DELETE", "/api/v1/notes/1", "", decide, 204},
      {"speakOnAlert", "POST", "/api/v1/alerts/7/statements", R"({"text":"是客户先提的"})", csrf, 204},
      {"listFollowUps", "GET", "/api/v1/follow-ups?due=today", "", {}, 200},
      {"listScriptFolders", "GET", "/api/v1/scripts/folders", "", {}, 200},
      {"createScriptFolder", "POST", "/api/v1/scripts/folders", R"({"title":"报价","parent_id":"1"})", csrf, 201},
      {"changeScriptFolder", "PATCH", "/api/v1/scripts/folders/1", R"({"title":"价格","parent_id":null})", csrf, 200},
      {"removeScriptFolder", "DELETE", "/api/v1/scripts/folders/1", "", csrf, 204},
      {"listScripts", "GET", "/api/v1/scripts?q=jgb&folder_id=1&inactive=true", "", {}, 200},
      {"createScript", "POST", "/api/v1/scripts",
       R"({"title":"价格表","text":"{{customer}}您好","tags":["报价"],"folder_id":"1","position":2})", csrf, 201},
      {"getScript", "GET", "/api/v1/scripts/1", "", {}, 200},
      {"changeScript", "PATCH", "/api/v1/scripts/1", R"({"active":false})", decide, 200},
      {"putScriptFile", "PUT", "/api/v1/scripts/1/file?name=a.pdf", "%PDF-1.7 test", csrf, 200},
      {"getScriptFile", "GET", "/api/v1/scripts/1/file", "", {}, 200},
      {"removeScriptFile", "DELETE", "/api/v1/scripts/1/file", "", csrf, 200},
      {"listScriptVersions", "GET", "/api/v1/scripts/1/versions", "", {}, 200},
      {"preparePlatformFile", "POST", "/api/v1/scripts/1/platform-file", "", csrf, 200},
      {"listDayReports", "GET", "/api/v1/day-reports?day=2026-03-02&limit=5", "", {}, 200},
      {"handInDayReport", "POST", "/api/v1/day-reports", R"({"text":"今天很顺利"})", csrf, 201},
      {"getOwnDayReport", "GET", "/api/v1/desk/report", "", {}, 200},
      {"getDayReport", "GET", "/api/v1/day-reports/1", "", {}, 200},
      {"readDayReport", "POST", "/api/v1/day-reports/1/read", "", csrf, 204},
      {"countScriptUse", "POST", "/api/v1/scripts/1/uses", R"({"as":"copied"})", csrf, 204},
      {"checkDuplicates", "POST", "/api/v1/duplicates",
       R"({"name":"王伟","company":"甲乙科技","phones":["139 0000 1111"],"emails":["w@example.com"],"unionid":"u1"})",
       csrf, 200},
      {"openDispute", "POST", "/api/v1/disputes",
       R"({"phones":["139 0000 1111"],"employee":{"source":"wecom:test","id":"zhang.wei"},"statement":"先联系的是我"})",
       csrf, 201},
      {"listDisputes", "GET", "/api/v1/disputes?state=open", "", {}, 200},
      {"getDispute", "GET", "/api/v1/disputes/1", "", {}, 200},
      {"decideDispute", "POST", "/api/v1/disputes/1/decision", R"({"outcome":"give","note":"先联系"})", csrf, 200},
      {"withdrawDispute", "POST", "/api/v1/disputes/2/withdraw", "", csrf, 200},
      {"getOwnership", "GET", "/api/v1/customers/1/ownership", "", {}, 200},
      {"changeOwnership", "POST", "/api/v1/customers/9/ownership",
       R"({"action":"claim","employee":{"source":"wecom:test","id":"zhang.wei"},"seen":"99","reason":"新客户"})", csrf,
       200},
      {"changeOwnerships", "POST", "/api/v1/ownership",
       R"({"orders":[{"customer":"1","action":"share","employee":{"source":"wecom:test","id":"li.na"}}]})", csrf, 200},
      {"listReturning", "GET", "/api/v1/ownership/returning?limit=5", "", {}, 200},
      {"searchCustomers", "POST", "/api/v1/customers/search",
       R"({"condition":{"all":[{"on":"grade","op":"in","value":["A"]}]},"limit":10})", csrf, 200},
      {"listSegments", "GET", "/api/v1/segments", "", {}, 200},
      {"createSegment", "POST", "/api/v1/segments",
       R"({"name":"沉睡","shared":false,"condition":{"on":"contact","op":"at_least","value":60}})", csrf, 201},
      {"countCustomers", "POST", "/api/v1/segments/count", R"({"condition":{"any":[]}})", csrf, 200},
      {"changeSegment", "PUT", "/api/v1/segments/1", R"({"name":"重点","condition":{"all":[]}})", decide, 200},
      {"deleteSegment", "DELETE", "/api/v1/segments/1", "", csrf, 204},
      {"listGradeRules", "GET", "/api/v1/grade-rules", "", {}, 200},
      {"changeGradeRules", "PUT", "/api/v1/grade-rules",
       R"({"items":[{"target":"grade","value":"A","name":"大客户","condition":{"all":[]}}]})", decide, 200},
      {"previewGradeRules", "POST", "/api/v1/grade-rules/preview", R"({"items":[]})", csrf, 200},
      {"suggestGradeRules", "GET", "/api/v1/grade-rules/suggested?lang=en", "", {}, 200},
      {"listCustomerFields", "GET", "/api/v1/customer-fields", "", {}, 200},
      {"changeCustomerFields", "PUT", "/api/v1/customer-fields",
       R"({"items":[{"key":"level","label_zh":"级别","label_en":"Level","type":"choice","choices":["金"]}]})", decide,
       200},
      {"listPools", "GET", "/api/v1/pools", "", {}, 200},
      {"createPool", "POST", "/api/v1/pools",
       R"({"name":"新客公海","claims_per_day":5,"returns":{"idle_days":15,"warn_days":3,"grades":["B"]}})", csrf, 201},
      {"changePool", "PUT", "/api/v1/pools/1", R"({"name":"公海","held_limit":100,"open":true})", decide, 200},
      {"listPoolCustomers", "GET", "/api/v1/pools/1/customers?limit=5", "", {}, 200},
      {"listAllocationRules", "GET", "/api/v1/allocation/rules", "", {}, 200},
      {"createAllocationRule", "POST", "/api/v1/allocation/rules",
       R"({"name":"华东","conditions":{"regions":["浙江"]},"method":"weighted","fallback_pool":"1",
           "takers":[{"source":"wecom:test","id":"zhang.wei","weight":5}],"hours":{"weekdays":[1,2],"from":540,"to":1080}})",
       csrf, 201},
      {"changeAllocationRule", "PUT", "/api/v1/allocation/rules/1",
       R"({"name":"华东","enabled":false,"departments":[{"source":"wecom:test","id":"2"}],"outside_hours":"anyway"})",
       decide, 200},
      {"removeAllocationRule", "DELETE", "/api/v1/allocation/rules/1", "", decide, 204},
      {"orderAllocationRules", "PUT", "/api/v1/allocation/order", R"({"rules":["1"]})", csrf, 204},
      {"getWorkCalendar", "GET", "/api/v1/allocation/calendar", "", {}, 200},
      {"setWorkCalendar", "PUT", "/api/v1/allocation/calendar",
       R"({"items":[{"date":"2026-10-01","works":false,"note":"国庆节"},{"date":"2026-10-10","works":true}]})", csrf,
       204},
      {"listAllocationWaiting", "GET", "/api/v1/allocation/waiting?limit=5", "", {}, 200},
      {"takeOffAllocationWaiting", "POST", "/api/v1/allocation/waiting/take-off",
       R"({"customers":["2"],"reason":"同行询价"})", csrf, 200},
      {"allocateCustomers", "POST", "/api/v1/allocations", R"({"customers":["1","2"]})", csrf, 202},
      {"listAllocations", "GET", "/api/v1/allocations?rule=1&limit=5", "", {}, 200},
      {"listCustomerAllocations", "GET", "/api/v1/customers/1/allocations", "", {}, 200},
      {"getDeskDay", "GET", "/api/v1/desk/day", "", {}, 200},
      {"getRecordOfMe", "GET", "/api/v1/desk/record", "", {}, 200},
      {"listNumbers", "GET", "/api/v1/numbers", "", {}, 200},
      {"putNumbers", "PUT", "/api/v1/numbers",
       R"({"items":[{"number":"+86 139-0000-2222","employee_source":"wecom:test","employee_id":"zhang.wei"}]})", csrf,
       204},
      {"removeNumber", "DELETE", "/api/v1/numbers?number=8613900003333", "", csrf, 204},
      {"listCategories", "GET", "/api/v1/rules/categories", "", {}, 200},
      {"listRules", "GET", "/api/v1/rules", "", {}, 200},
      {"listPackVersions", "GET", "/api/v1/rules/versions?state=active,draft&limit=5", "", {}, 200},
      {"createPackDraft", "POST", "/api/v1/rules/versions", R"({"from":"1","note":"测试"})", csrf, 201},
      {"getPackVersion", "GET", "/api/v1/rules/versions/2", "", {}, 200},
      {"deletePackDraft", "DELETE", "/api/v1/rules/versions/2", "", csrf, 204},
      {"getPackFiles", "GET", "/api/v1/rules/versions/1/files", "", {}, 200},
      {"savePackFiles", "PATCH", "/api/v1/rules/versions/2/files", R"({"files":{"words.yaml":"me: [我, 俺]\n"}})",
       decide, 200},
      {"validatePack", "POST", "/api/v1/rules/versions/2/validation", R"({"files":{"rules/payment.yaml":"title: ["}})",
       csrf, 200},
      {"tryPack", "POST", "/api/v1/rules/versions/2/trial",
       R"({"lines":[{"text":"尾款微信转我"},{"text":"您好","role":"customer","channel":"sms"}]})", csrf, 200},
      {"diffPackVersions", "GET", "/api/v1/rules/versions/2/diff?base=1", "", {}, 200},
      {"movePackVersion", "POST", "/api/v1/rules/versions/2/transitions", R"({"to":"review","note":"请看"})", decide,
       200},
      {"listJudgements", "GET", "/api/v1/rules/judgements?limit=5", "", {}, 200},
      {"listBacktests", "GET", "/api/v1/rules/backtests?limit=5", "", {}, 200},
      {"startBacktest", "POST", "/api/v1/rules/backtests",
       R"({"version":"2","from":"2026-02-01T00:00:00Z","until":"2026-03-01T00:00:00Z"})", csrf, 202},
      {"getBacktest", "GET", "/api/v1/rules/backtests/1", "", {}, 200},
      {"listBacktestSamples", "GET", "/api/v1/rules/backtests/1/samples?change=gained", "", {}, 200},
      {"cancelBacktest", "POST", "/api/v1/rules/backtests/1/cancellation", "", csrf, 202},
      {"startLookBack", "POST", "/api/v1/rules/backtests/1/look-back", R"({"note":"新规则"})", csrf, 202},
      {"proposeException", "POST", "/api/v1/alerts/7/exception", "{}", csrf, 200},
      {"draftException", "POST", "/api/v1/alerts/7/exception/draft", R"({"phrases":["微信转我一下"],"note":"误报"})",
       csrf, 201},
      {"checkText", "POST", "/api/v1/check",
       R"({"text":"尾款微信转我","channel":"chat","customer":{"source":"wecom:test","id":"wm-0001"}})", csrf, 200},
      {"listTokens", "GET", "/api/v1/tokens", "", {}, 200},
      {"createToken", "POST", "/api/v1/tokens",
       R"({"name":"侧边栏","scopes":["check"],"expires_at":"2026-06-01T00:00:00Z"})", csrf, 201},
      {"revokeToken", "DELETE", "/api/v1/tokens/1", "", csrf, 204},
      {"listDevices", "GET", "/api/v1/devices", "", {}, 200},
      {"inviteDevice", "POST", "/api/v1/devices",
       R"({"employee_source":"wecom:test","employee_id":"zhang.wei","label":"一号机"})", csrf, 201},
      {"inviteDeviceAgain", "POST", "/api/v1/devices/" + std::string(32, 'd') + "/invitation", "", csrf, 201},
      {"replaceDevice", "POST", "/api/v1/devices/" + std::string(32, 'd') + "/replacement", "{}", csrf, 201},
      {"getBindings", "GET", "/api/v1/bindings?employee_source=wecom:test&employee_id=zhang.wei", "", {}, 200},
      {"getCoverage", "GET", "/api/v1/coverage", "", {}, 200},
      {"listCoverageGaps", "GET", "/api/v1/coverage/gaps/no_seat?limit=5", "", {}, 200},
      {"listConsents", "GET", "/api/v1/coverage/consents?state=default&limit=5", "", {}, 200},
      {"getConsentSheet", "GET", "/api/v1/coverage/consents.xlsx?state=default&language=en", "", {}, 200},
      {"getStaff", "GET", "/api/v1/staff?employee_source=wecom:test&employee_id=zhang.wei", "", {}, 200},
      {"listStaffProposals", "GET", "/api/v1/staff/proposals", "", {}, 200},
      {"refuseStaff", "POST", "/api/v1/staff/refusals",
       R"({"employee_source":"wecom:test","employee_id":"zhang.wei","other_source":"wecom:test","other_id":"li.na",)"
       R"("reason":"同名"})",
       csrf, 200},
      {"joinStaff", "POST", "/api/v1/staff/joins",
       R"({"employee_source":"wecom:test","employee_id":"zhang.wei","other_source":"wecom:other",)"
       R"("other_id":"zhangwei2","reason":"同一个人"})",
       csrf, 200},
      {"partStaff", "POST", "/api/v1/staff/parts",
       R"({"employee_source":"wecom:test","employee_id":"li.na","reason":"弄错了"})", csrf, 200},
      {"revokeDevice", "DELETE", "/api/v1/devices/" + std::string(32, 'd'), "", csrf, 204},
      {"listPushSources", "GET", "/api/v1/push-sources", "", {}, 200},
      {"createPushSource", "POST", "/api/v1/push-sources", R"({"name":"crm","title":"客服","directory":"wecom:test"})",
       csrf, 201},
      {"renewSourceToken", "POST", "/api/v1/push-sources/ingest:chat/token", "", csrf, 201},
      {"updatePushSource", "PATCH", "/api/v1/push-sources/ingest:chat", R"({"enabled":false})", csrf, 204},
      {"getActivity", "GET", "/api/v1/activity?from=2026-01-01&until=2026-01-31&by=team", "", {}, 200},
      {"getActivitySheet", "GET", "/api/v1/activity.xlsx?by=day&language=en", "", {}, 200},
      {"listUnanswered", "GET", "/api/v1/unanswered?over_hours=2&within_days=7&limit=5", "", {}, 200},
      {"listLeads", "GET", "/api/v1/leads?who=139%200000%201111&state=duplicate&source=lead:shop&limit=5", "", {}, 200},
      {"countLeads", "GET", "/api/v1/leads/counts", "", {}, 200},
      {"stageLeads", "POST", "/api/v1/leads/files?name=leads.csv", "姓名,手机,预算\n李测试,13900001111,5\n王,x,6\n",
       csrf, 201},
      {"previewLeads", "POST", "/api/v1/leads/preview",
       R"({"file":"ffffffffffffffffffffffffffffffff","columns":{"姓名":"company"}})", csrf, 200},
      {"importLeads", "POST", "/api/v1/leads/imports", R"({"file":"ffffffffffffffffffffffffffffffff","list":"expo"})",
       csrf, 202},
      {"getLeadImport", "GET", "/api/v1/leads/imports/4", "", {}, 200},
      {"listOrders",
       "GET",
       "/api/v1/orders?number=A1&source=shop&status=paid&from=2026-01-01T00:00:00Z&limit=5",
       "",
       {},
       200},
      {"takeOrders", "POST", "/api/v1/orders",
       R"({"source":"shop","orders":[{"number":"A1","ordered_at":"2026-03-01T10:00:00+08:00","amount":"1234.56"},{}]})",
       csrf, 200},
      {"stageOrders", "POST", "/api/v1/orders/files?name=orders.csv", "订单号,下单时间,金额\nA1,2026-03-01,5\nA2,,6\n",
       csrf, 201},
      {"previewOrders", "POST", "/api/v1/orders/preview",
       R"({"file":"ffffffffffffffffffffffffffffffff","columns":{"金额":"amount"}})", csrf, 200},
      {"importOrders", "POST", "/api/v1/orders/imports", R"({"file":"ffffffffffffffffffffffffffffffff","list":"shop"})",
       csrf, 202},
      {"getOrderImport", "GET", "/api/v1/orders/imports/4", "", {}, 200},
      {"listCustomerOrders", "GET", "/api/v1/customers/7/orders?limit=5", "", {}, 200},
      {"previewHandover", "POST", "/api/v1/handovers/preview",
       R"({"source":"wecom:test","giver":"zhang.wei","takers":[{"id":"li.na","capacity":5}],"rule":{"by":"tag",
           "shares":[{"value":"重点","takers":["li.na"]}]},"changes":{"wr-0001":""}})",
       csrf, 200},
      {"beginHandover", "POST", "/api/v1/handovers",
       R"({"source":"wecom:test","giver":"zhang.wei","takers":[{"id":"li.na"}],"message":"您好"})", csrf, 201},
      {"listHandovers", "GET", "/api/v1/handovers?limit=1", "", {}, 200},
      {"getHandover", "GET", "/api/v1/handovers/3", "", {}, 200},
      {"listHandoverItems", "GET", "/api/v1/handovers/3/items?state=refused&taker=li.na", "", {}, 200},
      {"retryHandoverItem", "POST", "/api/v1/handovers/3/items/1/retry", R"({"taker":"wang.fang"})", csrf, 200},
      {"cancelHandover", "POST", "/api/v1/handovers/3/cancel", "", csrf, 200},
      {"getStatus", "GET", "/api/v1/status", "", {}, 200},
      {"startVerify", "POST", "/api/v1/evidence/verify", "", csrf, 202},
      {"getCheckpoint", "GET", "/api/v1/evidence/checkpoint", "", {}, 200},
      {"listCheckpoints", "GET", "/api/v1/evidence/checkpoints?limit=2", "", {}, 200},
      {"makeCheckpoint", "POST", "/api/v1/evidence/checkpoints", "", csrf, 201},
      {"proveConsistency", "GET", "/api/v1/evidence/consistency?from=10&to=20", "", {}, 200},
      {"proveLeaf", "GET", "/api/v1/evidence/leaves/7/proof?checkpoint=20&content=false", "", {}, 200},
      {"listManifests", "GET", "/api/v1/evidence/manifests?source=wecom:test&leaf=7", "", {}, 200},
      {"listParked", "GET", "/api/v1/parked?source=wecom:test&reason=wecom.rsa_failed&limit=1", "", {}, 200},
      {"readParked", "GET", "/api/v1/parked/7/envelope", "", {}, 200},
      {"sendSms", "POST", "/api/v1/sms", R"({"gateway":"main","key":"k1","number":"13900001111","text":"您好"})", csrf,
       202},
      {"listIntercepts", "GET", "/api/v1/intercepts", "", {}, 200},
      {"retryParked", "POST", "/api/v1/parked/retry", R"({"source":"wecom:test"})", csrf, 202},
      {"makeManifests", "POST", "/api/v1/evidence/manifests", R"({"to_now":true})", csrf, 201},
      {"proveSupervision", "GET", "/api/v1/evidence/supervision?from=0&to=20", "", {}, 200},
      {"createEvidencePacket", "POST", "/api/v1/evidence/packets", R"({"about":"message","id":"101","reason":"仲裁"})",
       csrf, 200},
      {"listUsers", "GET", "/api/v1/users", "", {}, 200},
      {"createUser", "POST", "/api/v1/users", R"({"login":"new.rep","display_name":"新人","role":"rep",)" + scope + "}",
       csrf, 201},
      {"updateUser", "PATCH", "/api/v1/users/4", R"({"reset_password":true})", csrf, 200},
      {"listAudit", "GET", "/api/v1/audit?limit=5", "", {}, 200},
      {"streamEvents", "HEAD", "/api/v1/events", "", {}, 200},
      {"changePassword", "POST", "/api/v1/session/password",
       R"({"old_password":"a test password","new_password":"another test password"})", csrf, 204},
      {"deleteSession", "DELETE", "/api/v1/session", "", csrf, 204},
  };
}

std::string Code(const Answer& answer) {
  const auto body = json::parse(answer.body, nullptr, false);
  return body.is_object() && body.contains("code") ? body["code"].get<std::string>() : std::string();
}

void CheckContract(const std::string& operation, const Answer& answer) {
  INFO(answer.body);
  const auto faults = Spec().Check(operation, answer.status, answer.Header("content-type"), answer.body);
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("every operation of the contract is sampled and has one access rule") {
  std::set<std::string> sampled;
  for (const auto& sample : Samples()) sampled.insert(sample.operation);
  std::set<std::string> listed;
  for (const auto& operation : Spec().Operations()) listed.insert(operation.id);
  std::set<std::string> ruled;
  for (const auto& rule : governance::AccessPolicy()) ruled.insert(std::string(rule.operation));
  CHECK(sampled == listed);
  CHECK(ruled == listed);
  CHECK(ruled.size() == governance::AccessPolicy().size());
}

TEST_CASE("the router has exactly the paths of the contract") {
  ApiFixture fixture;
  std::set<std::string> routed;
  for (const auto& route : fixture.router.routes()) {
    if (route.pattern.starts_with("/api/v1/")) routed.insert(route.operation);
  }
  std::set<std::string> listed;
  for (const auto& operation : Spec().Operations()) listed.insert(operation.id);
  CHECK(routed == listed);
}

TEST_CASE("the answer of every operation fits the contract") {
  for (const auto& sample : Samples()) {
    ApiFixture fixture;
    const auto token = fixture.SignIn("admin");
    const auto answer = fixture.Call(sample.method, sample.target, token, sample.body, sample.headers);
    INFO(sample.operation);
    CHECK(answer.status == sample.status);
    CheckContract(sample.operation, answer);
    CHECK(answer.Header("x-content-type-options") == "nosniff");
    CHECK(answer.Header("x-request-id").size() == 16);
  }
}

TEST_CASE("every operation is open to just the roles of the policy") {
  const std::map<std::string, UserRole> roles{
      {"admin", UserRole::kAdministrator}, {"officer", UserRole::kComplianceOfficer}, {"rep", UserRole::kRep}};
  for (const auto& [login, role] : roles) {
    for (const auto& sample : Samples()) {
      if (sample.operation == "revokeToken" && login == "officer") continue;  // the token is the rep's
      if (sample.operation == "deleteSearch" && login != "admin") continue;   // the search is the administrator's
      // The segment is the administrator's.
      if ((sample.operation == "changeSegment" || sample.operation == "deleteSegment") && login != "admin") continue;
      ApiFixture fixture;
      const auto& rule = *governance::FindAccessRule(sample.operation);
      const auto answer =
          fixture.Call(sample.method, sample.target, fixture.SignIn(login), sample.body, sample.headers);
      INFO(login << " " << sample.operation << " " << answer.body);
      CHECK(answer.status == (governance::MayCall(rule, role) ? sample.status : 403));
      if (answer.status == 403) CheckContract(sample.operation, answer);
    }
  }
}

TEST_CASE("leads are looked for by name and by what a number means") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto answer = fixture.Call("GET", "/api/v1/leads?who=139%200000%201111", token);
  REQUIRE(answer.status == 200);
  REQUIRE_FALSE(fixture.leads.asked.identities.empty());
  CHECK(fixture.leads.asked.identities[0] == storage::Identity{storage::IdentityKind::kPhone, "8613900001111"});
  const auto lead = json::parse(answer.body)["items"][0];
  CHECK(lead["phones"] == json{"8613900001111"});
  CHECK(lead["company"] == "");  // whoever sends events may write a number there
  CHECK(lead["fields"] == json{{"预算", "5万"}});
  CHECK(lead["matches"][0]["by"] == "phone");
  CHECK(fixture.user_store.AuditActions().back() == "lead.search");
  CHECK(fixture.Call("GET", "/api/v1/leads?state=odd", token).status == 400);
}

TEST_CASE("a table of leads is refused with the reason, and imports nothing") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  const auto stage = [&](const std::string& body) { return fixture.Call("POST", "/api/v1/leads/files", token, body); };
  CHECK(Code(stage("a,b\n1,2\n")) == "records.columns_missing");
  CHECK(Code(stage("PK\x03\x04 nothing")) == "lead.workbook");
  CHECK(stage("").status == 400);
  const auto preview = [&](const std::string& body) {
    return Code(fixture.Call("POST", "/api/v1/leads/preview", token, body));
  };
  const std::string file = R"({"file":"ffffffffffffffffffffffffffffffff","columns":)";
  CHECK(preview(file + R"({"姓名":"surname"}})") == "records.mapping");
  CHECK(preview(file + R"({"姓名":5}})") == "request.invalid");
  CHECK(preview(R"({"file":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"})") == "upload.not_found");
}

TEST_CASE("reps review nothing and administer nothing") {
  for (const char* operation :
       {"decideAlert", "getStatus", "listUsers", "createUser", "updateUser", "listAudit", "listRules", "startVerify",
        "getCheckpoint", "createEvidencePacket", "getOriginal", "getPackFiles", "movePackVersion", "startBacktest",
        "startLookBack", "draftException"}) {
    CHECK_FALSE(governance::MayCall(*governance::FindAccessRule(operation), UserRole::kRep));
  }
}

TEST_CASE("without a session every operation but signing in is refused") {
  ApiFixture fixture;
  for (const auto& sample : Samples()) {
    if (sample.operation == "createSession") continue;
    for (const std::string& token : {std::string(), std::string(43, 'x')}) {
      const auto answer = fixture.Call(sample.method, sample.target, token, sample.body, sample.headers);
      INFO(sample.operation);
      CHECK(answer.status == 401);
      if (sample.method != "HEAD") CHECK(Code(answer) == "auth.required");
    }
  }
}

TEST_CASE("requests that change something must come from our own page") {
  for (const auto& sample : Samples()) {
    if (sample.method == "GET" || sample.method == "HEAD") continue;
    ApiFixture fixture;
    const auto token = fixture.SignIn("admin");
    auto without = sample.headers;
    without.erase("X-Custos-CSRF");
    auto foreign = sample.headers;
    foreign["Origin"] = "https://evil.example";
    auto null_origin = sample.headers;
    null_origin["Origin"] = "null";
    for (const auto& headers : {without, foreign, null_origin}) {
      const auto answer = fixture.Call(sample.method, sample.target, token, sample.body, headers);
      INFO(sample.operation);
      CHECK(answer.status == 403);
      CHECK(Code(answer) == "auth.csrf");
    }
    auto own = sample.headers;
    own["Origin"] = "http://localhost:" + std::to_string(fixture.port());
    CHECK(fixture.Call(sample.method, sample.target, token, sample.body, own).status == sample.status);
  }
}

TEST_CASE("while the password must change only the session is open") {
  for (const auto& sample : Samples()) {
    ApiFixture fixture;
    auto user = fixture.user_store.FindByLogin("admin").value().value();
    user.must_change_password = true;
    REQUIRE(fixture.user_store.UpdateUser(user).ok());
    const auto answer =
        fixture.Call(sample.method, sample.target, fixture.SignIn("admin"), sample.body, sample.headers);
    INFO(sample.operation);
    const bool open = governance::FindAccessRule(sample.operation)->before_password_change;
    CHECK(answer.status == (open ? sample.status : 403));
    if (!open && sample.method != "HEAD") CHECK(Code(answer) == "auth.password_change_required");
  }
}

TEST_CASE("what lies outside the scope does not exist") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("stranger");
  for (const std::string& target : {std::string("/api/v1/alerts/7"), std::string("/api/v1/messages/101/media/0"),
                                    ConversationPath(), ConversationPath() + "/messages"}) {
    INFO(target);
    CHECK(fixture.Call("GET", target, token).status == 404);
  }
  for (const char* target : {"/api/v1/alerts", "/api/v1/messages"}) {
    CHECK(json::parse(fixture.Call("GET", target, token).body)["items"].empty());
  }
}

TEST_CASE("every look at content is in the audit trail") {
  const std::map<std::string, std::string> expected{
      {"/api/v1/alerts", "alert.list"},
      {"/api/v1/alerts/7", "alert.read"},
      {"/api/v1/messages?q=x", "message.search"},
      {"/api/v1/messages/101/original", "message.original"},
      {"/api/v1/messages/101/media/0", "media.read"},
      {ConversationPath(), "conversation.get"},
      {"/api/v1/rules/backtests/1/samples?change=gained", "backtest.samples"},
      {ConversationPath() + "/messages", "conversation.read"}};
  for (const auto& [target, action] : expected) {
    ApiFixture fixture;
    const auto token = fixture.SignIn("officer");
    CHECK(fixture.Call("GET", target, token).status == 200);
    CHECK(fixture.user_store.AuditActions().back() == action);
  }
}

TEST_CASE("who watches a conversation is in the audit trail for what he is shown, not for waiting") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto follow = [&](const std::string& anchor) {
    return fixture.Call("GET", ConversationPath() + "/messages?anchor=" + anchor + "&before=0&after=20&follow=true",
                        token);
  };
  const std::size_t signed_in = fixture.user_store.AuditActions().size();
  CHECK(json::parse(follow("102").body)["items"].empty());  // the newest
  CHECK(fixture.user_store.AuditActions().size() == signed_in);
  CHECK(json::parse(follow("101").body)["items"].size() == 2);
  CHECK(fixture.user_store.AuditActions().size() == signed_in + 1);
  CHECK(fixture.user_store.AuditActions().back() == "conversation.read");
  fixture.user_store.audit_fails = true;
  CHECK(follow("101").status == 503);
  fixture.user_store.audit_fails = false;
  CHECK(fixture.Call("GET", ConversationPath() + "/messages?follow=true", token).status == 400);
  CHECK(fixture.Call("GET", ConversationPath() + "/messages?anchor=101&follow=true", token).status == 400);
}

TEST_CASE("without an audit trail nothing is shown") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  fixture.user_store.audit_fails = true;
  for (const std::string& target : {std::string("/api/v1/alerts"), std::string("/api/v1/alerts/7"),
                                    std::string("/api/v1/messages"), std::string("/api/v1/messages/101/original"),
                                    std::string("/api/v1/messages/101/media/0"), ConversationPath() + "/messages"}) {
    const auto answer = fixture.Call("GET", target, token);
    INFO(target);
    CHECK(answer.status == 503);
    CHECK(answer.body.find("微信") == std::string::npos);
  }
}

TEST_CASE("an evidence packet is recorded with its reason before it is made, and comes as a file") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto ask = [&](const std::string& body) {
    return fixture.Call("POST", "/api/v1/evidence/packets", token, body);
  };
  const auto answer = ask(R"({"about":"alert","id":"7","reason":"仲裁 17 号"})");
  CHECK(answer.status == 200);
  CHECK(answer.body == "PK仲裁 17 号");
  CHECK(answer.Header("content-disposition") == "attachment; filename=\"custos-message-101-200.zip\"");
  CHECK(fixture.packets.last.login == "officer");
  CHECK(fixture.packets.last.subject == server::packet::Subject::kAlert);
  CHECK(fixture.user_store.AuditActions().back() == "evidence.packet");
  const auto trail = json::parse(fixture.Call("GET", "/api/v1/audit?limit=5", token).body)["items"];
  const auto entry =
      std::find_if(trail.begin(), trail.end(), [](const json& one) { return one["action"] == "evidence.packet"; });
  REQUIRE(entry != trail.end());
  CHECK((*entry)["target"] == "alert/7");
  CHECK((*entry)["detail"]["reason"] == "仲裁 17 号");
  fixture.user_store.audit_fails = true;
  CHECK(ask(R"({"about":"alert","id":"7","reason":"x"})").status == 503);
}

TEST_CASE("an order for a packet that cannot be read or made gets a clear answer") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto ask = [&](const std::string& body) {
    const auto answer = fixture.Call("POST", "/api/v1/evidence/packets", token, body);
    CheckContract("createEvidencePacket", answer);
    return std::pair(answer.status, Code(answer));
  };
  const std::pair bad{400, std::string("request.invalid")};
  CHECK(ask(R"({"about":"message","id":"101"})") == bad);  // no reason
  CHECK(ask(R"({"about":"message","id":"101","reason":""})") == bad);
  CHECK(ask(R"({"about":"everything","id":"101","reason":"x"})") == bad);
  CHECK(ask(R"({"about":"message","reason":"x"})") == bad);
  CHECK(ask(R"({"about":"conversation","id":"101","reason":"x"})") == bad);
  CHECK(ask(R"({"about":"search","reason":"x"})") == bad);
  CHECK(ask(R"({"about":"search","q":"x","from":"yesterday","reason":"x"})") == bad);
  CHECK(ask(R"({"about":"message","id":"102","reason":"x"})") == std::pair(400, std::string("packet.too_large")));
}

TEST_CASE("an alert shows where the rule fired, as segments") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/alerts/7", fixture.SignIn("officer"));
  CHECK(answer.Header("etag") == "\"v1\"");
  const auto detail = json::parse(answer.body);
  const auto marked = json{{"t", "微信转我"}, {"m", {FakeAlertStore::kRule}}};
  CHECK(detail["snippet"][1] == marked);
  CHECK(detail["context"]["items"][1]["segments"][1] == marked);
  CHECK(detail["context"]["items"][0]["segments"].size() == 1);
  CHECK(detail["findings"][0]["matched"][0] == "微信转我");
}

TEST_CASE("a search marks its terms") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/messages?q=%E8%B4%A7%E6%AC%BE", fixture.SignIn("officer"));
  CHECK(json::parse(answer.body)["items"][0]["segments"][1] == json{{"t", "货款"}, {"m", {"query"}}});
}

TEST_CASE("a decision on a version that is gone tells who was first") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const ApiFixture::Headers headers{{"X-Custos-CSRF", "1"}, {"If-Match", "\"v1\""}};
  const std::string target = "/api/v1/alerts/7/decisions";
  CHECK(fixture.Call("POST", target, token, R"({"state":"false_positive"})", headers).status == 200);
  const auto late = fixture.Call("POST", target, token, R"({"state":"violation"})", headers);
  CHECK(late.status == 412);
  CheckContract("decideAlert", late);
  const auto problem = json::parse(late.body);
  CHECK(problem["code"] == "alert.changed");
  CHECK(problem["params"]["state"] == "false_positive");
  CHECK(problem["params"]["decided_by"] == "测试员");
}

TEST_CASE("a decision needs a version, a known state and a step that is allowed") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto decide = [&](const std::string& body, const std::string& tag) {
    ApiFixture::Headers headers{{"X-Custos-CSRF", "1"}};
    if (!tag.empty()) headers["If-Match"] = tag;
    const auto answer = fixture.Call("POST", "/api/v1/alerts/7/decisions", token, body, headers);
    CheckContract("decideAlert", answer);
    return answer.status;
  };
  CHECK(decide(R"({"state":"violation"})", "") == 428);
  CHECK(decide(R"({"state":"violation"})", "v1") == 400);
  CHECK(decide(R"({"state":"nonsense"})", "\"v1\"") == 400);
  CHECK(decide(R"({"state":"violation","extra":1})", "\"v1\"") == 400);
  CHECK(decide("[]", "\"v1\"") == 400);
  CHECK(decide(R"({"state":"new"})", "\"v1\"") == 409);
}

TEST_CASE("an undo goes back to where the last decision came from and nowhere else") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const auto decide = [&](const std::string& body, const std::string& tag) {
    return fixture.Call("POST", "/api/v1/alerts/7/decisions", token, body, {{"X-Custos-CSRF", "1"}, {"If-Match", tag}})
        .status;
  };
  REQUIRE(decide(R"({"state":"violation"})", "\"v1\"") == 200);
  CHECK(decide(R"({"state":"coaching","undo":true})", "\"v2\"") == 409);
  CHECK(decide(R"({"state":"new","undo":true})", "\"v2\"") == 200);
}

TEST_CASE("a parameter that does not fit is named") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const std::map<std::string, std::string> bad{{"/api/v1/alerts?limit=0", "limit"},
                                               {"/api/v1/alerts?limit=201", "limit"},
                                               {"/api/v1/alerts?state=open", "state"},
                                               {"/api/v1/alerts?from=yesterday", "from"},
                                               {"/api/v1/alerts?employee_id=a", "employee_source"},
                                               {"/api/v1/alerts?categry=abuse", "categry"},
                                               {"/api/v1/alerts/x", "id"},
                                               {"/api/v1/messages?channel=fax", "channel"},
                                               {"/api/v1/messages?recalled=1", "recalled"},
                                               {"/api/v1/messages?conversation_id=12", "conversation_id"},
                                               {"/api/v1/conversations/12", "id"}};
  for (const auto& [target, field] : bad) {
    const auto answer = fixture.Call("GET", target, token);
    INFO(target);
    CHECK(answer.status == 400);
    CHECK(json::parse(answer.body)["params"]["field"] == field);
  }
}

TEST_CASE("media is served in one range at most and never as a page") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("officer");
  const std::string target = "/api/v1/messages/101/media/0";
  const auto whole = fixture.Call("GET", target, token);
  CHECK(whole.body == FakeMedia::Bytes());
  CHECK(whole.Header("content-type") == "image/png");
  CHECK(whole.Header("content-disposition").starts_with("inline; filename*=UTF-8''%E5%9B%BE"));
  const auto part = fixture.Call("GET", target, token, "", {{"Range", "bytes=1-3"}});
  CHECK(part.status == 206);
  CHECK(part.body == "PNG");
  CHECK(part.Header("content-range") == "bytes 1-3/108");
  CHECK(fixture.Call("GET", target, token, "", {{"Range", "bytes=0-1,4-5"}}).status == 200);
  CHECK(fixture.Call("GET", target, token, "", {{"Range", "bytes=500-"}}).status == 416);
  CHECK(Code(fixture.Call("GET", "/api/v1/messages/101/media/1", token)) == "media.pending");
}

TEST_CASE("guessing passwords is slowed down") {
  ApiFixture fixture;
  const auto attempt = [&](const std::string& password) {
    return fixture.Call("POST", "/api/v1/session", {}, R"({"login":"admin","password":")" + password + "\"}");
  };
  for (int i = 0; i < 5; ++i) CHECK(Code(attempt("wrong password")) == "auth.bad_credentials");
  const auto refused = attempt(ApiFixture::kPassword);
  CHECK(refused.status == 429);
  CHECK_FALSE(refused.Header("retry-after").empty());
  CheckContract("createSession", refused);
}

TEST_CASE("the session cookie is out of reach of scripts") {
  ApiFixture fixture;
  const auto answer = fixture.Call("POST", "/api/v1/session", {}, R"({"login":"ADMIN","password":"a test password"})");
  const auto cookie = answer.Header("set-cookie");
  CHECK(cookie.starts_with("custos_session="));
  CHECK(cookie.find("HttpOnly") != std::string::npos);
  CHECK(cookie.find("SameSite=Lax") != std::string::npos);
  CHECK(server::api::SessionCookie(true, "t") ==
        "__Host-custos_session=t; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800");
}

TEST_CASE("signing out ends the session on the server") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  CHECK(fixture.Call("DELETE", "/api/v1/session", token).status == 204);
  CHECK(fixture.Call("GET", "/api/v1/session", token).status == 401);
}

TEST_CASE("a new account signs in with its one-time password and must change it") {
  ApiFixture fixture;
  const auto made =
      fixture.Call("POST", "/api/v1/users", fixture.SignIn("admin"),
                   R"({"login":"second","display_name":"二","role":"administrator","scope":{"kind":"all"}})");
  REQUIRE(made.status == 201);
  const auto password = json::parse(made.body)["one_time_password"].get<std::string>();
  const auto token = fixture.SignIn("second", password);
  REQUIRE_FALSE(token.empty());
  CHECK(Code(fixture.Call("GET", "/api/v1/alerts", token)) == "auth.password_change_required");
  const auto weak = fixture.Call("POST", "/api/v1/session/password", token,
                                 R"({"old_password":")" + password + R"(","new_password":"short"})");
  CHECK(Code(weak) == "auth.password_weak");
  const auto changed = fixture.Call("POST", "/api/v1/session/password", token,
                                    R"({"old_password":")" + password + R"(","new_password":"long enough now"})");
  CHECK(changed.status == 204);
  CHECK(fixture.Call("GET", "/api/v1/session", token).status == 401);
  CHECK_FALSE(fixture.SignIn("second", "long enough now").empty());
}

TEST_CASE("nobody locks himself out, and logins are unique") {
  ApiFixture fixture;
  const auto token = fixture.SignIn("admin");
  CHECK(Code(fixture.Call("PATCH", "/api/v1/users/1", token, R"({"disabled":true})")) == "user.own_account");
  const std::string taken = R"({"login":"rep","display_name":"x","role":"administrator","scope":{"kind":"all"}})";
  CHECK(Code(fixture.Call("POST", "/api/v1/users", token, taken)) == "user.login_taken");
}

TEST_CASE("a disabled account is out at once") {
  ApiFixture fixture;
  const auto rep = fixture.SignIn("rep");
  CHECK(fixture.Call("PATCH", "/api/v1/users/3", fixture.SignIn("admin"), R"({"disabled":true})").status == 200);
  CHECK(fixture.Call("GET", "/api/v1/session", rep).status == 401);
  CHECK(fixture.SignIn("rep").empty());
}

TEST_CASE("a role and a scope that do not fit each other are refused") {
  ApiFixture fixture;
  const auto answer = fixture.Call("POST", "/api/v1/users", fixture.SignIn("admin"),
                                   R"({"login":"x","display_name":"x","role":"rep","scope":{"kind":"all"}})");
  CHECK(answer.status == 400);
  CHECK(json::parse(answer.body)["params"]["field"] == "scope");
}

TEST_CASE("health tells nothing but whether it is well") {
  ApiFixture fixture;
  CHECK(fixture.Call("GET", "/healthz").body == "ok\n");
  CHECK(fixture.Call("GET", "/readyz").status == 200);
  fixture.status.ready = false;
  CHECK(fixture.Call("GET", "/readyz").status == 503);
}

TEST_CASE("a proof holds content only for those who may read it, and giving it out is recorded") {
  ApiFixture fixture;
  const auto all = fixture.SignIn("admin");
  CHECK(fixture.Call("GET", "/api/v1/evidence/leaves/101/proof", all).body == "proof with content\n");
  CHECK(fixture.Call("GET", "/api/v1/evidence/leaves/101/proof?content=false", all).body == "proof\n");
  const auto audit = json::parse(fixture.Call("GET", "/api/v1/audit?limit=50", all).body);
  const auto proofs = std::count_if(audit["items"].begin(), audit["items"].end(),
                                    [](const json& entry) { return entry["action"] == "evidence.prove"; });
  CHECK(proofs == 1);
  CHECK(Code(fixture.Call("GET", "/api/v1/evidence/leaves/50/proof", all)) == "evidence.no_leaf");
  CHECK(fixture.Call("GET", "/api/v1/evidence/consistency", all).status == 400);
  CHECK(Code(fixture.Call("GET", "/api/v1/evidence/consistency?from=30", all)) == "evidence.no_checkpoint");
  CHECK(fixture.Call("GET", "/api/v1/evidence/supervision?from=20", all).status == 400);
  CHECK(fixture.Call("GET", "/api/v1/evidence/leaves/101/proof", fixture.SignIn("rep")).status == 403);
}

TEST_CASE("an unknown path of the API is a problem document, not a page") {
  ApiFixture fixture;
  const auto answer = fixture.Call("GET", "/api/v1/nowhere");
  CHECK(answer.status == 404);
  CHECK(answer.Header("content-type") == "application/problem+json");
  CHECK(Code(answer) == "request.not_found");
}

}  // namespace
}  // namespace custos::testing
