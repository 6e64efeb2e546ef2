// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/query_resolver.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <set>
#include <utility>

#include "storage/postgres/asked_accounts.h"
#include "storage/postgres/query_filters.h"
#include "storage/query/parser.h"
#include "storage/query/planner.h"
#include "storage/segment/people_codes.h"

namespace custos::storage {
namespace {

using query::Condition;
using query::Field;
using query::Node;

// Whoever has one of these ids or names; the kind 0 stands for any.
constexpr char kPeople[] =
    "SELECT source_id, 1::smallint, id, name FROM employee WHERE (id = ANY($1) OR name = ANY($1)) AND $2 IN (0, 1)"
    " UNION SELECT source_id, 2::smallint, id, name FROM customer WHERE (id = ANY($1) OR name = ANY($1)) AND $2 IN (0, "
    "2)"
    " UNION SELECT DISTINCT source_id, kind, party_id, '' FROM conversation_party WHERE party_id = ANY($1)"
    " AND ($2 = 0 OR kind = $2)";
constexpr char kConversationsOf[] =
    "SELECT DISTINCT p.conversation_id, p.in_group FROM conversation_party p JOIN unnest($1::bigint[], $2::bigint[], "
    "$3::text[])"
    " AS s(source_id, kind, party_id) ON p.source_id = s.source_id AND p.kind = s.kind AND p.party_id = s.party_id";
constexpr char kDepartments[] = "SELECT source_id, id, name FROM department WHERE id::text = ANY($1) OR name = ANY($1)";
constexpr char kGroups[] =
    "SELECT c.conversation_id, c.room, coalesce(g.name, '') FROM conversation c LEFT JOIN chat_group g"
    " ON g.source_id = c.source_id AND g.id = c.room WHERE c.room <> '' AND (c.room = ANY($1) OR g.name = ANY($1))";
// The state of an alert that joined an earlier one is that of its head.
constexpr char kAlerted[] =
    "SELECT DISTINCT a.message_id FROM alert a LEFT JOIN alert h ON a.head_id <> 0 AND h.alert_id = a.head_id";

constexpr std::size_t kMostCodes = 256;  // to look for in every segment

template <class T>
void Keep(std::optional<std::vector<T>>& list, const std::vector<T>& wanted) {
  if (!list) {
    list = wanted;
    return;
  }
  std::erase_if(*list, [&](const T& one) { return std::find(wanted.begin(), wanted.end(), one) == wanted.end(); });
}

template <class T>
std::vector<T> As(const std::vector<std::int64_t>& numbers) {
  std::vector<T> values;
  for (const std::int64_t number : numbers) values.push_back(static_cast<T>(number));
  return values;
}

bool Contains(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool HasThing(const std::string& thing, const MessageView& message) {
  if (thing == "attachment") return !message.media.empty();
  if (thing == "quote") return message.quote.has_value();
  if (thing == "alert") return !message.alert_ids.empty();
  return std::any_of(message.media.begin(), message.media.end(),
                     [&](const MediaView& media) { return media.kind == thing; });
}

bool IsAlerts(Field field) { return field == Field::kRule || field == Field::kCategory || field == Field::kVerdict; }

}  // namespace

std::size_t ResolvedQuery::IdHash::operator()(const ConversationId& id) const {
  std::size_t hash = 0;
  std::memcpy(&hash, id.bytes.data(), sizeof hash);
  return hash;
}

ResolvedQuery::ResolvedQuery(db::Connection& connection, Sources& sources, const Scope& scope, const SearchQuery& query)
    : connection_(connection), sources_(sources) {
  query::Parsed parsed = query::Parse(query.text, query.now);
  if (parsed.fault) db::Fail(ErrorKind::kInvalid, parsed.fault->code, "the query cannot be read");
  tree_ = query::WithConditions(std::move(parsed.tree), ConditionsOf(query));
  const VisibleAccounts visible = storage::Resolve(connection, sources, scope);
  nothing_ = visible.nothing();
  if (nothing_) return;
  Resolve(tree_);
  candidates_.grams = query::MakeGrams(tree_);
  candidates_.oldest_first = query.oldest_first;
  std::vector<const Condition*> alerts;
  for (const Condition* condition : query::TopConditions(tree_)) {
    Push(*condition);
    if (IsAlerts(condition->field)) alerts.push_back(condition);
  }
  if (!alerts.empty()) {  // what is asked together must be true of one alert
    std::unordered_set<std::uint64_t> messages;
    ResolveAlerts(alerts, messages);
    candidates_.messages.emplace(messages.begin(), messages.end());
  }
  const query::TimeBounds bounds = query::BoundsOf(tree_);
  candidates_.from = bounds.from;
  candidates_.until = bounds.until;
  if (!visible.all) {
    Meaning mine;
    mine.people = visible.accounts;
    mine.kinds.assign(visible.accounts.ids.size(), PartyKind::kStaff);
    AddConversationsOf(mine);
    const Talks& inherited = visible.inherited;
    mine.conversations.insert(inherited.conversations.begin(), inherited.conversations.end());
    mine.people.sources.insert(mine.people.sources.end(), inherited.outsiders.sources.begin(),
                               inherited.outsiders.sources.end());
    mine.people.ids.insert(mine.people.ids.end(), inherited.outsiders.ids.begin(), inherited.outsiders.ids.end());
    KeepConversations(mine);
  }
}

void ResolvedQuery::Note(const Node& node, const std::string& value) {
  unknown_.push_back({value, node.place.column, node.place.length});
}

void ResolvedQuery::Resolve(const Node& node) {
  for (const Node& child : node.children) Resolve(child);
  if (node.kind != Node::Kind::kCondition) return;
  Meaning& meaning = meanings_[&node.condition];
  switch (node.condition.field) {
    case Field::kSender:
    case Field::kRecipient:
    case Field::kParticipant: return ResolvePeople(node, meaning);
    case Field::kDepartment: return ResolveDepartments(node, meaning);
    case Field::kConversation: return ResolveConversations(node, meaning);
    case Field::kRule:
    case Field::kCategory:
    case Field::kVerdict: return ResolveAlerts({&node.condition}, meaning.messages);
    default: return;
  }
}

void ResolvedQuery::ResolvePeople(const Node& node, Meaning& meaning) {
  const Condition& condition = node.condition;
  const auto add = [&](std::int64_t source_id, PartyKind kind, const std::string& id) {
    meaning.people.sources.push_back(source_id);
    meaning.people.ids.push_back(id);
    meaning.kinds.push_back(kind);
  };
  for (const query::PersonKey& person : condition.people) {
    if (person.kind != PartyKind::kStaff) {
      add(sources_.Find(connection_, person.source), person.kind, person.id);
      continue;
    }
    const Accounts accounts = AllOfPerson(connection_, sources_, {person.source, person.id});
    for (std::size_t i = 0; i < accounts.ids.size(); ++i) add(accounts.sources[i], person.kind, accounts.ids[i]);
  }
  if (!condition.values.empty()) {
    const db::Rows rows = connection_.Query(
        kPeople, db::Params().TextArray(condition.values).Int(static_cast<std::int64_t>(condition.kind)));
    std::set<std::string> met;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      add(rows.Int(i, 0), static_cast<PartyKind>(rows.Int(i, 1)), rows.Text(i, 2));
      met.insert(rows.Text(i, 2));
      met.insert(rows.Text(i, 3));
    }
    for (const std::string& value : condition.values) {
      if (!met.contains(value)) Note(node, value);
    }
  }
  if (condition.field != Field::kSender) AddConversationsOf(meaning);
}

void ResolvedQuery::ResolveDepartments(const Node& node, Meaning& meaning) {
  std::vector<DepartmentRef> departments;
  for (const auto& [source, id] : node.condition.departments) departments.push_back({source, id});
  if (!node.condition.values.empty()) {
    const db::Rows rows = connection_.Query(kDepartments, db::Params().TextArray(node.condition.values));
    std::set<std::string> met;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      departments.push_back({sources_.NameOf(connection_, static_cast<int>(rows.Int(i, 0))), rows.Int(i, 1)});
      met.insert(rows.Text(i, 1));
      met.insert(rows.Text(i, 2));
    }
    for (const std::string& value : node.condition.values) {
      if (!met.contains(value)) Note(node, value);
    }
  }
  meaning.people = EmployeesOf(connection_, sources_, departments);
  meaning.kinds.assign(meaning.people.ids.size(), PartyKind::kStaff);
  AddConversationsOf(meaning);
}

