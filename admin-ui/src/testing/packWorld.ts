import type { Backtest, PackPerson, PackState, PackVersionDetail } from "@/lib/api/types";

/** Versions of an invented rule pack, their files, and the back-tests that were run. */
export interface PackWorld {
  versions: PackVersionDetail[];
  files: Map<string, Map<string, string>>;
  backtests: Backtest[];
  nextId: number;
}

const ruleText = `title: {zh: 私下收款, en: Private payment}
id: 0f6c6a0e-1111-4222-8333-000000000001
category: private_payment
level: high
detection:
  pay: {text|contains: [转我微信, 打我卡上]}
  condition: pay
tests:
  - {text: 尾款转我微信, expect: hit}
  - {text: 请付到公司账户, expect: miss}
---
title: {zh: 索要回扣, en: Asks for a kickback}
id: 0f6c6a0e-1111-4222-8333-000000000002
category: kickback
level: medium
detection:
  back: {text|contains: [返三个点]}
  condition: back
tests:
  - {text: 成了给您返三个点, expect: hit}
  - {text: 分三个点说明, expect: miss}
`;

const packText = `name: example-cn
version: 1.0.0
categories:
  private_payment: {zh: 私自收款, en: Private payment}
  kickback: {zh: 回扣返点, en: Kickback}
`;

export const firstFiles = new Map([
  ["pack.yaml", packText],
  ["words.yaml", "me: [我, 咱]\n"],
  ["rules/payment.yaml", ruleText],
]);

const program: PackPerson = { id: "0", name: "" };

export function packVersion(change: Partial<PackVersionDetail> = {}): PackVersionDetail {
  return {
    id: "1",
    revision: 1,
    state: "active",
    origin: "shipped",
    name: "example-cn",
    version: "1.0.0",
    digest: "ab".repeat(32),
    content: "cd".repeat(32),
    rules: 2,
    valid: true,
    from: null,
    note: "",
    created_by: program,
    created_at: "2026-03-01T02:00:00.000Z",
    changed_by: program,
    changed_at: "2026-03-01T02:00:00.000Z",
    submitted_by: null,
    submitted_at: null,
    published_by: program,
    published_at: "2026-03-01T02:00:00.000Z",
    moves: [],
    shadow: null,
    history: [
      {
        at: "2026-03-01T02:00:00.000Z",
        user: program,
        action: "publish",
        from: null,
        to: "active",
        note: "",
      },
    ],
    ...change,
  };
}

export function packWorld(): PackWorld {
  return {
    versions: [packVersion()],
    files: new Map([["1", new Map(firstFiles)]]),
    backtests: [],
    nextId: 2,
  };
}

/** Where the reader may move a version, as the server's rules say. */
export function movesOf(version: PackVersionDetail, reader: string): PackState[] {
  const involved = [version.created_by.id, version.changed_by.id, version.submitted_by?.id].includes(reader);
  if (version.state === "draft") return ["review"];
  if (version.state === "review")
    return involved ? ["draft", "retired"] : ["draft", "shadow", "active", "retired"];
  if (version.state === "shadow") return involved ? ["draft", "retired"] : ["draft", "active", "retired"];
  return version.state === "retired" && version.published_at ? ["active"] : [];
}
