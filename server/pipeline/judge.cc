// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline/judge.h"

#include <utility>

namespace custos::server {

storage::CommitRequest JudgePage(Intake intake, const rules::RuleSet& rules) {
  storage::CommitRequest request;
  request.source = std::move(intake.source);
  request.raw = std::move(intake.raw);
  request.parked = std::move(intake.parked);
  request.unparked = std::move(intake.unparked);
  request.first_seq = intake.first_seq;
  request.last_seq = intake.last_seq;
  request.seq_count = intake.seq_count;
  request.cursor = std::move(intake.cursor);
  request.received_at = intake.fetched_at;
  request.pack = rules.digest();
  request.messages.reserve(intake.messages.size());
  for (Message& message : intake.messages) {
    std::vector<Finding> findings = rules.Judge(message);
    request.messages.push_back({std::move(message), std::move(findings)});
  }
  return request;
}

}  // namespace custos::server
