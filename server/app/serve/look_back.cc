// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/look_back.h"

namespace custos::app {

Result<server::studio::RaisedCount> LookBack::Raise(const rules::RuleSet&,
                                                    const std::vector<server::studio::PastAlerts>&) {
  return Error{ErrorKind::kUnavailable, "archive.no_look_back", "the archive takes no later findings"};
}

}  // namespace custos::app
