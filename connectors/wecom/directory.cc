// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/directory.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>
#include <utility>

#include "core/log.h"
#include "core/wait.h"

namespace custos::wecom {
namespace {

constexpr std::chrono::milliseconds kLookUpEvery{1000};
constexpr std::size_t kUseridsPerCall = 100;
constexpr std::size_t kGroupsPerSnapshot = 200;
constexpr std::size_t kMostWanted = 20'000;
constexpr std::size_t kLookUpsAtOnce = 200;
constexpr std::size_t kMostChanges = 5'000;     ///< beyond, reading everything costs less
constexpr std::uint32_t kCallsPerMinute = 900;  ///< below the strictest of the limits for these calls

void LogTrouble(const std::string& source, std::string_view what, const Error& error) {
  if (error.code == "wecom.stopping") return;
  Log(LogLevel::kWarn, "wecom directory incomplete",
      {{"source", source}, {"list", what}, {"code", error.code}, {"detail", error.message}});
}

bool IsExternal(const Party& party) { return party.kind == PartyKind::kExternal; }

}  // namespace

DirectoryReader::DirectoryReader(const WecomSettings& settings, std::string source, const Clock& clock,
                                 StaffIndex& staff, CompanyApi& api)
    : settings_(settings),
      source_(std::move(source)),
      clock_(clock),
      staff_(staff),
      has_contacts_(api.has_contacts()),
      reader_(api.reader()),
      rate_(kCallsPerMinute) {}

DirectorySnapshot DirectoryReader::NewSnapshot() const {
  DirectorySnapshot snapshot;
  snapshot.source = source_;
  snapshot.taken_at = clock_.Now();
  return snapshot;
}

void DirectoryReader::Run(DirectorySink& sink, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      const std::scoped_lock lock(mutex_);
      known_.clear();
    }
    ReadAll(sink, stop);
    const auto next = std::chrono::steady_clock::now() + settings_.directory_interval;
    const auto again = [&] {
      const std::scoped_lock lock(mutex_);
      return std::exchange(all_changed_, false);
    };
    while (std::chrono::steady_clock::now() < next && !again() && WaitFor(kLookUpEvery, stop)) {
      LookUp(sink, stop);
      LookUpChanges(sink, stop);
    }
  }
}

void DirectoryReader::ReadAll(DirectorySink& sink, const std::stop_token& stop) {
  DirectorySnapshot staff = NewSnapshot();
  ReadStaff(staff, stop);
  if (stop.stop_requested()) return;
  sink.Update(std::move(staff));
  if (!has_contacts_) return;
  ReadCustomers(sink, stop);
  ReadGroups(sink, stop);
}

void DirectoryReader::ReadStaff(DirectorySnapshot& into, const std::stop_token& stop) {
  const Result<std::vector<std::string>> seats = reader_.Seats(stop);
  if (!seats) LogTrouble(source_, "archive seats", seats.error());
  if (seats) staff_.Add(*seats);
  if (!has_contacts_) return;

  Result<std::vector<Department>> departments = reader_.Departments(stop);
  if (!departments) return LogTrouble(source_, "departments", departments.error());
  Result<std::vector<Employee>> employees = reader_.Employees(*departments, stop);
  into.departments = std::move(*departments);
  if (!employees) return LogTrouble(source_, "employees", employees.error());
  std::vector<std::string> ids;
  const std::unordered_set<std::string> seated =
      seats ? std::unordered_set<std::string>(seats->begin(), seats->end()) : std::unordered_set<std::string>();
  for (Employee& employee : *employees) {
    employee.archived = seated.contains(employee.id);
    ids.push_back(employee.id);
  }
  staff_.Add(ids);
  into.employees = std::move(*employees);
}

