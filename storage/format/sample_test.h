// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/message.h"

namespace custos::storage::testing {

/// An artificial message whose every member is set.
inline Message FullMessage(std::uint64_t seq) {
  Message m;
  m.source = "wecom:ww0000000000000001";
  m.seq = seq;
  m.key = "CAQQ" + std::to_string(1'000'000 + seq * 7919) + "_external";
  m.action = "send";
  m.type = "text";
  m.conversation_key = "rep01|wm_customer_" + std::to_string(seq % 50);
  m.room = "";
  m.from = {PartyKind::kStaff, "rep01"};
  m.to = {{PartyKind::kExternal, "wm_customer_" + std::to_string(seq % 50)}};
  m.role = Role::kRep;
  m.sent_at = 1'700'000'000'000 + static_cast<TimeMs>(seq) * 1000;
  m.text = "您好，样品编号 " + std::to_string(seq) + " 已寄出";
  m.quote = Quote{.speaker = "客户甲", .text = "请问寄出了吗"};
  m.detail = R"({"note":"artificial"})";
  m.media = {{.kind = "file",
              .locator = "sdk-" + std::to_string(seq),
              .md5 = Md5Hex(m.key),
              .size = 12,
              .name = "样品.pdf",
              .duration_s = 0}};
  m.recalls = "";
  m.raw = R"({"msgid":")" + m.key + R"(","action":"send","from":"rep01","tolist":[")" + m.to[0].id +
          R"("],"roomid":"","msgtime":)" + std::to_string(m.sent_at) + R"(,"msgtype":"text","text":{"content":")" +
          m.text + R"("}})";
  m.envelope = Sha256(m.key);
  return m;
}

/// The shape of an ordinary text message: no quote, no file.
inline Message PlainMessage(std::uint64_t seq) {
  Message m = FullMessage(seq);
  m.quote.reset();
  m.media.clear();
  m.detail = "{}";
  return m;
}

}  // namespace custos::storage::testing
