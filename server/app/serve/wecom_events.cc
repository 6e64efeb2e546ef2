// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/wecom_events.h"

#include <utility>

#include "connectors/wecom/company_api.h"

namespace custos::app {
namespace {

storage::ContactEnding ToStore(const wecom::FoundEnding& ending) {
  return {ending.employee, ending.customer, ending.after, ending.before, ending.key, ending.handover};
}

}  // namespace

Status WecomInbox::Keep(const std::string& reason, std::string body) {
  const Status kept =
      inbox_.Put(box_, {.id = 0, .reason = reason, .body = std::move(body), .received_at = clock_.Now()});
  if (!kept) return kept;
  const std::scoped_lock lock(mutex_);
  more_ = true;
  kept_.notify_all();
  return {};
}

Result<std::vector<wecom::WaitingCallback>> WecomInbox::Oldest(std::size_t limit) {
  Result<std::vector<storage::InboxItem>> items = inbox_.Oldest(box_, limit);
  if (!items) return items.error();
  std::vector<wecom::WaitingCallback> waiting;
  for (storage::InboxItem& item : *items) {
    waiting.push_back({item.id, std::move(item.reason), std::move(item.body), item.received_at});
  }
  return waiting;
}

Status WecomInbox::Drop(std::uint64_t id) { return inbox_.Drop(box_, id); }

void WecomInbox::AwaitMore(std::chrono::milliseconds patience, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  kept_.wait_for(lock, stop, patience, [&] { return more_; });
  more_ = false;
}

Status WecomContacts::Began(const std::string& employee, const std::string& customer, TimeMs at) {
  return contacts_.Began(source_, employee, customer, at);
}

Result<std::string> WecomContacts::Ended(const std::string& employee, const std::string& customer, TimeMs at) {
  return contacts_.Ended(source_, employee, customer, at);
}

Result<std::vector<wecom::ContactBook::Missing>> WecomContacts::Compare(const std::string& employee,
                                                                        const std::vector<std::string>& customers,
                                                                        TimeMs at) {
  const Result<std::vector<storage::MissingContact>> found = contacts_.Compare(source_, employee, customers, at);
  if (!found) return found.error();
  std::vector<Missing> missing;
  for (const storage::MissingContact& one : *found) missing.push_back({one.customer, one.seen_at});
  return missing;
}

Result<bool> WecomContacts::Record(const wecom::FoundEnding& ending) {
  return contacts_.Record(source_, ToStore(ending));
}

Result<std::vector<wecom::FoundEnding>> WecomContacts::Untold() {
  const Result<std::vector<storage::ContactEnding>> stored = contacts_.Untold(source_);
  if (!stored) return stored.error();
  std::vector<wecom::FoundEnding> endings;
  for (const storage::ContactEnding& one : *stored) {
    endings.push_back({one.employee, one.customer, one.after, one.before, one.key, one.handover});
  }
  return endings;
}

Status WecomContacts::Told(const wecom::FoundEnding& ending) { return contacts_.Told(source_, ToStore(ending)); }

Result<std::unique_ptr<WecomEvents>> WecomEvents::Create(const WecomCompany& company, wecom::WecomSource& chat,
                                                         const WecomStores& stores, const Clock& clock) {
  std::unique_ptr<WecomEvents> events(new WecomEvents(company, chat, stores, clock));
  if (company.callback_token.empty()) return Result<std::unique_ptr<WecomEvents>>(std::move(events));
  const Result<wecom::CallbackCrypt> crypt =
      wecom::CallbackCrypt::Create(company.callback_token, company.callback_aes_key, company.corp_id);
  if (!crypt) return crypt.error();
  events->OpenDoor(*crypt, company, chat, clock);
  return Result<std::unique_ptr<WecomEvents>>(std::move(events));
}

WecomEvents::WecomEvents(const WecomCompany& company, wecom::WecomSource& chat, const WecomStores& stores,
                         const Clock& clock)
    : contacts_(stores.contacts, chat.source()), inbox_(stores.inbox, chat.source(), clock) {
  if (company.contact_check_minutes == 0 || !chat.api().has_contacts()) return;
  check_.emplace(wecom::ContactCheck::Parts{.source = chat.source(),
                                            .reader = chat.api().reader(),
                                            .book = contacts_,
                                            .clock = clock,
                                            .interval = std::chrono::minutes(company.contact_check_minutes)});
}

void WecomEvents::OpenDoor(const wecom::CallbackCrypt& crypt, const WecomCompany& company, wecom::WecomSource& chat,
                           const Clock& clock) {
  receiver_.emplace(crypt, inbox_);
  connector_.emplace(wecom::EventsConnector::Parts{
      .corp_id = company.corp_id,
      .crypt = crypt,
      .inbox = inbox_,
      .clock = clock,
      .contacts = &contacts_,
      .on_hints = [&chat](const std::vector<wecom::ChangeHint>& hints) { chat.LookAgain(hints); }});
}

void WecomEvents::RunChecks(IntakeSink& sink, const std::stop_token& stop) {
  if (check_) check_->Run(sink, stop);
}

void WecomCallbacks::Add(const std::vector<std::string>& names, wecom::CallbackReceiver& receiver, std::string box) {
  for (const std::string& name : names) receivers_[name] = &receiver;
  doors_.push_back({names.front(), &receiver, std::move(box)});
}

server::api::PlatformAnswer WecomCallbacks::Answer(const server::api::PlatformCall& call) {
  const auto found = receivers_.find(call.company);
  if (found == receivers_.end()) return {404, {}, "request.not_found"};
  const wecom::CallbackQuery query{call.signature, call.timestamp, call.nonce, call.echo};
  wecom::CallbackAnswer answer =
      call.verifies ? found->second->Verify(query) : found->second->Receive(query, call.body);
  switch (answer.verdict) {
    case wecom::CallbackVerdict::kAccepted: return {200, std::move(answer.body), {}};
    case wecom::CallbackVerdict::kMalformed: return {400, {}, "request.invalid"};
    case wecom::CallbackVerdict::kForged: return {403, {}, "callback.forged"};
    case wecom::CallbackVerdict::kBusy: break;
  }
  return {503, {}, "server.unavailable"};
}

std::vector<std::string> WecomCallbacks::companies() const {
  std::vector<std::string> names;
  for (const auto& [name, receiver] : receivers_) names.push_back(name);
  return names;
}

Result<std::vector<server::api::CallbackView>> WecomCallbacks::Read(storage::Inbox& inbox) const {
  const Result<std::vector<storage::InboxDepth>> depths = inbox.Depths();
  if (!depths) return depths.error();
  std::vector<server::api::CallbackView> views;
  for (const Door& door : doors_) {
    const wecom::CallbackCounts counts = door.receiver->counts();
    server::api::CallbackView view{.company = door.name,
                                   .received = counts.received,
                                   .undecryptable = counts.undecryptable,
                                   .forged = counts.forged,
                                   .malformed = counts.malformed,
                                   .busy = counts.busy};
    for (const storage::InboxDepth& depth : *depths) {
      if (depth.box != door.box) continue;
      view.waiting = depth.items;
      view.oldest_at = depth.oldest_at;
    }
    views.push_back(std::move(view));
  }
  return views;
}

}  // namespace custos::app
