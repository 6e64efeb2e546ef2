// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "server/api/condition_input.h"
#include "server/api/etag.h"
#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_grading.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"
#include "storage/suggested_rules.h"

namespace custos::server::api {
namespace {

using nlohmann::json;

template <class T>
json Items(const std::vector<T>& list) {
  json items = json::array();
  for (const T& one : list) items.push_back(Present(one));
  return items;
}

/// Members of a list, each read by a function of its own; the first that does not fit is named by its place.
class ListReader {
 public:
  ListReader(Body& body, std::size_t most) : body_(body) {
    const json* given = body.Find("items");
    if (given == nullptr || !given->is_array() || given->size() > most) {
      Fail("items");
    } else {
      items = given;
    }
  }

  void Fail(const std::string& path) {
    if (!body_.problem) body_.problem = http::Problem(400, "request.invalid", {{"field", path}});
  }

  /// Begins the next member; false when it is no object of these members.
  bool Begin(std::size_t place, const std::vector<std::string_view>& known) {
    at = "items[" + std::to_string(place) + "]";
    one = &(*items)[place];
    if (!one->is_object()) return Fail(at), false;
    for (const auto& [name, ignored] : one->items()) {
      if (std::find(known.begin(), known.end(), name) == known.end()) return Fail(at + "." + name), false;
    }
    return true;
  }
  std::string Text(const char* name, bool required = true) {
    const auto found = one->find(name);
    if (found == one->end() && !required) return {};
    if (found == one->end() || !found->is_string()) return Fail(at + "." + name), std::string();
    return found->get<std::string>();
  }
  bool Flag(const char* name, bool standard) {
    const auto found = one->find(name);
    if (found == one->end()) return standard;
    if (!found->is_boolean()) return Fail(at + "." + name), standard;
    return found->get<bool>();
  }
  const json* Find(const char* name) const {
    const auto found = one->find(name);
    return found == one->end() ? nullptr : &*found;
  }

  const json* items = nullptr;
  const json* one = nullptr;
  std::string at;

 private:
  Body& body_;
};

std::vector<storage::GradeRule> RulesIn(Body& body) {
  std::vector<storage::GradeRule> rules;
  ListReader list(body, storage::kMostGradeRules);
  for (std::size_t i = 0; list.items != nullptr && i < list.items->size() && !body.problem; ++i) {
    if (!list.Begin(i, {"id", "target", "source", "value", "name", "condition", "active", "version"})) break;
    storage::GradeRule& rule = rules.emplace_back();
    const auto target = storage::ParseGradeTarget(list.Text("target"));
    if (!target) list.Fail(list.at + ".target");
    rule.target = target.value_or(storage::GradeTarget::kGrade);
    const json* source = list.Find("source");
    if (source != nullptr && !source->is_null()) rule.source = list.Text("source");
    rule.value = list.Text("value");
    rule.name = list.Text("name");
    rule.active = list.Flag("active", true);
    const json* id = list.Find("id");
    if (id != nullptr && !id->is_null()) {
      const std::string text = list.Text("id");
      const bool fits = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
      if (!fits) list.Fail(list.at + ".id");
      if (fits) rule.id = std::stoull(text);
    }
    rule.condition = ConditionIn(list.Find("condition"), list.at + ".condition", body.problem);
  }
  return rules;
}

http::Response WithTag(const storage::GradeRules& rules, const storage::GradeState& state) {
  auto response = JsonResponse(200, {{"version", rules.version},
                                     {"items", Items(rules.rules)},
                                     {"changed_at", TimeOrNull(rules.changed_at)},
                                     {"changed_by", TextOrNull(rules.changed_by)},
                                     {"state", Present(state)}});
  response.SetHeader("ETag", TagOf(rules.version));
  return response;
}

http::Response ListGradeRules(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto rules = call.deps.grading.Rules();
  const auto state = call.deps.grading.State();
  if (!rules) return FromError(rules.error());
  return state ? WithTag(*rules, *state) : FromError(state.error());
}

http::Response Refused(const Error& error) {
  if (error.code == "grading.tag_circle") return http::Problem(400, error.code, {{"rules", error.message}});
  return error.kind == ErrorKind::kInvalid ? RefusedMember(error) : FromError(error);
}

http::Response ChangeGradeRules(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"items"});
  const std::vector<storage::GradeRule> rules = RulesIn(body);
  if (body.problem) return *body.problem;
  if (const Status checked = storage::CheckGradeRules(rules); !checked) return RefusedMember(checked.error());
  if (auto refused = call.Record("grading.change", "", {{"rules", Items(rules)}})) return *refused;
  const auto set = call.deps.grading.SetRules(precondition.version, rules, call.user.display_name);
  const auto state = call.deps.grading.State();
  if (!set) return Refused(set.error());
  return state ? WithTag(*set, *state) : FromError(state.error());
}

