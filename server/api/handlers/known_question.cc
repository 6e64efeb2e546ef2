// SPDX-License-Identifier: Apache-2.0
#include "server/api/handlers/known_question.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "server/leads/lead_desk.h"

namespace custos::server::api {
namespace {

using nlohmann::json;
using storage::IdentityKind;

constexpr std::size_t kMostValues = 20;

/// Texts of an array member; a problem when it does not fit.
std::vector<std::string> TextsIn(Body& body, const std::string& name) {
  std::vector<std::string> texts;
  const json* list = body.Find(name);
  if (list == nullptr) return texts;
  if (!list->is_array() || list->size() > kMostValues) body.Fail(name);
  for (const json& one : body.problem ? json::array() : *list) {
    if (!one.is_string() || one.get_ref<const std::string&>().empty() ||
        one.get_ref<const std::string&>().size() > 200) {
      body.Fail(name);
      break;
    }
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

/// The identities of one kind that texts are in normal form; a problem for a text that is none.
void Add(Body& body, const std::string& name, IdentityKind kind, storage::KnownQuestion& question) {
  for (const std::string& text : TextsIn(body, name)) {
    const std::size_t before = question.identities.size();
    for (storage::Identity& identity : leads::IdentitiesIn(text)) {
      if (identity.kind == kind) question.identities.push_back(std::move(identity));
    }
    if (question.identities.size() == before) body.Fail(name);
  }
}

}  // namespace

storage::KnownQuestion KnownQuestionIn(Body& body) {
  storage::KnownQuestion question;
  question.name = body.Text("name", 0, 100, false).value_or("");
  question.company = body.Text("company", 0, 200, false).value_or("");
  const auto unionid = body.Text("unionid", 1, 200, false);
  if (!body.problem) Add(body, "phones", IdentityKind::kPhone, question);
  if (!body.problem) Add(body, "emails", IdentityKind::kEmail, question);
  if (unionid) question.identities.push_back({IdentityKind::kUnionId, *unionid});
  return question;
}

std::string MaskedName(const std::string& name) {
  std::size_t end = name.empty() ? 0 : 1;
  while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) ++end;
  return name.substr(0, end) + (name.empty() ? "" : "**");
}

}  // namespace custos::server::api
