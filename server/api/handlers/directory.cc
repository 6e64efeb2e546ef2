// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "server/api/handlers/handlers.h"
#include "server/api/present.h"
#include "server/api/query_reader.h"

namespace custos::server::api {
namespace {

using Find = Result<std::vector<storage::PersonView>> (storage::DirectoryStore::*)(const storage::Scope&,
                                                                                   const std::string&, std::size_t);

http::Response ListDepartments(const Call& call) {
  const auto departments = call.deps.directory.Departments(call.scope);
  if (!departments) return FromError(departments.error());
  return JsonResponse(200, {{"items", PresentAll(*departments)}});
}

http::Response FindPeople(const Call& call, Find find) {
  QueryReader query(call.request);
  const auto text = query.Text("q", 100);
  const auto limit = query.Limit();
  if (auto problem = query.Problem()) return *problem;
  const auto people = (call.deps.directory.*find)(call.scope, text, limit);
  if (!people) return FromError(people.error());
  return JsonResponse(200, {{"items", PresentAll(*people)}});
}

}  // namespace

void AddDirectoryHandlers(Gate& gate) {
  gate.Add(http::Method::kGet, "/directory/departments", "listDepartments", ListDepartments);
  gate.Add(http::Method::kGet, "/directory/employees", "findEmployees",
           [](const Call& call) { return FindPeople(call, &storage::DirectoryStore::FindEmployees); });
  gate.Add(http::Method::kGet, "/directory/customers", "findCustomers",
           [](const Call& call) { return FindPeople(call, &storage::DirectoryStore::FindCustomers); });
}

}  // namespace custos::server::api