void ResolvedQuery::ResolveConversations(const Node& node, Meaning& meaning) {
  meaning.conversations.insert(node.condition.conversations.begin(), node.condition.conversations.end());
  std::vector<std::string> names;
  for (const std::string& value : node.condition.values) {
    if (const auto id = ConversationId::Parse(value)) {
      meaning.conversations.insert(*id);
    } else {
      names.push_back(value);
    }
  }
  if (names.empty()) return;
  const db::Rows rows = connection_.Query(kGroups, db::Params().TextArray(names));
  std::set<std::string> met;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    meaning.conversations.insert(rows.Uuid(i, 0));
    met.insert(rows.Text(i, 1));
    met.insert(rows.Text(i, 2));
  }
  for (const std::string& value : names) {
    if (!met.contains(value)) Note(node, value);
  }
}

void ResolvedQuery::ResolveAlerts(const std::vector<const Condition*>& conditions,
                                  std::unordered_set<std::uint64_t>& into) {
  SqlWhere where;
  for (const Condition* condition : conditions) {
    if (condition->field == Field::kRule) {
      where.And("a.rule_ids && " + where.BindTexts(condition->values) + "::text[]");
    } else if (condition->field == Field::kCategory) {
      where.And("a.category = ANY(" + where.BindTexts(condition->values) + "::text[])");
    } else {
      where.And("coalesce(h.state, a.state) = ANY(" + where.BindInts(condition->numbers) + "::bigint[])");
    }
  }
  const db::Rows rows = connection_.Query(kAlerted + where.text, where.params);
  for (std::size_t i = 0; i < rows.size(); ++i) into.insert(rows.Id(i, 0));
}

