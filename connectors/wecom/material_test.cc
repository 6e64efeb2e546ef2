// SPDX-License-Identifier: Apache-2.0
// Files to be sent, against the simulated platform.
#include "connectors/wecom/material.h"

#include <catch2/catch.hpp>
#include <memory>

#include "tests/support/wecom_sim/wecom_simulator.h"

namespace custos::wecom {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

class Sender {
 public:
  Sender() : sim_(wecom_sim::WecomSimulator::Start({}).value()), corp(sim_->AddCorp({}, false)) {
    ApiSettings settings;
    settings.base = sim_->api_base();
    settings.corp_id = corp.settings().corp_id;
    settings.secret = corp.settings().contact_secret;
    settings.retry_first = std::chrono::milliseconds(1);
    api_ = std::make_unique<ApiClient>(settings, clock_);
  }
  Result<Material> Upload(MaterialKind kind, const std::string& name, const std::string& type,
                          const std::string& bytes) {
    return UploadMaterial(*api_, kind, {"", name, type, bytes}, {});
  }
  TimeMs Now() const { return clock_.Now(); }

 private:
  SystemClock clock_;
  std::unique_ptr<wecom_sim::WecomSimulator> sim_;
  std::unique_ptr<ApiClient> api_;

 public:
  wecom_sim::Corp& corp;
};

}  // namespace

TEST_CASE("a file is uploaded with its name and every byte, and stands for three days") {
  Sender f;
  std::string bytes = "\x89PNG\r\n\x1a\n";
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7);
  bytes += "\r\n--almost a boundary\r\n";
  const auto material = f.Upload(MaterialKind::kImage, "报价 2026.png", "image/png", bytes);
  REQUIRE(material);
  CHECK(material->until > f.Now() + TimeMs{3} * 86'400'000 - 60'000);
  CHECK(material->until <= f.Now() + TimeMs{3} * 86'400'000);
  const auto all = f.corp.materials().All();
  REQUIRE(all.size() == 1);
  CHECK(all[0].media_id == material->media_id);
  CHECK(all[0].kind == "image");
  CHECK(all[0].file_name == "报价 2026.png");
  CHECK(all[0].type == "image/png");
  CHECK(all[0].bytes == bytes);
}

TEST_CASE("what the platform does not take is refused, by us before it is sent, and by it") {
  Sender f;
  CHECK(MaterialKindOf("image/png", kMiB).value() == MaterialKind::kImage);
  CHECK(MaterialKindOf("image/gif", kMiB).value() == MaterialKind::kFile);
  CHECK(MaterialKindOf("image/jpeg", 11 * kMiB).value() == MaterialKind::kFile);
  CHECK(MaterialKindOf("video/mp4", kMiB).value() == MaterialKind::kVideo);
  CHECK(MaterialKindOf("video/mp4", 15 * kMiB).value() == MaterialKind::kFile);
  CHECK(MaterialKindOf("application/pdf", 20 * kMiB).value() == MaterialKind::kFile);
  CHECK(MaterialKindOf("application/pdf", 20 * kMiB + 1).error().code == "wecom.material_size");
  CHECK(MaterialKindOf("application/pdf", 5).error().code == "wecom.material_size");
  const auto refused = f.Upload(MaterialKind::kImage, "a.gif", "image/gif", "GIF89a and more");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "wecom.errcode_40004");
  CHECK(f.corp.materials().All().empty());
}

}  // namespace custos::wecom
