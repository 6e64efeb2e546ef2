// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fakes/fake_customers.h"

#include "tests/support/fakes/fake_desk.h"
#include "tests/support/fakes/fakes.h"

namespace custos::testing {
namespace {

using storage::Scope;

constexpr TimeMs kNow = 1'760'000'000'000;

Error NoSuch() { return {ErrorKind::kNotFound, "customer.not_found", ""}; }

storage::PersonView Zhang() { return {"wecom:test", PartyKind::kStaff, "zhang.wei", "张伟", "华东一部"}; }

storage::CustomerSummary Summary() {
  storage::CustomerSummary customer;
  customer.id = 1;
  customer.name = "王女士";
  customer.phones = {"8613900001111"};
  customer.employees = {Zhang()};
  customer.tags = {"重点客户"};
  customer.last_at = kNow;
  return customer;
}

storage::CustomerEvent Remarked() {
  storage::CustomerEvent event;
  event.id = 1;
  event.at = kNow;
  event.kind = storage::CustomerEventKind::kRemarked;
  event.employee = Zhang();
  event.detail = R"({"from":"一","to":"二"})";
  return event;
}

storage::CustomerMerge Merged() {
  storage::CustomerMerge merge;
  merge.id = 1;
  merge.kept = 1;
  merge.gone = 2;
  merge.at = kNow;
  merge.user_name = "admin";
  merge.reason = "同一人";
  return merge;
}

storage::CustomerView View() {
  storage::CustomerView customer;
  customer.summary = Summary();
  customer.version = 1;
  customer.name_from = "contact";
  customer.fields = {{"city", "苏州"}};
  customer.grade_from = "1";
  customer.created_at = kNow;
  customer.messages = 3;
  customer.identities = {
      {storage::CustomerIdentityKind::kContact, "wecom:test", "wm-0001", "contact", 100, "wecom:test", kNow},
      {storage::CustomerIdentityKind::kPhone, "", "8613900001111", "noted", 90, "wecom:test", kNow}};
  storage::CustomerRelation& relation = customer.relations.emplace_back();
  relation.employee = Zhang();
  relation.contact = "wm-0001";
  relation.state = "stands";
  relation.consent = {storage::ConsentState::kDefault, 0, kNow};
  relation.history = {Remarked()};
  customer.merges = {Merged()};
  customer.alike = {Summary()};
  return customer;
}

storage::TimelineEntry Entry(storage::TimelineKind kind) {
  storage::TimelineEntry entry;
  entry.kind = kind;
  entry.at = kNow;
  return entry;
}

}  // namespace

Result<storage::CustomerPage> FakeCustomers::List(const Scope& scope, const storage::CustomerFilter& filter) {
  last_filter = filter;
  storage::CustomerPage page;
  if (FakeReader::Sees(scope)) page.items = {Summary()};
  return page;
}

Result<std::vector<storage::CustomerSummary>> FakeCustomers::Summaries(const std::vector<std::uint64_t>& ids) {
  std::vector<storage::CustomerSummary> customers;
  for (const std::uint64_t id : ids) {
    if (id == 1) customers.push_back(Summary());
  }
  return customers;
}

Result<std::set<std::uint64_t>> FakeCustomers::InSight(const Scope& scope, const std::vector<std::uint64_t>& ids) {
  std::set<std::uint64_t> seen;
  for (const std::uint64_t id : ids) {
    if (id <= 9 && FakeReader::Sees(scope)) seen.insert(id);
  }
  return seen;
}

Result<storage::CustomerView> FakeCustomers::Get(const Scope& scope, std::uint64_t id) {
  if (id != 1 || !FakeReader::Sees(scope)) return NoSuch();
  return View();
}

Result<std::uint64_t> FakeCustomers::Find(const Scope& scope, const std::string& source, const std::string& party) {
  const bool known = source == "wecom:test" && party == FakeReader::kCustomer && FakeReader::Sees(scope);
  return std::uint64_t{known ? 1U : 0U};
}

Result<storage::TimelinePage> FakeCustomers::Timeline(const Scope& scope, const storage::TimelineQuery& query) {
  if (query.customer != 1 || !FakeReader::Sees(scope)) return NoSuch();
  last_query = query;
  storage::TimelinePage page;
  using Kind = storage::TimelineKind;
  page.items = {Entry(Kind::kChat), Entry(Kind::kAlert), Entry(Kind::kDecision), Entry(Kind::kChange),
                Entry(Kind::kNote)};
  page.items[0].message = FakeReader::MessageWithId(FakeReader::kMessage);
  storage::TimelineAlert& alert = page.items[1].alert.emplace();
  alert.alert_id = FakeAlertStore::kAlert;
  alert.message_id = FakeReader::kMessage;
  alert.conversation = FakeReader::Conversation();
  alert.category = "divert_contact";
  alert.rules = {FakeAlertStore::kRule};
  alert.employee = Zhang();
  storage::AlertDecision& decision = page.items[2].decision.emplace();
  decision.decision_id = 8;
  decision.alert_id = FakeAlertStore::kAlert;
  decision.to = storage::AlertState::kViolation;
  decision.at = kNow;
  page.items[3].change = Remarked();
  page.items[4].note = FakeFollowUps::Written();
  return page;
}

Result<storage::CustomerView> FakeCustomers::Change(const Scope& scope, std::uint64_t id, std::uint64_t version,
                                                    const storage::CustomerChange& change,
                                                    const storage::CustomerActor& actor) {
  if (id != 1 || !FakeReader::Sees(scope)) return NoSuch();
  if (version != 1) return Error{ErrorKind::kConflict, "customer.changed", ""};
  last_actor = actor;
  last_change = change;
  storage::CustomerView view = View();
  if (change.grade) view.summary.grade = *change.grade;
  return view;
}

Result<storage::CustomerMerge> FakeCustomers::Merge(const Scope& scope, std::uint64_t kept, std::uint64_t gone,
                                                    const storage::CustomerActor& actor) {
  if (kept != 1 || gone != 2 || !FakeReader::Sees(scope)) return NoSuch();
  last_actor = actor;
  return Merged();
}

Result<storage::CustomerMerge> FakeCustomers::Unmerge(const Scope& scope, std::uint64_t merge_id,
                                                      const storage::CustomerActor& actor) {
  if (merge_id != 1 || !FakeReader::Sees(scope)) return Error{ErrorKind::kNotFound, "merge.not_found", ""};
  last_actor = actor;
  storage::CustomerMerge merge = Merged();
  merge.undone_at = kNow;
  merge.undone_by = actor.user_name;
  merge.undo_reason = actor.reason;
  return merge;
}

Status FakeNumbers::Put(const std::vector<storage::EmployeeNumber>& entries) {
  numbers.insert(numbers.end(), entries.begin(), entries.end());
  return {};
}

Status FakeNumbers::Remove(const std::string& exchange, const std::string& value) {
  const auto gone =
      std::erase_if(numbers, [&](const auto& number) { return number.exchange == exchange && number.value == value; });
  if (gone == 0) return Error{ErrorKind::kNotFound, "number.not_found", ""};
  return {};
}

}  // namespace custos::testing