void ResolvedQuery::AddConversationsOf(Meaning& meaning) {
  if (meaning.people.empty()) return;
  std::vector<std::int64_t> kinds;
  for (const PartyKind kind : meaning.kinds) kinds.push_back(static_cast<std::int64_t>(kind));
  const db::Rows rows = connection_.Query(
      kConversationsOf, db::Params().IntArray(meaning.people.sources).IntArray(kinds).TextArray(meaning.people.ids));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    meaning.conversations.insert(rows.Uuid(i, 0));
    if (rows.Text(i, 1) == "t") meaning.groups.push_back(rows.Uuid(i, 0));
  }
}

/// The codes of which every sealed message of these conversations has one; empty when they would be too many to ask
/// for.
std::vector<std::int32_t> ResolvedQuery::CodesOf(const Meaning& meaning) const {
  std::vector<std::int32_t> codes;
  if (meaning.people.empty() || meaning.people.ids.size() + meaning.groups.size() > kMostCodes) return codes;
  codes.push_back(kCodeOfOddMessages);
  for (std::size_t i = 0; i < meaning.people.ids.size(); ++i) {
    const std::string source = sources_.NameOf(connection_, static_cast<int>(meaning.people.sources[i]));
    codes.push_back(CodeOfPerson(source, meaning.people.ids[i]));
  }
  for (const ConversationId& group : meaning.groups) codes.push_back(CodeOfGroup(group));
  return codes;
}

