// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "server/api/handlers/handlers.h"
#include "server/api/json_text.h"
#include "server/api/present_tag.h"
#include "server/api/query_reader.h"
#include "server/http/problem.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::TagOrder;
using storage::TagOutcome;

constexpr char kNoCustomer[] = "customer.not_found";
constexpr char kNoTag[] = "tag.not_found";
constexpr std::size_t kMostInBatch = 1'000;
constexpr std::size_t kMostTags = 20;  ///< of one order, and to be made at once
constexpr std::size_t kLongestId = 200;
constexpr std::size_t kLongestName = 30;  ///< characters, the platform's limit
constexpr std::uint32_t kHighestOrder = 99'999;

/// The company's tags are for the whole company: who may see some departments only may not change them.
std::optional<http::Response> RefuseNarrowScope(const Call& call) {
  if (call.scope.kind == storage::Scope::Kind::kAll) return std::nullopt;
  return http::Problem(403, "auth.forbidden");
}

/// What the platform says to the person who asked.
http::Response Refuse(const Error& error) {
  if (error.code == "tag.no_platform" || error.code == "tag.name_taken" || error.code == "tag.too_many") {
    return http::Problem(409, error.code);
  }
  if (error.code == "tag.name_length") return http::Problem(400, error.code);
  if (error.kind == ErrorKind::kNotFound || error.code == kNoTag) return http::Problem(404, kNoTag);
  if (error.code.starts_with("wecom.")) return http::Problem(503, "tag.platform", {{"reason", error.code}});
  return FromError(error, kNoTag);
}

/// Texts of a member that is a list; an absent one is empty.
std::vector<std::string> TextsOf(Body& body, const char* name, std::size_t most, std::size_t longest) {
  std::vector<std::string> texts;
  const json* const list = body.Find(name);
  if (list == nullptr) return texts;
  if (!list->is_array() || list->size() > most) return body.Fail(name), texts;
  for (const json& one : *list) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > longest) {
      return body.Fail(name), texts;
    }
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

http::Response Catalogue(const Call& call, int status, bool count) {
  const auto catalogue = call.deps.tags.Catalogue(count);
  return catalogue ? JsonResponse(status, Present(*catalogue, call.deps.tag_desk)) : FromError(catalogue.error());
}

http::Response ListTags(const Call& call) {
  QueryReader query(call.request);
  const bool count = query.Flag("count").value_or(false);
  if (auto problem = query.Problem()) return *problem;
  return Catalogue(call, 200, count);
}

http::Response CreateTags(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"source", "group_id", "group_name", "names"});
  customers::TagDraft draft;
  draft.source = body.Text("source", 1, kLongestId, true).value_or("");
  draft.group_id = body.Text("group_id", 1, kLongestId, false).value_or("");
  draft.group_name = body.Text("group_name", 1, kLongestName, false).value_or("");
  draft.names = TextsOf(body, "names", kMostTags, kLongestName * 4);
  if (draft.group_id.empty() == draft.group_name.empty()) body.Fail("group_id");
  if (draft.names.empty()) body.Fail("names");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("tag.create", draft.source, {{"names", draft.names}})) return *refused;
  const Status made = call.deps.tag_desk.Make(draft);
  return made ? Catalogue(call, 201, true) : Refuse(made.error());
}

http::Response ChangeTag(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  Body body(call.request, {"source", "id", "name", "order"});
  const std::string source = body.Text("source", 1, kLongestId, true).value_or("");
  const std::string id = body.Text("id", 1, kLongestId, true).value_or("");
  const auto name = body.Text("name", 1, kLongestName, false);
  std::optional<std::uint32_t> order;
  if (const json* member = body.Find("order"); member != nullptr) {
    if (!member->is_number_unsigned() || member->get<std::uint64_t>() > kHighestOrder) {
      body.Fail("order");
    } else {
      order = member->get<std::uint32_t>();
    }
  }
  if (!name && !order) body.Fail("name");
  if (body.problem) return *body.problem;
  if (auto refused = call.Record("tag.change", source + "/" + id, {{"name", name.value_or("")}})) return *refused;
  const Status changed = call.deps.tag_desk.Change(source, id, name, order);
  return changed ? Catalogue(call, 200, true) : Refuse(changed.error());
}

