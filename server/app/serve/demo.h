// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.h"
#include "server/app/settings.h"

namespace custos::wecom_sim {
class DemoCompany;
}

namespace custos::app {

struct ServeOptions;

/// A simulated company whose traffic reaches the server through the real connector, as a customer's would.
class Demo {
 public:
  /// Keeps its own state under data_dir/demo, so that a restart goes on where it stopped.
  static Result<std::unique_ptr<Demo>> Start(const ServeOptions& options);
  ~Demo();

  /// What to configure for it.
  const WecomCompany& company() const { return company_; }

 private:
  Demo();

  std::unique_ptr<wecom_sim::DemoCompany> simulator_;
  WecomCompany company_;
};

}  // namespace custos::app
