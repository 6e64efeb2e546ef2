// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/exchanges.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "connectors/cdr_files/exchange_connector.h"

namespace custos::app {
namespace {

RecordOptions OptionsOf(const ExchangeSource& exchange) {
  RecordOptions options;
  options.source = "exchange:" + exchange.name;
  options.region = exchange.region;
  options.zone = exchange.zone;
  options.outside_prefix = exchange.outside_prefix;
  options.shortest_extension = exchange.shortest_extension;
  options.longest_extension = exchange.longest_extension;
  options.employee_of = exchange.extensions;
  options.mapping = exchange.mapping;
  options.recordings = !exchange.recordings.empty();
  return options;
}

bool IsName(const std::string& name) {
  return std::all_of(name.begin(), name.end(),
                     [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; });
}

}  // namespace

Result<std::vector<std::unique_ptr<Connector>>> MakeExchanges(const std::vector<ExchangeSource>& exchanges,
                                                              const RecordFormats& formats, const Clock& clock) {
  std::vector<std::unique_ptr<Connector>> sources;
  for (const ExchangeSource& exchange : exchanges) {
    const std::string who = "exchange " + exchange.name + ": ";
    if (!IsName(exchange.name)) {
      return Error{ErrorKind::kInvalid, "config.exchange", who + "a name has letters, digits, . _ and - only"};
    }
    const bool twice = std::any_of(sources.begin(), sources.end(),
                                   [&](const auto& source) { return source->source() == "exchange:" + exchange.name; });
    if (twice) return Error{ErrorKind::kInvalid, "config.exchange", who + "the name is there twice"};
    cdr_files::ExchangeSettings settings;
    settings.format = exchange.format;
    settings.files.assign(exchange.files.begin(), exchange.files.end());
    settings.directory = exchange.directory;
    settings.recordings = exchange.recordings;
    settings.options = OptionsOf(exchange);
    const auto tried = formats.Make(exchange.format, settings.options, {});
    if (!tried) return Error{tried.error().kind, tried.error().code, who + tried.error().message};
    sources.push_back(std::make_unique<cdr_files::ExchangeConnector>(std::move(settings), formats, clock));
  }
  return sources;
}

std::map<std::string, server::imports::PostingExchange> PostingExchanges(const std::vector<ExchangeSource>& exchanges) {
  std::map<std::string, server::imports::PostingExchange> posting;
  for (const ExchangeSource& exchange : exchanges) {
    if (exchange.password.empty()) continue;
    posting.emplace(exchange.name, server::imports::PostingExchange{.format = exchange.format,
                                                                    .login = exchange.login,
                                                                    .password = exchange.password,
                                                                    .options = OptionsOf(exchange)});
  }
  return posting;
}

}  // namespace custos::app