void DirectoryReader::ReadCustomers(DirectorySink& sink, const std::stop_token& stop) {
  if (Result<std::vector<CustomerTag>> tags = reader_.CustomerTags(stop); !tags) {
    LogTrouble(source_, "customer tags", tags.error());
  } else if (!tags->empty()) {
    DirectorySnapshot snapshot = NewSnapshot();
    snapshot.customer_tags = std::move(*tags);
    sink.Update(std::move(snapshot));
  }
  const Result<std::vector<std::string>> users = reader_.FollowUsers(stop);
  if (!users) return LogTrouble(source_, "members with customers", users.error());
  staff_.Add(*users);
  for (std::size_t i = 0; i < users->size() && rate_.Wait(stop); i += kUseridsPerCall) {
    const std::span<const std::string> some(users->data() + i, std::min(kUseridsPerCall, users->size() - i));
    DirectorySnapshot snapshot = NewSnapshot();
    if (Status done = reader_.Customers(some, snapshot, stop); !done) LogTrouble(source_, "customers", done.error());
    for (const Customer& customer : snapshot.customers) Know(customer.id);
    if (!snapshot.customers.empty()) sink.Update(std::move(snapshot));
  }
}

void DirectoryReader::ReadGroups(DirectorySink& sink, const std::stop_token& stop) {
  const Result<std::vector<std::string>> ids = reader_.CustomerGroupIds(stop);
  if (!ids) return LogTrouble(source_, "customer groups", ids.error());
  DirectorySnapshot snapshot = NewSnapshot();
  for (const std::string& id : *ids) {
    if (!rate_.Wait(stop)) return;
    Result<Group> group = reader_.CustomerGroup(id, stop);
    if (!group) {
      LogTrouble(source_, "customer group", group.error());
      continue;
    }
    Know(id);
    snapshot.groups.push_back(std::move(*group));
    if (snapshot.groups.size() < kGroupsPerSnapshot) continue;
    sink.Update(std::exchange(snapshot, NewSnapshot()));
  }
  if (!snapshot.groups.empty()) sink.Update(std::move(snapshot));
}

void DirectoryReader::Know(const std::string& id) {
  const std::scoped_lock lock(mutex_);
  known_.insert(id);
  wanted_.erase(id);
}

void DirectoryReader::Saw(const std::vector<Message>& messages) {
  const std::scoped_lock lock(mutex_);
  for (const Message& message : messages) {
    if (!message.room.empty()) {
      const bool internal = message.conversation_kind == ConversationKind::kInternal;
      Want(message.room, internal ? What::kInternalGroup : What::kCustomerGroup);
    }
    if (IsExternal(message.from)) Want(message.from.id, What::kCustomer);
    if (message.to.size() == 1 && IsExternal(message.to.front())) Want(message.to.front().id, What::kCustomer);
  }
}

/// Needs the lock. Without a contact secret only internal groups can be asked for.
void DirectoryReader::Want(const std::string& id, What what) {
  if (!has_contacts_ && what != What::kInternalGroup) return;
  if (wanted_.size() < kMostWanted && !known_.contains(id)) wanted_.emplace(id, what);
}

void DirectoryReader::LookUp(DirectorySink& sink, const std::stop_token& stop) {
  std::vector<std::pair<std::string, What>> some;
  {
    const std::scoped_lock lock(mutex_);
    for (auto it = wanted_.begin(); it != wanted_.end() && some.size() < kLookUpsAtOnce; it = wanted_.erase(it)) {
      some.emplace_back(*it);
      known_.insert(it->first);
    }
  }
  DirectorySnapshot snapshot = NewSnapshot();
  for (const auto& [id, what] : some) {
    if (!rate_.Wait(stop)) return;
    LookUpOne(id, what, snapshot, stop);
  }
  if (!snapshot.customers.empty() || !snapshot.groups.empty()) sink.Update(std::move(snapshot));
}

void DirectoryReader::LookUpOne(const std::string& id, What what, DirectorySnapshot& into,
                                const std::stop_token& stop) {
  std::optional<Error> trouble;
  if (what == What::kCustomer) {
    Result<Customer> customer = reader_.OneCustomer(id, into, stop);
    if (!customer) trouble = customer.error();
    if (customer && !customer->id.empty()) into.customers.push_back(std::move(*customer));
  } else {
    Result<Group> group = ReadGroup(id, what, stop);
    if (!group) trouble = group.error();
    if (group) into.groups.push_back(std::move(*group));
  }
  if (!trouble || trouble->kind != ErrorKind::kUnavailable) return;
  const std::scoped_lock lock(mutex_);
  known_.erase(id);  // asked again when it is next mentioned
}

