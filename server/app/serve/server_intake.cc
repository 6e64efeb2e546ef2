// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "connectors/lead/table_parser.h"
#include "connectors/order/order_file.h"
#include "core/log.h"
#include "server/app/serve/lead_sources.h"
#include "server/app/serve/server_parts.h"
#include "server/orders/order_intake.h"

namespace custos::app {

Status Server::Parts::StartPipeline() {
  Result<std::unique_ptr<storage::FileInbox>> opened = storage::FileInbox::Open(options.settings.data_dir / "inbox");
  if (!opened) return opened.error();
  inbox = std::move(*opened);
  Result<std::unique_ptr<Sources>> made = Sources::Create(options.settings.wecom, {*inbox, storage->contacts()}, clock);
  if (!made) return made.error();
  sources = std::move(*made);
  for (ExchangeSource& exchange : options.settings.exchanges) {
    exchange.extensions.merge(NumbersFor("exchange:" + exchange.name, exchange.name));  // the settings come first
  }
  auto exchanges = MakeExchanges(options.settings.exchanges, record_formats, clock);
  if (!exchanges) return exchanges.error();
  for (auto& exchange : *exchanges) sources->Add(std::move(exchange));
  sms.emplace(storage->outbox(), clock);
  for (const SmsGatewaySettings& gateway : options.settings.sms_gateways) {
    auto connector = sms->Add(gateway);
    if (!connector) return connector.error();
    sources->Add(std::move(*connector));
  }
  auto lead_sources = MakeLeadSources(options.settings, clock);
  if (!lead_sources) return lead_sources.error();
  for (auto& source : *lead_sources) sources->Add(std::move(source));
  Result<std::unique_ptr<record::NumberReader>> numbers = record::NumberReader::Create("CN");
  if (!numbers) return numbers.error();
  directory.emplace(storage->directory(), std::move(*numbers));
  facts.emplace(storage->people());
  if (const Status read = facts->Refresh(); !read) return read;
  pipeline.emplace(storage->archive(), rules->holder(), clock, server::PipelineSettings{}, &*facts);
  sms->SetSink(*pipeline);
  push_sources.emplace(storage->push_sources(), *pipeline, clock);
  phones.emplace(
      storage->devices(), storage->push_sources(), *pipeline, clock,
      server::intake::PhoneSettings{.silent_after_ms = TimeMs{options.settings.phones.silent_hours} * 3'600'000,
                                    .code_life_ms = TimeMs{options.settings.phones.code_hours} * 3'600'000});
  pushed.emplace(storage->archive(), storage->devices(), storage->uploads(), clock);
  sources->SetPushed([this](const std::string& source) {
    if (!PushedSources::Owns(source)) return false;
    pushed->RetryParked(source, *pipeline);
    return true;
  });
  imported_files.emplace(storage->uploads());
  std::map<std::string, Connector*> files = sources->by_source();
  files.emplace("ingest:", &*pushed);
  files.emplace("phone:", &*pushed);
  files.emplace(imported_files->source(), &*imported_files);
  media_fetcher.emplace(std::move(files), storage->media_queue(), *media, clock);
  imports.emplace(
      storage->imports(), storage->uploads(), record_formats, *pipeline, clock,
      [this](const std::string& source) { return NumbersFor(source, ""); },
      [this](const storage::ImportJob& job) { return server::orders::SinkOf(job, storage->orders()); });
  lead_desk.emplace(storage->leads(), storage->duplicates(), storage->known_customers());
  leavers.emplace(storage->leavers(), *pipeline, clock);
  lead_imports.emplace("lead", lead::PreviewTable, storage->uploads(), *imports, clock);
  order_imports.emplace("order", order::PreviewTable, storage->uploads(), *imports, clock);
  auto desk = server::orders::OrderDesk::Create(storage->orders(), clock);
  if (!desk) return desk.error();
  order_desk = std::move(*desk);
  sources->Start(storage->archive(), *pipeline, *directory);
  return {};
}

std::map<std::string, std::string> Server::Parts::NumbersFor(const std::string& source, const std::string& exchange) {
  auto numbers = storage->numbers().Of(source, exchange);
  if (numbers) return std::move(*numbers);
  Log(LogLevel::kWarn, "the number book could not be read", {{"code", numbers.error().code}});
  return {};
}

}  // namespace custos::app