http::Response RemoveTag(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  const std::string source = query.Text("source", kLongestId);
  const std::string id = query.Text("id", kLongestId);
  const bool group = query.Flag("group").value_or(false);
  if (source.empty()) query.Fail("source");
  if (id.empty()) query.Fail("id");
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("tag.remove", source + "/" + id, {{"group", group}})) return *refused;
  const Status removed = call.deps.tag_desk.Remove(source, id, group);
  return removed ? Catalogue(call, 200, true) : Refuse(removed.error());
}

http::Response ListTagWishes(const Call& call) {
  if (auto refused = RefuseNarrowScope(call)) return *refused;
  QueryReader query(call.request);
  const auto state = query.Word<storage::TagWishState>("state", storage::ParseTagWishState);
  const std::uint64_t before = query.Id("cursor");
  const std::size_t limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  if (auto refused = call.Record("tag.wishes", "")) return *refused;
  const auto list = call.deps.tags.List(state, before, limit);
  if (!list) return FromError(list.error());
  json items = json::array();
  for (const auto& wish : *list) items.push_back(Present(wish));
  const bool more = list->size() == limit;
  return JsonResponse(
      200, {{"items", std::move(items)}, {"next_cursor", more ? json(std::to_string(list->back().id)) : json()}});
}

/// What is asked for of one or many customers: an order for each tag.
struct Wanted {
  std::string source;
  std::vector<std::string> add;
  std::vector<std::string> remove;

  explicit Wanted(Body& body)
      : source(body.Text("source", 1, kLongestId, true).value_or("")),
        add(TextsOf(body, "add", kMostTags, kLongestId)),
        remove(TextsOf(body, "remove", kMostTags, kLongestId)) {
    if (add.empty() && remove.empty()) body.Fail("add");
    for (const std::string& id : add) {
      if (std::find(remove.begin(), remove.end(), id) != remove.end()) body.Fail("remove");
    }
  }
};

/// Whether all tags stand: one that does not is to cost the others nothing.
Result<bool> AllStand(const Call& call, const Wanted& wanted) {
  const auto catalogue = call.deps.tags.Catalogue(false);
  if (!catalogue) return catalogue.error();
  std::set<std::string> standing;
  for (const storage::TagGroupInfo& group : catalogue->groups) {
    if (group.source != wanted.source) continue;
    for (const storage::TagInfo& tag : group.tags) standing.insert(tag.id);
  }
  const auto stands = [&](const std::string& id) { return standing.contains(id); };
  return std::all_of(wanted.add.begin(), wanted.add.end(), stands) &&
         std::all_of(wanted.remove.begin(), wanted.remove.end(), stands);
}

/// The outcomes of all tags together, customer by customer.
Result<std::vector<TagOutcome>> Order(const Call& call, const std::vector<std::uint64_t>& customers,
                                      const Wanted& wanted) {
  if (!call.deps.tag_desk.Knows(wanted.source)) {
    return Error{ErrorKind::kInvalid, "tag.no_platform", "no platform of this company can be asked"};
  }
  const auto all_stand = AllStand(call, wanted);
  if (!all_stand) return all_stand.error();
  if (!*all_stand) return Error{ErrorKind::kNotFound, kNoTag, "no such tag"};
  std::vector<TagOutcome> all;
  for (const bool add : {true, false}) {
    for (const std::string& tag : add ? wanted.add : wanted.remove) {
      TagOrder order;
      order.customers = customers;
      order.tag = {wanted.source, tag};
      order.add = add;
      order.cause = "person";
      order.user_id = call.user.id;
      order.user_name = call.user.display_name;
      auto outcomes = call.deps.tags.Wish(call.scope, order);
      if (!outcomes) return outcomes.error();
      if (all.empty()) {
        all = std::move(*outcomes);
        continue;
      }
      for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].waiting += outcomes->at(i).waiting;
        all[i].standing += outcomes->at(i).standing;
      }
    }
  }
  return all;
}

