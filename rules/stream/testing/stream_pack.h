// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <utility>

#include "rules/rule_set.h"

namespace custos::rules::testing {

inline constexpr const char* kStreamManifest = R"(name: stream
version: '1'
engine: 1
fold: [separators]
join: {messages: 4, within: 60s, words: ordinary}
categories:
  pay: {zh: 收款, en: Payment}
  care: {zh: 服务, en: Service}
)";

inline constexpr const char* kStreamRules = R"(title: {zh: 回扣, en: Kickback}
id: 00000000-0000-0000-0000-000000000001
name: kickback
category: pay
level: high
status: stable
detection: {word: {text|contains: [回扣, 好处费拿走]}}
tests:
  - {text: 给你回扣, expect: hit}
  - {text: 你好, expect: miss}
---
title: {zh: 提到删除, en: Deleting}
id: 00000000-0000-0000-0000-000000000002
name: deleting
category: care
level: low
status: stable
actions: [signal]
detection: {word: {text|contains: 删除联系人}}
tests:
  - {text: 我删除联系人, expect: hit}
  - {text: 你好, expect: miss}
---
title: {zh: 私人号码, en: Private number}
id: 00000000-0000-0000-0000-000000000003
name: number
category: care
level: low
status: stable
actions: [signal]
detection: {word: {text|contains: 私人号码}}
tests:
  - {text: 我的私人号码, expect: hit}
  - {text: 你好, expect: miss}
---
title: {zh: 客户提问, en: Question}
id: 00000000-0000-0000-0000-000000000004
name: question
category: care
level: low
status: stable
actions: [signal]
scope: {roles: [customer]}
detection: {word: {text|contains: 请问}}
tests:
  - {text: 请问在吗, expect: hit}
  - {text: 你好, expect: miss}
---
title: {zh: 回复, en: Answer}
id: 00000000-0000-0000-0000-000000000005
name: answer
category: care
level: low
status: stable
actions: [signal]
scope: {roles: [rep]}
detection: {word: {text|contains: 您好}}
tests:
  - {text: 您好，在的, expect: hit}
  - {text: 再见, expect: miss}
---
title: {zh: 成批删除, en: Many deleted}
id: 00000000-0000-0000-0000-0000000000c1
category: care
level: high
status: stable
correlation: {type: event_count, rules: [deleting], group-by: [employee], timespan: 1h, condition: {gte: 3}}
tests:
  - expect: hit
    events: [{at: 0s, rule: deleting, customer: 'c#', repeat: 3, every: 10m}]
  - expect: miss
    events: [{at: 0s, text: 删除联系人, customer: 'c#', repeat: 3, every: 31m}]
---
title: {zh: 同一客户多人, en: One customer many}
id: 00000000-0000-0000-0000-0000000000c2
category: care
level: medium
status: stable
correlation:
  {type: value_count, rules: [number], group-by: [customer], timespan: 24h, condition: {gte: 2}, field: employee}
tests:
  - expect: hit
    events: [{at: 0s, rule: number, employee: 'e#', repeat: 2, every: 5h}]
  - expect: miss
    events: [{at: 0s, rule: number, repeat: 5, every: 1h}]
---
title: {zh: 先发号码后删除, en: Number then delete}
id: 00000000-0000-0000-0000-0000000000c3
category: pay
level: high
status: stable
correlation:
  type: temporal_ordered
  rules: [number, deleting]
  group-by: [employee, customer]
  timespan: 24h
tests:
  - expect: hit
    events: [{at: 0s, rule: number, channel: sms, source: phones}, {at: 23h, rule: deleting}]
  - expect: miss
    events: [{at: 0s, rule: deleting}, {at: 1h, rule: number}]
  - expect: miss
    events: [{at: 0s, rule: number}, {at: 1h, rule: deleting, customer: other}]
---
title: {zh: 号码和回扣, en: Number and kickback}
id: 00000000-0000-0000-0000-0000000000c4
category: pay
level: high
status: stable
correlation: {type: temporal, rules: [kickback, number], group-by: [conversation], timespan: 2h}
tests:
  - expect: hit
    events: [{at: 0s, rule: number}, {at: 1h, text: 给你回扣}]
  - expect: miss
    events: [{at: 0s, rule: number}, {at: 3h, rule: kickback}]
---
title: {zh: 无人回复, en: No answer}
id: 00000000-0000-0000-0000-0000000000c5
category: care
level: medium
status: stable
correlation: {type: absence, rules: [question, answer], group-by: [conversation], timespan: 2h}
tests:
  - expect: hit
    events: [{at: 0s, text: 请问多少钱, speaker: customer}]
    until: 3h
  - expect: miss
    events: [{at: 0s, text: 请问多少钱, speaker: customer}, {at: 1h, text: 您好，一百元}]
    until: 9h
  - expect: miss
    events: [{at: 0s, text: 请问多少钱, speaker: customer}]
    until: 2h
)";

inline PackFiles StreamPack() {
  return {{"pack.yaml", kStreamManifest},
          {"words.yaml", "ordinary: [扣款, 自私, 我]\n"},
          {"rules/stream.yaml", kStreamRules}};
}

inline std::shared_ptr<const RuleSet> LoadStreamPack(const PackFiles& files = StreamPack()) {
  auto loaded = RuleSet::Load(files);
  INFO(loaded.report.ToText());
  REQUIRE(loaded.rules);
  return loaded.rules;
}

}  // namespace custos::rules::testing
