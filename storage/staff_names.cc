// SPDX-License-Identifier: Apache-2.0
// Names of what stands about work accounts, as the API spells them.
#include "storage/staff_store.h"

namespace custos::storage {

std::string_view ToString(StaffMark mark) {
  switch (mark) {
    case StaffMark::kMobile: return "mobile";
    case StaffMark::kEmail: return "email";
    case StaffMark::kStaffNumber: return "staff_number";
  }
  return "mobile";
}

std::string_view ToString(StaffAct act) {
  switch (act) {
    case StaffAct::kJoined: return "joined";
    case StaffAct::kParted: return "parted";
    case StaffAct::kRefused: return "refused";
  }
  return "joined";
}

}  // namespace custos::storage