http::Response PreviewGradeRules(const Call& call) {
  Body body(call.request, {"items"});
  const std::vector<storage::GradeRule> rules = RulesIn(body);
  if (body.problem) return *body.problem;
  if (const Status checked = storage::CheckGradeRules(rules); !checked) return RefusedMember(checked.error());
  if (auto refused = call.Record("grading.preview", "")) return *refused;
  const auto preview = call.deps.grading.Preview(rules);
  return preview ? JsonResponse(200, Present(*preview)) : Refused(preview.error());
}

/// A set to begin with; the amounts of that by contact are those of the first number field, or of orders.
http::Response SuggestGradeRules(const Call& call) {
  QueryReader query(call.request);
  const std::string language = query.Text("lang", 5);
  if (!language.empty() && language != "zh" && language != "en") query.Fail("lang");
  const std::string basis = query.Text("by", 10);
  if (!basis.empty() && basis != "contact" && basis != "orders") query.Fail("by");
  if (auto problem = query.Problem()) return *problem;
  const bool english = language == "en";
  if (basis == "orders") return JsonResponse(200, {{"items", Items(storage::SuggestedOrderRules(english))}});
  const auto fields = call.deps.grading.Fields();
  if (!fields) return FromError(fields.error());
  std::string number;
  for (const auto& field : fields->fields) {
    if (number.empty() && field.type == storage::CustomerFieldType::kNumber) number = field.key;
  }
  return JsonResponse(200, {{"items", Items(storage::SuggestedRules(english, number))}});
}

std::vector<storage::CustomerField> FieldsIn(Body& body) {
  std::vector<storage::CustomerField> fields;
  ListReader list(body, storage::kMostCustomerFields);
  for (std::size_t i = 0; list.items != nullptr && i < list.items->size() && !body.problem; ++i) {
    if (!list.Begin(i, {"key", "label_zh", "label_en", "type", "choices", "for_reps"})) break;
    storage::CustomerField& field = fields.emplace_back();
    field.key = list.Text("key");
    field.label_zh = list.Text("label_zh");
    field.label_en = list.Text("label_en");
    field.for_reps = list.Flag("for_reps", true);
    const auto type = storage::ParseCustomerFieldType(list.Text("type"));
    if (!type) list.Fail(list.at + ".type");
    field.type = type.value_or(storage::CustomerFieldType::kText);
    const json* choices = list.Find("choices");
    if (choices == nullptr) continue;
    if (!choices->is_array()) list.Fail(list.at + ".choices");
    for (const json& choice : choices->is_array() ? *choices : json::array()) {
      if (!choice.is_string()) list.Fail(list.at + ".choices");
      if (choice.is_string()) field.choices.push_back(choice.get<std::string>());
    }
  }
  return fields;
}

http::Response WithTag(const storage::CustomerFields& fields, const std::vector<storage::CustomerField>& shown) {
  auto response = JsonResponse(200, {{"version", fields.version},
                                     {"items", Items(shown)},
                                     {"changed_at", TimeOrNull(fields.changed_at)},
                                     {"changed_by", TextOrNull(fields.changed_by)}});
  response.SetHeader("ETag", TagOf(fields.version));
  return response;
}

http::Response ListCustomerFields(const Call& call) {
  QueryReader query(call.request);
  if (auto problem = query.Problem()) return *problem;
  const auto fields = call.deps.grading.Fields();
  if (!fields) return FromError(fields.error());
  std::vector<storage::CustomerField> shown = fields->fields;
  if (call.user.role == storage::UserRole::kRep) {
    std::erase_if(shown, [](const storage::CustomerField& field) { return !field.for_reps; });
  }
  return WithTag(*fields, shown);
}

http::Response ChangeCustomerFields(const Call& call) {
  const IfMatch precondition(call.request);
  if (precondition.problem) return *precondition.problem;
  Body body(call.request, {"items"});
  const std::vector<storage::CustomerField> fields = FieldsIn(body);
  if (body.problem) return *body.problem;
  if (const Status checked = storage::CheckCustomerFields(fields); !checked) return RefusedMember(checked.error());
  if (auto refused = call.Record("customer_fields.change", "", {{"fields", Items(fields)}})) return *refused;
  const auto set = call.deps.grading.SetFields(precondition.version, fields, call.user.display_name);
  return set ? WithTag(*set, set->fields) : FromError(set.error());
}

}  // namespace

void AddGradingHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/grade-rules", "listGradeRules", ListGradeRules);
  gate.Add(http::Method::kPut, "/grade-rules", "changeGradeRules", ChangeGradeRules);
  gate.Add(http::Method::kPost, "/grade-rules/preview", "previewGradeRules", PreviewGradeRules);
  gate.Add(http::Method::kGet, "/grade-rules/suggested", "suggestGradeRules", SuggestGradeRules);
  gate.Add(http::Method::kGet, "/customer-fields", "listCustomerFields", ListCustomerFields);
  gate.Add(http::Method::kPut, "/customer-fields", "changeCustomerFields", ChangeCustomerFields);
}

}  // namespace custos::server::api
