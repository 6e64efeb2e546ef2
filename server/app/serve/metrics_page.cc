// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/metrics_page.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>

#include <string_view>
#include <utility>
#include <vector>

#include "server/app/version.h"

namespace custos::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Page {
 public:
  void Gauge(const char* name, const char* help, double value, std::vector<ClientMetric::Label> labels = {}) {
    ClientMetric& metric = Add(name, help, MetricType::Gauge, std::move(labels));
    metric.gauge.value = value;
  }
  void Counter(const char* name, const char* help, double value, std::vector<ClientMetric::Label> labels = {}) {
    ClientMetric& metric = Add(name, help, MetricType::Counter, std::move(labels));
    metric.counter.value = value;
  }
  std::string Text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  ClientMetric& Add(const char* name, const char* help, MetricType type, std::vector<ClientMetric::Label> labels) {
    if (families_.empty() || families_.back().name != name) families_.push_back({name, help, type, {}});
    families_.back().metric.emplace_back();
    families_.back().metric.back().label = std::move(labels);
    return families_.back().metric.back();
  }

  std::vector<MetricFamily> families_;
};

std::vector<ClientMetric::Label> Of(const server::api::SourceView& source) { return {{"source", source.source}}; }

void AddSources(const std::vector<server::api::SourceView>& sources, Page& page) {
  for (const auto& source : sources) {
    page.Gauge("custos_source_up", "1 while the source runs without trouble",
               source.state == "running" && source.problem.empty() ? 1 : 0, Of(source));
  }
  for (const auto& source : sources) {
    if (!source.lag_seconds) continue;
    page.Gauge("custos_ingest_lag_seconds", "Since the source last had nothing more for us",
               static_cast<double>(*source.lag_seconds), Of(source));
  }
  for (const auto& source : sources) {
    page.Counter("custos_messages_total", "Messages stored", static_cast<double>(source.messages), Of(source));
  }
  for (const auto& source : sources) {
    page.Gauge("custos_parked_messages", "Messages that wait aside because they could not be read",
               static_cast<double>(source.parked), Of(source));
  }
  for (const auto& source : sources) {
    page.Gauge("custos_missing_messages", "Sequence numbers between the first and the last that never arrived",
               static_cast<double>(source.gap_count), Of(source));
  }
  for (const auto& source : sources) {
    page.Counter("custos_helper_restarts_total", "Starts of a helper that died",
                 static_cast<double>(source.helper_restarts), Of(source));
  }
}

void AddDeliveries(const server::api::SystemStatus& status, Page& page) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  constexpr char kCallbacks[] = "Callbacks by what became of them, since the start";
  for (const auto& door : status.callbacks) {
    for (const auto& [result, value] : {std::pair("kept", door.received), std::pair("forged", door.forged),
                                        std::pair("malformed", door.malformed), std::pair("busy", door.busy)}) {
      page.Counter("custos_callbacks_total", kCallbacks, count(value), {{"company", door.company}, {"result", result}});
    }
  }
  for (const auto& door : status.callbacks) {
    page.Gauge("custos_callbacks_waiting", "Callbacks that wait for their commit", count(door.waiting),
               {{"company", door.company}});
  }
  for (const auto& channel : status.channels) {
    page.Gauge("custos_outbox_waiting", "What waits to be handed over", count(channel.waiting),
               {{"channel", channel.channel}});
  }
  for (const auto& channel : status.channels) {
    page.Gauge("custos_outbox_given_up", "What was given up, of that still kept", count(channel.given_up),
               {{"channel", channel.channel}});
  }
}

void AddStaff(const std::vector<storage::StaffCoverage>& staff, Page& page) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  for (const auto& one : staff) {
    page.Gauge("custos_employees", "Employees who are there", count(one.employees), {{"source", one.source}});
  }
  for (const auto& one : staff) {
    page.Gauge("custos_archive_seats", "Of them, with an archive seat", count(one.seats), {{"source", one.source}});
  }
  for (const auto& one : staff) {
    page.Gauge("custos_customer_coverage_ratio", "Customers known by somebody with a seat, of all customers",
               one.customers == 0 ? 1 : count(one.covered) / count(one.customers), {{"source", one.source}});
  }
  for (const auto& one : staff) {
    for (const auto& [state, value] : {std::pair("agree", one.agreed), std::pair("disagree", one.disagreed),
                                       std::pair("default", one.by_default), std::pair("unknown", one.unknown())}) {
      page.Gauge("custos_consents", "Contacts of employees with a seat by what the customer said to the archive",
                 count(value), {{"source", one.source}, {"state", state}});
    }
  }
}

