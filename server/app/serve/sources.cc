// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/sources.h"

#include <utility>

namespace custos::app {
namespace {

wecom::WecomSettings ToConnector(const WecomCompany& company) {
  wecom::WecomSettings settings;
  settings.corp_id = company.corp_id;
  settings.archive_secret = company.archive_secret;
  settings.contact_secret = company.contact_secret;
  settings.sdk_library = company.sdk_library;
  settings.private_keys = company.private_keys;
  settings.api_base = company.api_base;
  settings.proxy = company.proxy;
  settings.proxy_password = company.proxy_password;
  settings.helpers = company.helpers;
  settings.calls_per_minute = company.calls_per_minute;
  settings.poll_interval = std::chrono::milliseconds(company.poll_ms);
  return settings;
}

}  // namespace

Result<std::unique_ptr<Sources>> Sources::Create(const std::vector<WecomCompany>& companies, const WecomStores& stores,
                                                 const Clock& clock) {
  std::unique_ptr<Sources> sources(new Sources());
  const auto named = [](const WecomCompany& company, const Error& error) {
    return Error{error.kind, error.code, "company " + company.name + ": " + error.message};
  };
  for (const WecomCompany& company : companies) {
    Result<std::unique_ptr<wecom::WecomSource>> made = wecom::CreateWecomConnector(ToConnector(company), clock);
    if (!made) return named(company, made.error());
    sources->wecom_.push_back(std::move(*made));
    sources->by_name_[company.name] = sources->wecom_.back().get();
    auto events = WecomEvents::Create(company, *sources->wecom_.back(), stores, clock);
    if (!events) return named(company, events.error());
    if (wecom::CallbackReceiver* receiver = (*events)->receiver()) {
      std::vector<std::string> names{company.corp_id};
      if (company.name.find_first_of("/{}%?#") == std::string::npos) names.insert(names.begin(), company.name);
      sources->callbacks_.Add(names, *receiver, sources->wecom_.back()->source());
    }
    sources->events_.push_back(std::move(*events));
  }
  return sources;
}

Sources::~Sources() { Stop(); }

void Sources::Start(storage::Archive& archive, IntakeSink& sink, DirectorySink& directory) {
  const std::scoped_lock lock(runners_mutex_);
  for (const auto& source : wecom_) {
    runners_.emplace(source->source(), std::make_unique<server::SourceRunner>(*source, archive, sink));
    directory_threads_.emplace_back(
        [&directory, raw = source.get()](const std::stop_token& stop) { raw->RunDirectory(directory, stop); });
  }
  for (const auto& events : events_) {
    if (wecom::EventsConnector* connector = events->connector()) {
      runners_.emplace(connector->source(), std::make_unique<server::SourceRunner>(*connector, archive, sink));
    }
    directory_threads_.emplace_back(
        [&sink, raw = events.get()](const std::stop_token& stop) { raw->RunChecks(sink, stop); });
  }
  for (const auto& source : others_) {
    runners_.emplace(source->source(), std::make_unique<server::SourceRunner>(*source, archive, sink));
  }
}

void Sources::Stop() {
  for (std::jthread& thread : directory_threads_) thread.request_stop();
  {
    const std::scoped_lock lock(runners_mutex_);
    runners_.clear();
  }
  directory_threads_.clear();
}

Status Sources::RetryParked(const std::string& source) {
  if (pushed_ && pushed_(source)) return {};
  const std::scoped_lock lock(runners_mutex_);
  const auto [first, last] = runners_.equal_range(source);
  if (first == last) return Error{ErrorKind::kNotFound, "source.not_running", "no such source runs"};
  for (auto runner = first; runner != last; ++runner) runner->second->RetryNow();
  return {};
}

wecom::WecomSource* Sources::company(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<const Connector*> Sources::connectors() const {
  std::vector<const Connector*> all;
  for (const auto& source : wecom_) all.push_back(source.get());
  for (const auto& events : events_) {
    if (const Connector* connector = events->connector()) all.push_back(connector);
  }
  for (const auto& source : others_) all.push_back(source.get());
  return all;
}

std::map<std::string, Connector*> Sources::by_source() const {
  std::map<std::string, Connector*> all;
  for (const auto& source : wecom_) all.emplace(source->source(), source.get());
  for (const auto& source : others_) all.emplace(source->source(), source.get());
  return all;
}

}  // namespace custos::app
