// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/look_back.h"

#include <map>
#include <string>
#include <utility>

#include "server/pipeline/stream_stage.h"

namespace custos::app {
namespace {

// What is found in the past escalates and names tags as ever; it joins no open alert and calls nobody.
storage::Treatment TreatmentOf(const rules::RuleInfo& rule, const Finding& finding) {
  storage::Treatment treatment = server::TreatmentOf(rule, finding, {}, {}, 0);
  treatment.group_key.clear();
  treatment.notify.clear();
  return treatment;
}

storage::EarlierFindings EarlierOf(const rules::RuleSet& rules, const server::studio::PastAlerts& past) {
  storage::EarlierFindings earlier{
      .source = past.source, .key = past.key, .findings = {}, .treatments = {}, .origin = Origin::kLookBack};
  for (const auto& [category, findings] : past.alerts) {
    for (const Finding& finding : findings) {
      const rules::RuleInfo* rule = rules.Find(finding.rule_id);
      if (rule != nullptr) earlier.treatments[finding.rule_id] = TreatmentOf(*rule, finding);
      earlier.findings.push_back(finding);
    }
  }
  return earlier;
}

}  // namespace

Result<server::studio::RaisedCount> LookBack::Raise(const rules::RuleSet& rules,
                                                    const std::vector<server::studio::PastAlerts>& found) {
  std::map<std::string, storage::CommitRequest> by_source;
  std::uint64_t wanted = 0;
  for (const server::studio::PastAlerts& past : found) {
    wanted += past.alerts.size();
    by_source[past.source].earlier.push_back(EarlierOf(rules, past));
  }
  server::studio::RaisedCount count;
  for (auto& [source, request] : by_source) {
    request.source = source;
    request.pack = rules.digest();
    const Result<storage::CommitResult> result = archive_.Commit(request);
    if (!result) return result.error();
    count.created += result->alerts;
  }
  count.existing = wanted - count.created;
  return count;
}

}  // namespace custos::app
