// SPDX-License-Identifier: Apache-2.0
#include "server/app/serve/demo.h"

#include <utility>

#include "server/app/serve/server.h"
#include "tests/support/wecom_sim/demo_company.h"

namespace custos::app {

namespace {

constexpr std::uint32_t kAgent = 1000002;  // any: the simulated platform takes it

}  // namespace

Demo::Demo() = default;
Demo::~Demo() = default;

Result<std::unique_ptr<Demo>> Demo::Start(const ServeOptions& options) {
  wecom_sim::DemoOptions wanted;
  wanted.rate = options.demo_rate;
  wanted.backfill = options.demo_backfill;
  wanted.corpora = options.demo_corpora;
  Result<std::unique_ptr<wecom_sim::DemoCompany>> started =
      wecom_sim::DemoCompany::Start((options.settings.data_dir / "demo").string(), wanted);
  if (!started) return started.error();

  std::unique_ptr<Demo> demo(new Demo());
  demo->simulator_ = std::move(*started);
  const wecom_sim::DemoConnection& connection = demo->simulator_->connection();
  demo->company_.name = "demo";
  demo->company_.corp_id = connection.corp_id;
  demo->company_.archive_secret = connection.archive_secret;
  demo->company_.contact_secret = connection.contact_secret;
  demo->company_.private_keys = connection.keys_dir;
  demo->company_.sdk_library = connection.sdk_path;
  demo->company_.api_base = connection.api_base;
  demo->company_.proxy = connection.sdk_proxy;
  demo->company_.poll_ms = 500;
  demo->company_.agent_id = kAgent;
  return demo;
}

}  // namespace custos::app
