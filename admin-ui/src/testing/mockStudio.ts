import { isMap, isSeq, parseAllDocuments } from "yaml";
import type {
  Backtest,
  BacktestSample,
  PackProblem,
  PackState,
  PackValidation,
  PackVersionDetail,
  TrialItem,
  TrialLine,
} from "@/lib/api/types";
import { alert } from "./builders/alerts";
import { type Call, type Handler, json, problem, type Routes, summary } from "./mockAnswers";
import { movesOf, packVersion } from "./packWorld";

type Files = Map<string, string>;

interface ToyRule {
  id: string;
  title: { zh: string; en: string };
  file: string;
  selection: string;
  words: string[];
  tests: { text: string; expect: string; line: number }[];
}

/** Rules whose one selection lists words: enough of an engine to tell a story with. */
function toyRules(files: Files, problems: PackProblem[]): ToyRule[] {
  return [...files].flatMap(([file, text]) => {
    if (!file.startsWith("rules/")) return [];
    const documents = [parseAllDocuments(text, { logLevel: "silent" })].flat();
    return documents.flatMap((document) => {
      const error = document.errors?.[0];
      if (error) {
        const line = text.slice(0, error.pos[0]).split("\n").length;
        problems.push({
          code: "yaml.syntax",
          warning: false,
          file,
          line,
          column: 1,
          detail: "unexpected text",
        });
      }
      const map = document.contents;
      if (!isMap(map)) return [];
      const detection = map.toJSON().detection ?? {};
      const selection = Object.keys(detection).find((key) => key !== "condition") ?? "";
      const unknown = String(detection.condition ?? "")
        .split(/\s+/)
        .find((word) => !["and", "or", "not", ...Object.keys(detection)].includes(word));
      if (unknown) {
        const line = text.split("\n").findIndex((one) => one.includes("condition:")) + 1;
        problems.push({ code: "rule.condition", warning: false, file, line, column: 14, detail: unknown });
      }
      const tests = map.get("tests", true);
      const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
      return [
        {
          id: String(map.get("id")),
          title: map.toJSON().title,
          file,
          selection,
          words: detection[selection]?.["text|contains"] ?? [],
          tests: isSeq(tests)
            ? tests.items.filter(isMap).map((item) => ({ ...item.toJSON(), line: lineOf(item.range![0]) }))
            : [],
        },
      ];
    });
  });
}

const fires = (rule: ToyRule, text: string) => rule.words.some((word) => text.includes(word));

function validate(files: Files): PackValidation {
  const problems: PackProblem[] = [];
  const rules = toyRules(files, problems);
  for (const rule of rules) {
    for (const test of rule.tests) {
      if (fires(rule, test.text) === (test.expect === "hit")) continue;
      problems.push({
        code: "rule.example_failed",
        warning: false,
        file: rule.file,
        line: test.line,
        column: 5,
        detail: test.expect,
      });
    }
  }
  return {
    valid: problems.length === 0,
    digest: null,
    rules: rules.length,
    examples: rules.flatMap((rule) => rule.tests).length,
    problems,
  };
}

function tryLine(rules: ToyRule[], { text }: TrialLine): TrialItem {
  const findings = rules.filter((rule) => fires(rule, text));
  const word = findings[0]?.words.find((one) => text.includes(one)) ?? "";
  const at = text.indexOf(word);
  return {
    segments: word
      ? [{ t: text.slice(0, at) }, { t: word, m: [findings[0]!.id] }, { t: text.slice(at + word.length) }]
      : [{ t: text }],
    findings: findings.map((rule) => ({
      rule_id: rule.id,
      title: rule.title,
      category: "private_payment",
      severity: "high",
      actions: ["alert"],
      shadow: false,
      matched: [word],
      folded: null,
      reasons: [
        {
          selection: rule.selection,
          field: "text",
          folding: ["variants"],
          matched: [word],
          folded: "转我weixin",
        },
      ],
    })),
  };
}

function found({ world, args }: Call): PackVersionDetail | undefined {
  return world.packs.versions.find((version) => version.id === args[0]);
}

const shown = (version: PackVersionDetail, { who }: Call) => ({
  ...version,
  moves: movesOf(version, who.id),
});

/** Answers for a version that exists, else 404. */
function ofVersion(
  act: (version: PackVersionDetail, call: Call, files: Files) => Response | Promise<Response>,
): Handler {
  return (call) => {
    const version = found(call);
    return version
      ? act(version, call, call.world.packs.files.get(version.id)!)
      : problem(404, "pack.not_found");
  };
}

function overlay(files: Files, edits: Record<string, string | null>): Files {
  const all = new Map(files);
  for (const [path, text] of Object.entries(edits)) {
    if (text === null) all.delete(path);
    else all.set(path, text);
  }
  return all;
}

const stale = (version: PackVersionDetail, { request }: Call) =>
  request.headers.get("If-Match") !== `"v${version.revision}"`;

