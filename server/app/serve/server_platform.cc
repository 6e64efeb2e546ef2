// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "connectors/wecom/company_api.h"
#include "server/app/serve/server_parts.h"

namespace custos::app {

using std::chrono::seconds;

void Server::Parts::AddIntercepts() {
  for (const WecomCompany& company : options.settings.wecom) {
    if (!company.intercept) continue;
    wecom::WecomSource& source = *sources->company(company.name);
    intercepts.Add({.company = company.name,
                    .source = source.source(),
                    .api = source.api().contacts(),
                    .rules = [this] { return rules->InForce(); },
                    .notes = storage->outbox(),
                    .audit = *audit,
                    .clock = clock,
                    .settings = *company.intercept});
  }
}

// Each is told of once, however often it is found.
void Server::Parts::TellOfLeaver(const storage::HandoverView& proposed) {
  std::vector<storage::OutboxItem> items;
  for (const NotifyChannel& channel : options.settings.notify) {
    storage::OutboxItem& item = items.emplace_back();
    item.channel = channel.name;
    item.subject = "handover:" + std::to_string(proposed.id);
    item.title = "【客户继承】" + proposed.giver.name + " 已离职，客户等待分配";
    item.body = "待分配客户：" + std::to_string(proposed.unassigned);
    if (!options.settings.http.public_url.empty()) {
      item.body += "\n查看：" + options.settings.http.public_url + "/handovers";
    }
    item.created_at = clock.Now();
  }
  if (!items.empty()) LogIfFailed(storage->outbox().Put(items), "nobody could be told of a leaver");
}

void Server::Parts::AddHandovers() {
  const HandoverSettings& settings = options.settings.handovers;
  allocations.emplace(
      server::customers::AllocationRunner::Parts{.store = storage->allocations(),
                                                 .ledger = storage->ownership(),
                                                 .clock = clock,
                                                 .zone_minutes = options.settings.evidence.zone_minutes});
  handovers.emplace(server::customers::HandoverRunner::Parts{
      .store = storage->handovers(),
      .ledger = &storage->ownership(),
      .clock = clock,
      .pace = {.check = seconds(settings.check_seconds)},
      .leavers_every = TimeMs{settings.leavers_seconds} * 1000,
      .on_proposed = [this](const storage::HandoverView& proposed) { TellOfLeaver(proposed); }});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    if (!source.api().has_contacts()) continue;
    handovers->Add({.source = source.source(),
                    .api = source.api().contacts(),
                    .reader = source.api().reader(),
                    .look_again = [&source](const auto& hints) { source.LookAgain(hints); }});
  }
  handover_desk.emplace(storage->handovers(), [this](const std::string& source) { return handovers->Knows(source); });
}

void Server::Parts::AddTags() {
  tags.emplace(server::customers::TagRunner::Parts{
      .store = storage->tags(), .clock = clock, .catalogue_every = TimeMs{options.settings.tags.read_seconds} * 1000});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    if (!source.api().has_contacts()) continue;
    tags->Add({.source = source.source(),
               .api = source.api().contacts(),
               .reader = source.api().reader(),
               .look_again = [&source](const auto& hints) { source.LookAgain(hints); }});
  }
  tag_desk.emplace(*tags);
}

void Server::Parts::AddConsents() {
  const BindingSettings& settings = options.settings.binding;
  consents.emplace(storage->consents(), clock,
                   server::customers::ConsentPace{.again = TimeMs{settings.consent_hours} * 3'600'000});
  for (const WecomCompany& company : options.settings.wecom) {
    wecom::WecomSource& source = *sources->company(company.name);
    consents->Add(source.source(), source.api().archive());
  }
}

}  // namespace custos::app
