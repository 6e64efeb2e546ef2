// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "storage/duplicate_check.h"

namespace custos::storage {

/// Somebody about to be entered, who may be a customer already.
struct KnownQuestion {
  std::string name;
  std::string company;
  std::vector<Identity> identities;
};

/// Why a customer may be the one. The certain ones come first.
enum class KnownBy : std::uint8_t {
  kUnionId,
  kPhone,
  kEmail,
  kPerson,        ///< a name and a company that sound the same
  kNumberTail,    ///< the last eight digits of a number
  kCompany,       ///< a company's name but for its form and place
  kCompanySound,  ///< a company that sounds the same
  kName,          ///< the name alone
};

std::string_view ToString(KnownBy by);  ///< unionid, phone, email, person, number_tail, company, company_sound, name
std::optional<KnownBy> ParseKnownBy(std::string_view name);
/// How sure one reason alone makes, percent: 100 is an identity that only one person has.
int ConfidenceOf(KnownBy by);

struct KnownCustomer {
  std::uint64_t customer = 0;
  std::vector<KnownBy> by;  ///< the surest first
  int confidence = 0;       ///< percent, of all reasons together
};

/// The duplicate check (查重) over the records of customers: by identities, and by what is near to a name. Thread-safe.
class KnownCustomers {
 public:
  virtual ~KnownCustomers() = default;
  /// Standing records, the surest first, at most 20. Names that very many have are looked at as far as that only.
  virtual Result<std::vector<KnownCustomer>> Find(const KnownQuestion& question) = 0;
};

}  // namespace custos::storage