const create: Handler = async (call) => {
  const { world, request, who } = call;
  const { from = world.packs.versions.find((version) => version.state === "active")!.id } =
    (await request.json()) as {
      from?: string;
    };
  const person = { id: who.id, name: who.display_name };
  const at = new Date().toISOString();
  const made = packVersion({
    id: String(world.packs.nextId++),
    state: "draft",
    origin: "studio",
    from,
    created_by: person,
    created_at: at,
    changed_by: person,
    changed_at: at,
    published_by: null,
    published_at: null,
    history: [{ at, user: person, action: "create", from: null, to: "draft", note: "" }],
  });
  world.packs.versions.unshift(made);
  world.packs.files.set(made.id, new Map(world.packs.files.get(from)!));
  return json(shown(made, call), 201);
};

const save = ofVersion(async (version, call, files) => {
  if (stale(version, call)) return problem(412, "pack.changed");
  const body = (await call.request.json()) as { files: Record<string, string | null> };
  const all = overlay(files, body.files);
  call.world.packs.files.set(version.id, all);
  const validation = validate(all);
  Object.assign(version, {
    revision: version.revision + 1,
    valid: validation.valid,
    rules: validation.rules,
  });
  return json({ version: shown(version, call), validation });
});

const actions: Record<PackState, PackVersionDetail["history"][number]["action"]> = {
  draft: "send_back",
  review: "submit",
  shadow: "shadow",
  active: "publish",
  retired: "retire",
};

const move = ofVersion(async (version, call) => {
  const { world, who } = call;
  const { to, note = "" } = (await call.request.json()) as { to: PackState; note?: string };
  if (stale(version, call)) return problem(412, "pack.changed");
  if (!movesOf(version, who.id).includes(to)) return problem(403, "pack.four_eyes");
  if (to === "review" && !version.valid) return problem(409, "pack.invalid");
  const person = { id: who.id, name: who.display_name };
  const at = new Date().toISOString();
  const action = to === "active" && version.state === "retired" ? "roll_back" : actions[to];
  if (to === "active") {
    for (const other of world.packs.versions) if (other.state === "active") other.state = "retired";
    Object.assign(version, { published_by: person, published_at: at });
  }
  if (to === "review") Object.assign(version, { submitted_by: person, submitted_at: at });
  version.history.push({ at, user: person, action, from: version.state, to, note });
  Object.assign(version, { state: to, revision: version.revision + 1 });
  return json(shown(version, call));
});

const diff = ofVersion((version, { world, query }, files) => {
  const base = query.get("base") ?? world.packs.versions.find((one) => one.state === "active")!.id;
  const before = world.packs.files.get(base)!;
  const changed = [...files].filter(([path, text]) => before.get(path) !== text);
  return json({
    base,
    version: version.id,
    rules: [],
    files: changed.map(([path, text]) => {
      const old = (before.get(path) ?? "").split("\n");
      const fresh = text.split("\n").filter((line) => !old.includes(line));
      return {
        path,
        change: before.has(path) ? "changed" : "added",
        added: fresh.length,
        removed: 0,
        hunks: [fresh.map((line, n) => ({ op: "add", text: line, base_line: null, line: n + 1 }))],
      };
    }),
  });
});

export const sample = (change: Partial<BacktestSample> = {}): BacktestSample => {
  const { category, severity, rules, snippet, message, employee } = alert();
  return {
    change: "gained",
    category,
    severity,
    rules,
    segments: snippet,
    message,
    from: employee,
    verdict: null,
    alert_id: null,
    ...change,
  };
};

const startBacktest: Handler = async ({ world, request, who }) => {
  const order = (await request.json()) as { version: string; from: string; until?: string };
  const pack = (id: string | null) => ({
    version_id: id,
    name: "example-cn",
    version: "1.0.0",
    digest: "ab".repeat(32),
  });
  const made: Backtest = {
    id: String(world.packs.nextId++),
    state: "running",
    pack: pack(order.version),
    compare: pack("1"),
    from: order.from,
    until: order.until ?? new Date().toISOString(),
    by: { id: who.id, name: who.display_name },
    started_at: new Date().toISOString(),
    finished_at: null,
    progress: { done: 40, total: 100, messages: 4000 },
    problem: null,
    result: null,
    look_back: null,
  };
  world.packs.backtests.unshift(made);
  return json(made, 202);
};

/** Ends a back-test as a server would some seconds later. */
export function finishBacktest(test: Backtest): void {
  const title = { zh: "私下收款", en: "Private payment" };
  Object.assign(test, {
    state: "done",
    finished_at: new Date().toISOString(),
    result: {
      messages: 10_000,
      alerts_before: 40,
      alerts_after: 42,
      gained: 3,
      lost: 1,
      days: [
        { day: "2026-03-01", messages: 5000, before: 22, after: 23 },
        { day: "2026-03-03", messages: 5000, before: 18, after: 19 },
      ],
      rules: [
        { key: "0f6c6a0e-1111-4222-8333-000000000001", title, before: 40, after: 42, gained: 3, lost: 1 },
      ],
      categories: [{ key: "private_payment", title, before: 40, after: 42, gained: 3, lost: 1 }],
      precision: { decided: 30, right: 27, wrong: 3, precision: 0.9, lost_right: 1, lost_wrong: 0 },
      seconds: 0.1,
      messages_per_s: 100_000,
      milliseconds_per_1000: 4.2,
      result: "ef".repeat(32),
    },
  });
}