/// A message tells which kind its group is, but not surely: what one interface refuses the other may know.
Result<Group> DirectoryReader::ReadGroup(const std::string& id, What what, const std::stop_token& stop) {
  const bool internal_first = what == What::kInternalGroup || !has_contacts_;
  Result<Group> group = internal_first ? reader_.InternalGroup(id, stop) : reader_.CustomerGroup(id, stop);
  if (group || group.error().kind == ErrorKind::kUnavailable || !has_contacts_) return group;
  return internal_first ? reader_.CustomerGroup(id, stop) : reader_.InternalGroup(id, stop);
}

void DirectoryReader::LookAgain(const std::vector<ChangeHint>& hints) {
  if (!has_contacts_) return;
  const std::scoped_lock lock(mutex_);
  for (const ChangeHint& hint : hints) {
    if (hint.kind == ChangeHint::Kind::kArchive || hint.kind == ChangeHint::Kind::kRelationEnded) continue;
    const bool noted = std::any_of(changes_.begin(), changes_.end(), [&](const ChangeHint& one) {
      return one.kind == hint.kind && one.id == hint.id && one.other == hint.other;
    });
    if (!noted) changes_.push_back(hint);
  }
  if (changes_.size() <= kMostChanges) return;
  changes_.clear();
  all_changed_ = true;
}

void DirectoryReader::LookUpChanges(DirectorySink& sink, const std::stop_token& stop) {
  std::vector<ChangeHint> some;
  {
    const std::scoped_lock lock(mutex_);
    const std::size_t count = std::min(kLookUpsAtOnce, changes_.size());
    some.assign(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
    changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (some.empty()) return;
  DirectorySnapshot snapshot = NewSnapshot();
  std::vector<ChangeHint> later;
  const auto staff = [](const ChangeHint& hint) { return hint.kind == ChangeHint::Kind::kStaff; };
  if (std::any_of(some.begin(), some.end(), staff)) ReadStaff(snapshot, stop);
  for (const ChangeHint& hint : some) {
    const Status read = rate_.Wait(stop) ? ReadChange(hint, snapshot, stop) : Status{};
    if (read) continue;
    LogTrouble(source_, "change", read.error());
    if (read.error().kind == ErrorKind::kUnavailable) later.push_back(hint);
  }
  if (stop.stop_requested()) return;
  sink.Update(std::move(snapshot));
  LookAgain(later);
}

Status DirectoryReader::ReadChange(const ChangeHint& hint, DirectorySnapshot& into, const std::stop_token& stop) {
  switch (hint.kind) {
    case ChangeHint::Kind::kArchive:
    case ChangeHint::Kind::kStaff:
    case ChangeHint::Kind::kRelationEnded: return {};
    case ChangeHint::Kind::kRelation: return ReadOneCustomer(hint.other, into, stop);
    case ChangeHint::Kind::kTags: {
      Result<std::vector<CustomerTag>> tags = reader_.CustomerTags(stop);
      if (!tags) return tags.error();
      std::move(tags->begin(), tags->end(), std::back_inserter(into.customer_tags));
      return {};
    }
    case ChangeHint::Kind::kGroup: {
      Result<Group> group = reader_.CustomerGroup(hint.id, stop);
      if (!group) return group.error();
      Know(hint.id);
      into.groups.push_back(std::move(*group));
      return {};
    }
  }
  return {};
}

Status DirectoryReader::ReadOneCustomer(const std::string& id, DirectorySnapshot& into, const std::stop_token& stop) {
  Result<Customer> customer = reader_.OneCustomer(id, into, stop);
  if (!customer) return customer.error();
  Know(id);
  if (!customer->id.empty()) into.customers.push_back(std::move(*customer));
  return {};
}

}  // namespace custos::wecom