http::Response TagsOf(const Call& call, std::uint64_t customer) {
  const auto tags = call.deps.tags.Of(call.scope, customer);
  return tags ? JsonResponse(200, Present(*tags)) : FromError(tags.error());
}

http::Response GetCustomerTags(const Call& call) {
  const auto customer = call.deps.customers.Get(call.scope, call.path.U64("id"));
  if (!customer) return FromError(customer.error(), kNoCustomer);
  const std::uint64_t id = customer->summary.id;
  if (auto refused = call.Record("customer.tags", std::to_string(id))) return *refused;
  return TagsOf(call, id);
}

http::Response TagCustomer(const Call& call) {
  Body body(call.request, {"source", "add", "remove"});
  const Wanted wanted(body);
  if (body.problem) return *body.problem;
  const std::uint64_t id = call.path.U64("id");
  const auto seen = call.deps.customers.InSight(call.scope, {id});
  if (!seen) return FromError(seen.error());
  if (seen->empty()) return http::Problem(404, kNoCustomer);
  if (auto refused = call.Record("customer.tag", std::to_string(id), {{"add", wanted.add}, {"remove", wanted.remove}}))
    return *refused;
  const auto outcomes = Order(call, {id}, wanted);
  if (!outcomes) return Refuse(outcomes.error());
  if (!outcomes->front().refused.empty()) return http::Problem(409, outcomes->front().refused);
  return TagsOf(call, id);
}

std::vector<std::uint64_t> CustomersOf(Body& body) {
  std::vector<std::uint64_t> ids;
  for (const std::string& text : TextsOf(body, "customers", kMostInBatch, 19)) {
    if (text.find_first_not_of("0123456789") != std::string::npos) body.Fail("customers");
    if (!body.problem) ids.push_back(std::stoull(text));
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) body.Fail("customers");
  return ids;
}

/// Whoever sees a part of the company orders about that part only; the others do not exist for him.
http::Response TagCustomers(const Call& call) {
  Body body(call.request, {"customers", "source", "add", "remove"});
  const Wanted wanted(body);
  const std::vector<std::uint64_t> ids = CustomersOf(body);
  if (body.problem) return *body.problem;
  const json detail{{"customers", ids.size()}, {"add", wanted.add}, {"remove", wanted.remove}};
  if (auto refused = call.Record("customer.tag_many", "", detail)) return *refused;
  const auto in_sight = call.deps.customers.InSight(call.scope, ids);
  if (!in_sight) return FromError(in_sight.error());
  const auto outcomes = Order(call, {in_sight->begin(), in_sight->end()}, wanted);
  if (!outcomes) return Refuse(outcomes.error());
  std::map<std::uint64_t, TagOutcome> by_customer;
  for (const TagOutcome& outcome : *outcomes) by_customer[outcome.customer] = outcome;
  json items = json::array();
  for (const std::uint64_t id : ids) {
    const auto found = by_customer.find(id);
    items.push_back(Present(found == by_customer.end() ? TagOutcome{id, 0, 0, kNoCustomer} : found->second));
  }
  return JsonResponse(200, {{"items", std::move(items)}});
}

}  // namespace

void AddTagHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/tags", "listTags", ListTags);
  gate.Add(http::Method::kPost, "/tags", "createTags", CreateTags);
  gate.Add(http::Method::kPatch, "/tags", "changeTag", ChangeTag);
  gate.Add(http::Method::kDelete, "/tags", "removeTag", RemoveTag);
  gate.Add(http::Method::kGet, "/tags/wishes", "listTagWishes", ListTagWishes);
  gate.Add(http::Method::kGet, "/customers/{id:u64}/tags", "getCustomerTags", GetCustomerTags);
  gate.Add(http::Method::kPost, "/customers/{id:u64}/tags", "tagCustomer", TagCustomer);
  gate.Add(http::Method::kPost, "/customers/tags", "tagCustomers", TagCustomers);
}

}  // namespace custos::server::api
