// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/query_filters.h"

#include <utility>

#include "storage/alert_store.h"

namespace custos::storage {
namespace {

using query::Condition;
using query::Field;

Condition Of(Field field) {
  Condition condition;
  condition.field = field;
  return condition;
}

void AddPeople(const SearchQuery& query, std::vector<Condition>& into) {
  if (query.employee) {
    into.push_back(Of(Field::kParticipant));
    into.back().people = {{query.employee->source, PartyKind::kStaff, query.employee->id}};
  }
  if (query.customer) {
    into.push_back(Of(Field::kParticipant));
    into.back().kind = PartyKind::kExternal;
    into.back().values = {*query.customer};
  }
  if (query.department) {
    into.push_back(Of(Field::kDepartment));
    into.back().departments = {{query.department->source, query.department->id}};
  }
  if (query.conversation) {
    into.push_back(Of(Field::kConversation));
    into.back().conversations = {*query.conversation};
  }
}

void AddAlerts(const SearchQuery& query, std::vector<Condition>& into) {
  if (!query.categories.empty()) {
    into.push_back(Of(Field::kCategory));
    into.back().values = query.categories;
  }
  if (!query.rules.empty()) {
    into.push_back(Of(Field::kRule));
    into.back().values = query.rules;
  }
  if (!query.verdicts.empty()) {
    into.push_back(Of(Field::kVerdict));
    for (const std::string& name : query.verdicts) {
      if (const auto state = ParseAlertState(name)) into.back().numbers.push_back(static_cast<int>(*state));
    }
  }
}

void AddMedia(const SearchQuery& query, std::vector<Condition>& into) {
  if (query.has_media) {
    into.push_back(Of(Field::kHas));
    into.back().values = {"attachment"};
    into.back().flag = *query.has_media;
  }
  if (!query.media_kind.empty()) {
    into.push_back(Of(Field::kHas));
    into.back().values = {query.media_kind};
  }
}

}  // namespace

std::vector<Condition> ConditionsOf(const SearchQuery& query) {
  std::vector<Condition> conditions;
  AddPeople(query, conditions);
  if (query.channel) {
    conditions.push_back(Of(Field::kChannel));
    conditions.back().numbers = {static_cast<int>(*query.channel)};
  }
  if (query.role) {
    conditions.push_back(Of(Field::kRole));
    conditions.back().numbers = {static_cast<int>(*query.role)};
  }
  if (!query.type.empty()) {
    conditions.push_back(Of(Field::kType));
    conditions.back().values = {query.type};
  }
  if (query.from != 0 || query.until != 0) {
    conditions.push_back(Of(Field::kTime));
    conditions.back().from = query.from;
    conditions.back().until = query.until;
  }
  if (query.recalled) {
    conditions.push_back(Of(Field::kRecalled));
    conditions.back().flag = *query.recalled;
  }
  AddMedia(query, conditions);
  AddAlerts(query, conditions);
  return conditions;
}

}  // namespace custos::storage