function ofBacktest(act: (test: Backtest, call: Call) => Response | Promise<Response>): Handler {
  return (call) => {
    const test = call.world.packs.backtests.find((one) => one.id === call.args[0]);
    return test ? act(test, call) : problem(404, "backtest.not_found");
  };
}

const lookBack = ofBacktest(async (test, { world, request, who }) => {
  const { note } = (await request.json()) as { note: string };
  const published = world.packs.versions.find((one) => one.id === test.pack.version_id)?.published_at;
  if (!published) return problem(409, "backtest.not_published");
  const at = new Date().toISOString();
  test.look_back = {
    state: "done",
    by: { id: who.id, name: who.display_name },
    started_at: at,
    finished_at: at,
    created: 3,
    existing: 0,
    note,
  };
  return json(test, 202);
});

const proposeException: Handler = async ({ world, args, request }) => {
  const source = world.alerts.find((one) => one.id === args[0]);
  if (!source) return problem(404, "alert.not_found");
  const body = (await request.json()) as { rule_id?: string; phrases?: string[] };
  const suggestions = ["请勿私下转账", "私下转账"];
  const phrases = body.phrases ?? suggestions.slice(0, 1);
  return json({
    rule_id: body.rule_id ?? source.rules[0]!.rule_id,
    title: source.rules[0]!.title,
    file: "rules/payment.yaml",
    line: 1,
    suggestions,
    phrases,
    silences_alert: phrases.length > 0,
    rule_text: `title: {zh: 私下收款}\nallow: {text|contains: [${phrases.join(", ")}]}\n`,
    problems: [],
    examined: 120,
    silenced: 4,
    by_state: { false_positive: 3, violation: 1 },
    items: world.alerts.slice(0, 2).map(summary),
  });
};

export const studioRoutes: Routes = [
  [
    "GET",
    /^\/rules\/versions$/,
    (call) =>
      json({
        items: call.world.packs.versions.map((version) => shown(version, call)),
        next_cursor: null,
        by_directory: false,
      }),
  ],
  ["POST", /^\/rules\/versions$/, create],
  ["GET", /^\/rules\/versions\/(\d+)$/, ofVersion((version, call) => json(shown(version, call)))],
  [
    "DELETE",
    /^\/rules\/versions\/(\d+)$/,
    ofVersion((version, { world }) => {
      world.packs.versions = world.packs.versions.filter((other) => other !== version);
      return new Response(null, { status: 204 });
    }),
  ],
  [
    "GET",
    /^\/rules\/versions\/(\d+)\/files$/,
    ofVersion((version, _call, files) =>
      json({ revision: version.revision, items: [...files].map(([path, text]) => ({ path, text })) }),
    ),
  ],
  ["PATCH", /^\/rules\/versions\/(\d+)\/files$/, save],
  [
    "POST",
    /^\/rules\/versions\/(\d+)\/validation$/,
    ofVersion(async (_version, { request }, files) => {
      const body = (await request.json()) as { files: Record<string, string | null> };
      return json(validate(overlay(files, body.files)));
    }),
  ],
  [
    "POST",
    /^\/rules\/versions\/(\d+)\/trial$/,
    ofVersion(async (_version, { request }, files) => {
      const body = (await request.json()) as { lines: TrialLine[]; unsaved?: Record<string, string | null> };
      const all = overlay(files, body.unsaved ?? {});
      const rules = toyRules(all, []);
      return json({
        items: body.lines.map((line) => tryLine(rules, line)),
        validation: validate(all),
        microseconds: 420,
      });
    }),
  ],
  ["GET", /^\/rules\/versions\/(\d+)\/diff$/, diff],
  ["POST", /^\/rules\/versions\/(\d+)\/transitions$/, move],
  [
    "GET",
    /^\/rules\/backtests$/,
    ({ world, query }) =>
      json({
        items: world.packs.backtests.filter((test) => test.pack.version_id === query.get("version")),
        next_cursor: null,
      }),
  ],
  ["POST", /^\/rules\/backtests$/, startBacktest],
  ["GET", /^\/rules\/backtests\/(\d+)$/, ofBacktest((test) => json(test))],
  [
    "GET",
    /^\/rules\/backtests\/(\d+)\/samples$/,
    ofBacktest((_test, { query }) =>
      json({
        items: query.get("change") === "gained" ? [sample({ verdict: "violation", alert_id: "500" })] : [],
        next_cursor: null,
      }),
    ),
  ],
  [
    "POST",
    /^\/rules\/backtests\/(\d+)\/cancellation$/,
    ofBacktest((test) => {
      test.state = "cancelled";
      return json(test, 202);
    }),
  ],
  ["POST", /^\/rules\/backtests\/(\d+)\/look-back$/, lookBack],
  ["POST", /^\/alerts\/(\d+)\/exception$/, proposeException],
  ["POST", /^\/alerts\/(\d+)\/exception\/draft$/, create],
];
