// SPDX-License-Identifier: Apache-2.0
#include "connectors/wecom/desk_calls.h"

#include <catch2/catch.hpp>

namespace custos::wecom {

TEST_CASE("a page is signed as the platform's own example is") {
  const std::string ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
  const std::string url = "http://mp.weixin.qq.com?params=value";
  const std::string right = "0f9de62fce790f9a083d5c99e95740ceb90c27ed";
  CHECK(SignPage(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url) == right);
  CHECK(SignPage(ticket, "Wm3WZYTPz0wzccnW", 1414587457, url + "#/customer/7") == right);
  CHECK(SignPage(ticket, "Wm3WZYTPz0wzccnW", 1414587458, url) != right);
}

TEST_CASE("the address that asks the platform who it is carries the way back, encoded") {
  CHECK(AuthorizeUrl("ww0000000000000001", 1000002, "https://custos.example.com/back?a=1", "abc123") ==
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0000000000000001"
        "&redirect_uri=https%3A%2F%2Fcustos.example.com%2Fback%3Fa%3D1&response_type=code&scope=snsapi_base"
        "&state=abc123&agentid=1000002#wechat_redirect");
}

}  // namespace custos::wecom