void AddSearch(const server::api::SearchCoverage& search, Page& page) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  page.Gauge("custos_search_messages", "Messages of the evidence that were compared with rows and index",
             count(search.messages));
  page.Gauge("custos_search_missing_messages", "Of those, without a row", count(search.missing));
  page.Gauge("custos_search_sampled_messages", "Of those, looked for by their own text", count(search.sampled));
  page.Gauge("custos_search_unfindable_messages", "Of the sampled, not found by the index", count(search.unfindable));
  page.Gauge("custos_search_coverage_ratio", "Share of messages that search finds; 1 only when nothing is missing",
             search.Share());
  page.Gauge("custos_search_checked_timestamp_seconds", "End of the last whole comparison, 0 before the first",
             static_cast<double>(search.finished_at) / 1000);
}

void AddProcess(Page& page) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  page.Counter("process_cpu_seconds_total", "Processor time of this process",
               seconds(usage.ru_utime) + seconds(usage.ru_stime));
  page.Gauge("custos_memory_peak_bytes", "Greatest memory of this process so far",
             static_cast<double>(usage.ru_maxrss) * 1024);
}

}  // namespace

std::string MetricsText(const server::api::SystemStatus& status, TimeMs now) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  Page page;
  page.Gauge("custos_build_info", "1, with the version", 1, {{"version", kVersion}});
  page.Gauge("custos_uptime_seconds", "Since the start", static_cast<double>(now - status.started_at) / 1000);
  AddSources(status.sources, page);
  AddDeliveries(status, page);
  AddStaff(status.staff, page);
  page.Gauge("custos_queue_depth", "Pages that wait for their commit", count(status.queue_depth));
  page.Gauge("custos_queue_capacity", "Pages that may wait", count(status.queue_capacity));
  page.Counter("custos_committed_messages_total", "Messages stored since the start", count(status.committed_messages));
  page.Counter("custos_duplicate_messages_total", "Messages that were there already", count(status.duplicates));
  page.Counter("custos_commit_retries_total", "Commits tried again because the database was away",
               count(status.commit_retries));
  page.Counter("custos_alerts_total", "Alerts raised since the start", count(status.alerts));
  page.Gauge("custos_allocation_waiting", "Customers who wait for somebody by the rules of allocation",
             count(status.allocation_waiting));
  page.Gauge("custos_tags_held", "Tags at contacts that rules changed too often and leave as they are for now",
             count(status.tags_held));
  page.Gauge("custos_media_pending", "Files that wait to be fetched", count(status.media_pending));
  page.Gauge("custos_evidence_leaves", "Records in the evidence log", count(status.tree_size));
  page.Gauge("custos_checkpoint_timestamp_seconds", "Time of the newest kept checkpoint, 0 before the first",
             status.checkpoint ? static_cast<double>(status.checkpoint->at) / 1000 : 0);
  AddSearch(status.search, page);
  page.Gauge("custos_database_bytes", "Size of the database", count(status.database_bytes));
  page.Counter("custos_database_restarts_total", "Restarts of the embedded database", count(status.database_restarts));
  page.Gauge("custos_index_cache_bytes", "Memory of pieces of sealed segments", count(status.index_cache_bytes));
  page.Gauge("custos_key_filter_bytes", "Memory that tells new messages from sealed ones",
             count(status.key_filter_bytes));
  AddProcess(page);
  return page.Text();
}

server::http::Response MetricsPage::Handle(const server::http::Request& request) {
  if (request.segments != std::vector<std::string>{"metrics"}) return Refuse(404, "request.not_found");
  if (request.method != server::http::Method::kGet) return Refuse(405, "request.method");
  const Result<server::api::SystemStatus> status = status_.Read();
  if (!status) return Refuse(503, status.error().code);
  const SystemClock clock;
  server::http::Response response = server::http::Response::Text(200, MetricsText(*status, clock.Now()));
  response.SetHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  return response;
}

server::http::Response MetricsPage::Refuse(int status, const std::string& code) {
  return server::http::Response::Text(status, code + "\n");
}

}  // namespace custos::app