void ResolvedQuery::KeepConversations(const Meaning& meaning) {
  std::vector<ConversationId> wanted;
  if (candidates_.conversations) {
    std::copy_if(candidates_.conversations->begin(), candidates_.conversations->end(), std::back_inserter(wanted),
                 [&](const ConversationId& id) { return meaning.conversations.contains(id); });
  } else {
    wanted.assign(meaning.conversations.begin(), meaning.conversations.end());
    std::sort(wanted.begin(), wanted.end());
  }
  candidates_.conversations = std::move(wanted);
  std::vector<std::int32_t> codes = CodesOf(meaning);
  if (codes.empty()) return;
  candidates_.people.kind = GramCondition::Kind::kAll;
  candidates_.people.parts.push_back(GramCondition::SomeOf(std::move(codes)));
}

/// Tells the index what holds for everything that is found.
void ResolvedQuery::Push(const Condition& condition) {
  const Meaning& meaning = meanings_.at(&condition);
  switch (condition.field) {
    case Field::kSender: {
      std::vector<Party> senders;
      for (std::size_t i = 0; i < meaning.kinds.size(); ++i) {
        senders.push_back({meaning.kinds[i], meaning.people.ids[i]});
      }
      return Keep(candidates_.senders, senders);
    }
    case Field::kRecipient:
    case Field::kParticipant:
    case Field::kDepartment:
    case Field::kConversation: return KeepConversations(meaning);
    case Field::kChannel: return Keep(candidates_.channels, As<Channel>(condition.numbers));
    case Field::kRole: return Keep(candidates_.roles, As<Role>(condition.numbers));
    case Field::kType: return Keep(candidates_.types, condition.values);
    case Field::kRecalled: candidates_.recalled = condition.flag; return;
    case Field::kHas: return PushHas(condition);
    default: return;
  }
}

void ResolvedQuery::PushHas(const Condition& condition) {
  if (Contains(condition.values, "quote") || Contains(condition.values, "alert")) return;
  if (condition.flag) candidates_.has_media = true;
  if (!condition.flag && Contains(condition.values, "attachment")) candidates_.has_media = false;
}

bool ResolvedQuery::IsPerson(const Meaning& meaning, const MessageView& message) const {
  for (std::size_t i = 0; i < meaning.kinds.size(); ++i) {
    if (meaning.people.ids[i] == message.from.id && meaning.kinds[i] == message.from.kind &&
        sources_.NameOf(connection_, static_cast<int>(meaning.people.sources[i])) == message.source) {
      return true;
    }
  }
  return false;
}

bool ResolvedQuery::Holds(const Condition& condition, const MessageView& message) const {
  const Meaning& meaning = meanings_.at(&condition);
  const auto has_number = [&](auto value) {
    return std::find(condition.numbers.begin(), condition.numbers.end(), static_cast<std::int64_t>(value)) !=
           condition.numbers.end();
  };
  switch (condition.field) {
    case Field::kSender: return IsPerson(meaning, message);
    case Field::kRecipient:
      return meaning.conversations.contains(message.ref.conversation) && !IsPerson(meaning, message);
    case Field::kParticipant:
    case Field::kDepartment:
    case Field::kConversation: return meaning.conversations.contains(message.ref.conversation);
    case Field::kSource: return Contains(condition.values, message.source);
    case Field::kChannel: return has_number(message.channel);
    case Field::kRole: return has_number(message.role);
    case Field::kType: return Contains(condition.values, message.type);
    case Field::kRule:
    case Field::kCategory:
    case Field::kVerdict: return meaning.messages.contains(message.ref.message_id);
    case Field::kRecalled: return (message.recalled_at != 0) == condition.flag;
    case Field::kHas:
      return condition.flag == std::any_of(condition.values.begin(), condition.values.end(),
                                           [&](const std::string& thing) { return HasThing(thing, message); });
    case Field::kTime:
      return (condition.from == 0 || message.ref.sent_at >= condition.from) &&
             (condition.until == 0 || message.ref.sent_at < condition.until);
  }
  return false;
}

}  // namespace custos::storage
