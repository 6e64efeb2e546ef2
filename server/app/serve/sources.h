// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "connectors/connector.h"
#include "connectors/wecom/wecom.h"
#include "core/clock.h"
#include "core/directory.h"
#include "server/api/providers.h"
#include "server/app/serve/wecom_events.h"
#include "server/app/settings.h"
#include "server/pipeline/source_runner.h"
#include "storage/archive.h"

namespace custos::app {

/// The configured sources: made once, run between Start and Stop.
class Sources final : public server::api::SourceControl {
 public:
  /// kInvalid with the company's name when its settings cannot work.
  static Result<std::unique_ptr<Sources>> Create(const std::vector<WecomCompany>& companies, const WecomStores& stores,
                                                 const Clock& clock);
  ~Sources() override;

  /// Another source, before Start.
  void Add(std::unique_ptr<Connector> source) { others_.push_back(std::move(source)); }

  void Start(storage::Archive& archive, IntakeSink& sink, DirectorySink& directory);
  /// Ends fetching; pages already handed over stay with the pipeline.
  void Stop();

  std::vector<const Connector*> connectors() const;
  std::map<std::string, Connector*> by_source() const;
  /// By the name in the settings; null when there is no such company.
  wecom::WecomSource* company(const std::string& name) const;
  /// Answers the callbacks of every company that has them.
  WecomCallbacks& callbacks() { return callbacks_; }

  Status RetryParked(const std::string& source) override;
  /// Who tries again for sources that send by themselves; false when it is none of them. Set before Start.
  void SetPushed(std::function<bool(const std::string& source)> retry) { pushed_ = std::move(retry); }

 private:
  Sources() = default;

  std::vector<std::unique_ptr<wecom::WecomSource>> wecom_;
  std::function<bool(const std::string&)> pushed_;
  std::map<std::string, wecom::WecomSource*> by_name_;
  std::vector<std::unique_ptr<WecomEvents>> events_;
  WecomCallbacks callbacks_;
  std::vector<std::unique_ptr<Connector>> others_;
  std::mutex runners_mutex_;
  std::multimap<std::string, std::unique_ptr<server::SourceRunner>> runners_;  ///< chat and events share a source
  std::vector<std::jthread> directory_threads_;
};

}  // namespace custos::app
