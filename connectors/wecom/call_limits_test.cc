// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/call_limits.h"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

namespace custos::wecom {
namespace {

using std::chrono::milliseconds;

constexpr char kPath[] = "/cgi-bin/user/get";

}  // namespace

TEST_CASE("an interface that says too many is left alone, longer each time, and no other one is") {
  CallLimits limits(milliseconds(1'000));
  CHECK_FALSE(limits.IsSilent(kPath, 0));
  limits.TooMany(kPath, 0);
  CHECK(limits.IsSilent(kPath, 999));
  CHECK_FALSE(limits.IsSilent(kPath, 1'000));
  CHECK_FALSE(limits.IsSilent("/cgi-bin/user/list", 999));
  limits.TooMany(kPath, 1'000);
  CHECK(limits.IsSilent(kPath, 2'999));
  CHECK_FALSE(limits.IsSilent(kPath, 3'000));
  for (int i = 0; i < 40; ++i) limits.TooMany(kPath, 0);
  CHECK(limits.IsSilent(kPath, 3'599'999));
  CHECK_FALSE(limits.IsSilent(kPath, 3'600'000));
  limits.Worked(kPath);
  limits.TooMany(kPath, 0);
  CHECK_FALSE(limits.IsSilent(kPath, 1'000));
}

TEST_CASE("after too many at once half as many go on, and slowly more again") {
  CallLimits limits(milliseconds(1));
  for (int i = 0; i < 4; ++i) limits.TooManyAtOnce();  // two are left
  {
    const CallLimits::Turn first = limits.Wait(kPath, {});
    const CallLimits::Turn second = limits.Wait(kPath, {});
    CHECK(second);
    std::stop_source stop;
    std::jthread waiting([&] { CHECK_FALSE(limits.Wait(kPath, stop.get_token())); });
    std::this_thread::sleep_for(milliseconds(20));
    stop.request_stop();
  }
  CHECK(limits.Wait(kPath, {}));
  limits.Worked(kPath);
  limits.Worked(kPath);
  limits.Worked(kPath);
  std::vector<CallLimits::Turn> turns;
  for (int i = 0; i < 3; ++i) turns.push_back(limits.Wait(kPath, {}));
  CHECK(turns.back());
}

TEST_CASE("the archive's interfaces have their own allowance") {
  CHECK(CallsPerMinuteOf("/cgi-bin/msgaudit/get_permit_user_list") == 900);
  CHECK(CallsPerMinuteOf("/cgi-bin/msgaudit/groupchat/get") == 1'800);
  CHECK(CallsPerMinuteOf(kPath) == 9'000);
}

}  // namespace custos::wecom
