// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/include_rules.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace custos::architecture {
namespace {

bool Allowed(std::string_view path, std::string_view header, bool quoted = true) {
  return !WhyForbidden(path, {std::string(header), quoted, 1});
}

}  // namespace

TEST_CASE("no file of the tree includes against the direction of the house") {
  std::size_t files = 0;
  const auto faults = CheckTree(CUSTOS_SOURCE_DIR, files);
  CHECK(files > 20);
  for (const auto& fault : faults) UNSCOPED_INFO(fault);
  CHECK(faults.empty());
}

TEST_CASE("a forbidden include in a tree is found and named with its line") {
  const auto root = std::filesystem::temp_directory_path() / "custos_architecture_test";
  std::filesystem::remove_all(root);
  for (const auto* folder : {"core", "connectors", "rules", "storage", "server", "tests"}) {
    std::filesystem::create_directories(root / folder);
  }
  std::ofstream(root / "core" / "a.h") << "#pragma once\n#include <string>\n# include \"storage/archive.h\"\n";
  std::size_t files = 0;
  const auto faults = CheckTree(root.string(), files);
  std::filesystem::remove_all(root);
  CHECK(files == 1);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0] == "core/a.h:3: core/ must not include storage/archive.h");
}

TEST_CASE("boxes on one line do not know each other") {
  CHECK_FALSE(Allowed("connectors/wecom/connector.cc", "storage/archive.h"));
  CHECK_FALSE(Allowed("rules/matcher/matcher.cc", "connectors/connector.h"));
  CHECK_FALSE(Allowed("storage/postgres/archive.cc", "rules/rule_set.h"));
  CHECK_FALSE(Allowed("server/api/routes.cc", "server/pipeline/pipeline.h"));
  CHECK_FALSE(Allowed("server/alerts/delivery.cc", "server/governance/audit.h"));
  CHECK_FALSE(Allowed("connectors/sms/connector.cc", "connectors/wecom/key_ring.h"));
}

TEST_CASE("a lower box does not know a higher one") {
  CHECK_FALSE(Allowed("storage/archive.h", "server/api/routes.h"));
  CHECK_FALSE(Allowed("server/governance/audit.cc", "server/api/routes.h"));
  CHECK_FALSE(Allowed("server/pipeline/pipeline.cc", "server/app/settings.h"));
  CHECK_FALSE(Allowed("core/log.cc", "tests/support/catch_main.h"));
}

TEST_CASE("a higher box sees interfaces, only the wiring sees what is behind them") {
  CHECK(Allowed("server/pipeline/pipeline.cc", "storage/archive.h"));
  CHECK_FALSE(Allowed("server/pipeline/pipeline.cc", "storage/postgres/archive.h"));
  CHECK_FALSE(Allowed("server/api/alerts.cc", "connectors/wecom/register.h"));
  CHECK(Allowed("server/app/main.cc", "storage/postgres/archive.h"));
  CHECK(Allowed("server/app/sim.cc", "tests/support/wecom_sim/server.h"));
}

TEST_CASE("the allowed direction is allowed") {
  CHECK(Allowed("server/api/alerts.cc", "server/http/router.h"));
  CHECK(Allowed("server/api/alerts.cc", "core/result.h"));
  CHECK(Allowed("connectors/wecom/connector.cc", "connectors/connector.h"));
  CHECK(Allowed("connectors/builtin.cc", "connectors/wecom/register.h"));
  CHECK(Allowed("storage/postgres/archive_pgtest.cc", "tests/support/postgres.h"));
}

TEST_CASE("a quoted include that does not start at the repository root is refused") {
  CHECK_FALSE(Allowed("core/log.cc", "log.h"));
  CHECK_FALSE(Allowed("core/log.cc", "../storage/archive.h"));
}

TEST_CASE("outside libraries stay behind their fence, whichever brackets are used") {
  CHECK_FALSE(Allowed("server/api/alerts.cc", "httplib.h", false));
  CHECK(Allowed("server/http/server.cc", "httplib.h", false));
  CHECK_FALSE(Allowed("server/pipeline/committer.cc", "pqxx/pqxx", false));
  CHECK_FALSE(Allowed("storage/verify/verify.cc", "libpq-fe.h", false));
  CHECK_FALSE(Allowed("rules/loader/reader.cc", "hs/hs.h", false));
  CHECK_FALSE(Allowed("rules/loader/reader.cc", "hs.h", true));
  CHECK_FALSE(Allowed("rules/matcher/matcher.cc", "yaml-cpp/yaml.h", false));
}

TEST_CASE("heavy headers do not enter headers of ours, their forward declarations may") {
  CHECK_FALSE(Allowed("connectors/wecom/parser.h", "nlohmann/json.hpp", false));
  CHECK_FALSE(Allowed("server/http/server.h", "httplib.h", false));
  CHECK(Allowed("connectors/wecom/parser.h", "nlohmann/json_fwd.hpp", false));
  CHECK(Allowed("connectors/wecom/parser.cc", "nlohmann/json.hpp", false));
}

}  // namespace custos::architecture
