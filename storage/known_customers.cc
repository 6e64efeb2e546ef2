// SPDX-License-Identifier: Apache-2.0
#include "storage/known_customers.h"

namespace custos::storage {

std::string_view ToString(KnownBy by) {
  switch (by) {
    case KnownBy::kUnionId: return "unionid";
    case KnownBy::kPhone: return "phone";
    case KnownBy::kEmail: return "email";
    case KnownBy::kPerson: return "person";
    case KnownBy::kNumberTail: return "number_tail";
    case KnownBy::kCompany: return "company";
    case KnownBy::kCompanySound: return "company_sound";
    case KnownBy::kName: return "name";
  }
  return "unknown";
}

std::optional<KnownBy> ParseKnownBy(std::string_view name) {
  for (const KnownBy by : {KnownBy::kUnionId, KnownBy::kPhone, KnownBy::kEmail, KnownBy::kPerson, KnownBy::kNumberTail,
                           KnownBy::kCompany, KnownBy::kCompanySound, KnownBy::kName}) {
    if (name == ToString(by)) return by;
  }
  return std::nullopt;
}

int ConfidenceOf(KnownBy by) {
  switch (by) {
    case KnownBy::kUnionId:
    case KnownBy::kPhone:
    case KnownBy::kEmail: return 100;
    case KnownBy::kPerson: return 85;
    case KnownBy::kNumberTail: return 50;
    case KnownBy::kCompany: return 40;
    case KnownBy::kCompanySound: return 30;
    case KnownBy::kName: return 20;
  }
  return 0;
}

}  // namespace custos::storage
